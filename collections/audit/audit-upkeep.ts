// What has to be done with the audit log now and then: its oldest entries go, and its heads are told elsewhere.
import { DAY, now, type Microseconds } from '../../schemas/timestamp.ts';
import type { Log } from '../publishing/log.ts';
import type { Store } from '../storage/port.ts';

/** The log hears of the heads this often. */
const TOLD_EVERY: Microseconds = 3_600 * 1e6;

/**
 * Does it, when it is called; often is not too often.
 * @param keepDays for how long entries are kept; for ever when left out
 */
export function auditUpkeep(store: Pick<Store, 'audit' | 'writer'>, log: Log, keepDays: number | undefined): () => Promise<void> {
  let told: Microseconds = 0;
  return async function tendAudit() {
    if (keepDays !== undefined) await store.writer.prune(now() - keepDays * DAY);
    if (now() - told < TOLD_EVERY) return;
    told = now();
    // Whoever forges the log in the store can't forge what a log collector has of it.
    const heads = (await store.audit.chains()).map(({ chain, number, hash }) => ({ chain, number, hash: Buffer.from(hash).toString('hex') }));
    if (heads.length > 0) log.info({ heads }, 'the audit log ends here');
  };
}
