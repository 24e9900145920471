// Failures of work that nobody waits for: the log has an outage through its watch, and all else once until it works again.
import type { OutageWatch } from './outage.ts';
import type { Log } from './publishing/log.ts';
import { StoreUnavailable } from './storage/unavailable.ts';

/** Does work in the background, and tells the operator of its failures. */
export interface Background {
  /**
   * Does the work and never rejects.
   * @param name of the work: the same failure of the same work is told once, until the work succeeds
   * @param complaint what the log says when it fails
   */
  attempt(name: string, complaint: string, work: () => Promise<unknown>): Promise<void>;
}

/** Background work on the store that is watched. */
export function inBackground(outages: OutageWatch, log: Log): Background {
  const told = new Map<string, string>();
  return {
    async attempt(name, complaint, work) {
      try {
        await work();
        told.delete(name);
      } catch (error) {
        if (error instanceof StoreUnavailable) void outages.untilOver(error);
        else tell(name, complaint, error);
      }
    },
  };

  function tell(name: string, complaint: string, error: unknown): void {
    const failure = String(error);
    if (told.get(name) === failure) return;
    told.set(name, failure);
    log.error({ err: error, work: name }, complaint);
  }
}
