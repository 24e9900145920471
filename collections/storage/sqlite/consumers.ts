// How accounts get on with collections, in the embedded store.
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { ConsumerDay, ConsumerReader } from '../port.ts';
import { inTransaction } from './database.ts';
import { statementCache } from './statements.ts';

/** Reads what was noted. */
export function consumerReader(database: DatabaseSync): ConsumerReader {
  const prepare = statementCache(database);
  return {
    async days(account) {
      const sql = 'SELECT * FROM consumers WHERE :account IS NULL OR account = :account ORDER BY account, collection, day';
      return prepare(sql).all({ account: account ?? null }).map(toDay);
    },
  };
}

/** `noteConsumers` and `forgetConsumers` of `StoreWriter`. */
export function consumerWriter(database: DatabaseSync) {
  const prepare = statementCache(database);
  return {
    noteConsumers(days: readonly ConsumerDay[]): void {
      const sql =
        'INSERT INTO consumers (account, collection, day, requests, failures, last_poll, position, last_publication)' +
        ' VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (account, collection, day) DO UPDATE SET' +
        ' requests = requests + excluded.requests, failures = failures + excluded.failures,' +
        ` ${['last_poll', 'position', 'last_publication'].map((name) => `${name} = ${laterOf(name)}`).join(', ')}`;
      inTransaction(database, () => {
        for (const { account, collection, day, requests, failures, lastPoll = null, position = null, lastPublication = null } of days) {
          prepare(sql).run(account, collection, day, requests, failures, lastPoll, position, lastPublication);
        }
      });
    },
    forgetConsumers(before: number): number {
      return Number(prepare('DELETE FROM consumers WHERE day < ?').run(before).changes);
    },
  };
}

// MAX of SQLite is NULL when one of them is.
function laterOf(name: string): string {
  return `MAX(COALESCE(${name}, excluded.${name}), COALESCE(excluded.${name}, ${name}))`;
}

function toDay(row: Record<string, SQLOutputValue>): ConsumerDay {
  const { last_poll: lastPoll, position, last_publication: lastPublication } = row;
  return {
    account: String(row['account']),
    collection: String(row['collection']),
    day: Number(row['day']),
    requests: Number(row['requests']),
    failures: Number(row['failures']),
    ...(lastPoll === null ? {} : { lastPoll: Number(lastPoll) }),
    ...(position === null ? {} : { position: Number(position) }),
    ...(lastPublication === null ? {} : { lastPublication: Number(lastPublication) }),
  };
}
