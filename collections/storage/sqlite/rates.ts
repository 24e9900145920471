// What was taken from each process, in the embedded store.
import type { DatabaseSync } from 'node:sqlite';
import type { Microseconds } from '../../../schemas/timestamp.ts';
import type { RateUse } from '../../rates/rates.ts';
import type { UseOfProcess } from '../port.ts';
import { inTransaction } from './database.ts';
import { statementCache } from './statements.ts';

/** `shareUse` of `StoreWriter`. */
export function rateWriter(database: DatabaseSync) {
  const prepare = statementCache(database);
  return {
    shareUse(process: string, at: Microseconds, use: RateUse, forgetBefore: Microseconds): UseOfProcess[] {
      return inTransaction(database, () => {
        prepare('INSERT OR REPLACE INTO rate_use (process, at, use) VALUES (?, ?, ?)').run(process, at, JSON.stringify(use));
        prepare('DELETE FROM rate_use WHERE at < ?').run(forgetBefore);
        const rows = prepare('SELECT process, use FROM rate_use WHERE process <> ? ORDER BY process').all(process);
        return rows.map((row) => ({ process: String(row['process']), use: JSON.parse(String(row['use'])) as RateUse }));
      });
    },
  };
}
