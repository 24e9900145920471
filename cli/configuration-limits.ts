// From the configuration to what may be taken from the exchange, and in what time.
import type { RateLimits } from '../collections/rates/rates.ts';
import type { Configuration } from '../schemas/configuration/configuration.ts';
import type { PublishingLimits } from '../server/steps/limit-publications.ts';

/** The limits of accounts and agencies; none where the configuration has none. */
export function rateLimitsOf({ rates }: Configuration): RateLimits | undefined {
  const { window: windowSeconds, ...limits } = rates;
  if (Object.keys(limits).length === 0) return undefined;
  const account = { requests: limits.account_requests, bytes: limits.account_bytes, objects: limits.account_objects };
  const agency = { requests: limits.agency_requests, bytes: limits.agency_bytes, objects: limits.agency_objects };
  return { windowSeconds, account: given(account), agency: given(agency) };
}

/** How much may be published at the same time. */
export function publishingLimitsOf({ limits }: Configuration): PublishingLimits {
  const { publications_per_account: perAccount, publications_per_agency: perAgency, publishing_bytes: bytes } = limits;
  return { perAccount, perAgency, bytes };
}

function given(limits: Readonly<Record<string, number | undefined>>): Record<string, number> {
  return Object.fromEntries(Object.entries(limits).flatMap(([kind, limit]) => (limit === undefined ? [] : [[kind, limit]])));
}
