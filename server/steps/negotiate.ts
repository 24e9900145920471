// Media types of request and response (3.1; T-3.1-06..-11, T-5.5-09, -15).
import { LRUCache } from 'lru-cache';
import { HeadersTooLarge, NotAcceptable, UnsupportedMediaType, quote, TAXII_MEDIA_TYPE } from '../errors.ts';
import { acceptsTaxii, isEnvelopeType, LONGEST_ACCEPT } from '../media-types.ts';
import type { Step } from '../operation.ts';

/** 406 unless `Accept` lets the server answer in TAXII 2.1; 431 where it is too long to be looked at. */
export const acceptTaxii: Step = {
  refuses: ['not-acceptable', 'headers-too-large'],
  isSettled: true,
  handler({ settings: { negotiation } }) {
    // A client says the same each time, and most clients say what others say.
    const accepted = new LRUCache<string, true>({ max: 100 });
    return function checkAccept(request, _response, next): void {
      const { accept } = request.headers;
      if (accept !== undefined && accepted.get(accept) === true) return next();
      if (accept !== undefined && accept.length > LONGEST_ACCEPT) throw new HeadersTooLarge('Accept header', LONGEST_ACCEPT);
      if (!acceptsTaxii(accept, negotiation)) throw new NotAcceptable(accept ?? '');
      if (accept !== undefined) accepted.set(accept, true);
      next();
    };
  },
};

/** 415 unless the body is an envelope by its type, sent as it is. */
export const takeEnvelope: Step = {
  refuses: ['unsupported-media-type'],
  handler: ({ settings: { negotiation } }) =>
    function checkContentType(request, _response, next): void {
      const type = request.headers['content-type'];
      if (!isEnvelopeType(type, negotiation)) {
        const given = type === undefined ? 'has no Content-Type' : `has the Content-Type ${quote(type)}`;
        throw new UnsupportedMediaType(`The body ${given}; send an envelope as ${TAXII_MEDIA_TYPE}.`);
      }
      const coding = request.headers['content-encoding'] ?? 'identity';
      if (coding.toLowerCase() !== 'identity') {
        throw new UnsupportedMediaType(`The body has the Content-Encoding ${quote(coding)}; send it as it is.`);
      }
      next();
    },
};
