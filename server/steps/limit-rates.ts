// How much an account and its agency may take, and what is left of it, in every answer
// (draft-ietf-httpapi-ratelimit-headers: RateLimit-Policy, RateLimit).
import type { RateState } from '../../collections/rates/rates.ts';
import { contextOf } from '../context.ts';
import { RateExceeded } from '../errors.ts';
import { observationOf } from '../observing/observation.ts';
import type { Step } from '../operation.ts';
import { whenOver } from '../over.ts';

/** 429 for whoever has taken what they may; where there are no limits it does nothing. */
export const limitRates: Step = {
  refuses: ['rate-exceeded'],
  handler({ exchange: { rates } }) {
    if (rates === undefined) return (_request, _response, next) => next();
    return async function limitRate(request, response, next): Promise<void> {
      const { asker } = contextOf(request);
      const consumer = { account: asker.account, agency: asker.agency.name };
      const { states, exceeded } = await rates.admit(consumer);
      response.setHeader('RateLimit-Policy', states.map(policyOf).join(', '));
      response.setHeader('RateLimit', states.map(remainderOf).join(', '));
      whenOver(response, () => {
        const { received, sent } = observationOf(request);
        rates.count(consumer, 'bytes', received + sent);
      });
      next(exceeded === undefined ? undefined : new RateExceeded(exceeded));
    };
  },
};

function policyOf(state: RateState): string {
  const unit = { requests: 'requests', bytes: 'content-bytes', objects: 'objects' }[state.kind];
  return `"${nameOf(state)}";q=${state.limit};qu="${unit}";w=${state.windowSeconds}`;
}

function remainderOf(state: RateState): string {
  return `"${nameOf(state)}";r=${state.remaining};t=${state.secondsLeft}`;
}

function nameOf({ subject, kind }: RateState): string {
  return `${subject}-${kind}`;
}
