// How much may be published at the same time: what one agency sends must neither fill the memory nor hold up the others.
import type { Request, RequestHandler } from 'express';
import type { Exchange } from '../../collections/exchange.ts';
import { announcedLength } from '../announced-length.ts';
import { contextOf, rootOf } from '../context.ts';
import { ContentTooLarge, Overloaded, TooManyPublications } from '../errors.ts';
import type { Step } from '../operation.ts';
import { whenOver } from '../over.ts';
import { countRunning } from '../running-counts.ts';

/** The most that is published at the same time. */
export interface PublishingLimits {
  /** Envelopes of one account that aren't answered yet; dry runs count. */
  readonly perAccount: number;
  /** Of one agency. */
  readonly perAgency: number;
  /** Octets of all envelopes that aren't finished, those that were answered `pending` among them; one is always taken. */
  readonly bytes: number;
}

/** Publishing, where nobody says otherwise. */
export const PUBLISHING: PublishingLimits = { perAccount: 100, perAgency: 200, bytes: 256 * 1024 * 1024 };

/** 429 or 503, before the body is read, for an envelope that would be one too many. */
export const limitPublication: Step = {
  refuses: ['content-too-large', 'overloaded', 'too-many-publications'],
  handler: ({ publicationLimit }) => publicationLimit,
};

/** The limit of one exchange, which all endpoints that take envelopes share. */
export function limitPublications(exchange: Exchange, limits: PublishingLimits = PUBLISHING): RequestHandler {
  const running = { account: countRunning(), agency: countRunning() };
  let bytes = 0;

  return function limitPublication(request, response, next): void {
    const { asker } = contextOf(request);
    const size = announced(request);
    const isFull = bytes + exchange.backlog().bytes;
    if (isFull > 0 && isFull + size > limits.bytes) throw new Overloaded();
    const taken = [
      [running.account, asker.account, 'account', limits.perAccount],
      [running.agency, asker.agency.name, 'agency', limits.perAgency],
    ] as const;
    for (const [counts, name, subject, limit] of taken) {
      if (counts.of(name) >= limit) throw new TooManyPublications(subject, limit);
    }
    const ends = taken.map(([counts, name]) => counts.begin(name));
    bytes += size;
    whenOver(response, () => {
      bytes -= size;
      for (const end of ends) end();
    });
    next();
  };
}

// A body that doesn't say how long it is may be as long as it likes, up to the API root's limit.
function announced(request: Request): number {
  const most = rootOf(request).maxContentLength;
  const length = announcedLength(request) ?? most;
  if (length > most) throw new ContentTooLarge(most);
  return length;
}
