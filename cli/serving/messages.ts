// What the primary and its workers say to each other.
import type { CountedAttempts } from '../../collections/accounts/attempts.ts';
import type { AttemptNews } from '../../collections/accounts/share-attempts.ts';
import type { VerifiedBefore, VerifiedPassword } from '../../collections/accounts/verified-passwords.ts';
import type { MetricValues } from '../../server/metrics/metrics.ts';

/** What a worker says that all of them are to know. */
export type News = { readonly kind: 'attempt'; readonly news: AttemptNews } | { readonly kind: 'verified'; readonly news: VerifiedPassword };

/** What a worker says. */
export type FromWorker =
  /** It is there, and waits for `begin`. */
  | { readonly kind: 'loaded' }
  | { readonly kind: 'serving'; readonly origin: string }
  /** It can't start, and ends. */
  | { readonly kind: 'failed'; readonly reason: string }
  | News
  /** From this host, as `hostOf` names it, no new connections are taken for a while. */
  | { readonly kind: 'kept-out'; readonly host: string }
  | { readonly kind: 'metrics'; readonly values: MetricValues };

/** What the primary says. */
export type ToWorker =
  | {
      readonly kind: 'begin';
      /** Where to listen: a worker that comes later must be where the others are, whatever a changed file says. */
      readonly host: string;
      readonly port: number;
      /** How many workers there are. */
      readonly workers: number;
      readonly hasMetrics: boolean;
      readonly attempts: CountedAttempts;
      readonly verified: VerifiedBefore;
    }
  /** To do from now on what one of them has to do now and then. */
  | { readonly kind: 'tend' }
  /** The server ends. */
  | { readonly kind: 'end' }
  /** Another worker has taken its place. */
  | { readonly kind: 'retire' }
  | News
  | { readonly kind: 'metrics' };
