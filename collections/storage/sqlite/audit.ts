// The audit log in the embedded store: one chain, which every process on the file goes on with in its transactions.
import type { DatabaseSync, SQLInputValue, SQLOutputValue } from 'node:sqlite';
import { now, type Microseconds } from '../../../schemas/timestamp.ts';
import { linkEvents, newChain, type AuditChain, type AuditEntry } from '../../audit/chain.ts';
import type { AuditEvent } from '../../audit/event.ts';
import type { AuditQuery, AuditReader, GivenVersion } from '../port.ts';
import { inTransaction } from './database.ts';
import { keptId, VERSION } from './kept-values.ts';
import { LIMIT, statementCache } from './statements.ts';
import { versionText } from './version-record.ts';

type Row = Record<string, SQLOutputValue>;

/** The chain of an embedded store. */
const CHAIN = 'embedded';

/** Reads the log. */
export function auditReader(database: DatabaseSync): AuditReader {
  const prepare = statementCache(database);
  return {
    chains: async () => prepare('SELECT * FROM audit_chains ORDER BY chain').all().map(toChain),
    async entries(chain, after, limit) {
      const sql = 'SELECT * FROM audit WHERE chain = ? AND number > ? ORDER BY number LIMIT ?';
      return prepare(sql).all(chain, after, limit).map(toEntry);
    },
    async find(query, limit) {
      const { sql, parameters } = searchOf(query);
      return prepare(`SELECT * FROM audit ${sql} ORDER BY at, chain, number ${LIMIT}`).all({ ...parameters, limit }).map(toEntry);
    },
    async versionsOf(objectId) {
      const there =
        `SELECT c.id, o.date_added, ${VERSION} AS version, o.version_text FROM objects o JOIN collections c ON c.number = o.collection` +
        ' WHERE o.collection IN (SELECT number FROM collections) AND o.object_id = ?';
      const gone =
        'SELECT c.id, r.date_added, r.version_text FROM removals r JOIN collections c ON c.number = r.collection WHERE r.object_id = ?';
      const given = [...prepare(there).all(keptId(objectId)), ...prepare(gone).all(objectId)].map(toGiven);
      return given.toSorted((one, other) => (one.collection === other.collection ? one.dateAdded - other.dateAdded : one.collection < other.collection ? -1 : 1));
    },
  };
}

function searchOf({ from, to, kinds, agency, account, collection, after }: AuditQuery): { sql: string; parameters: Record<string, SQLInputValue> } {
  const conditions: [string, Record<string, SQLInputValue>][] = [];
  if (from !== undefined) conditions.push(['at >= :from', { from }]);
  if (to !== undefined) conditions.push(['at < :to', { to }]);
  if (kinds !== undefined) conditions.push(['kind IN (SELECT value FROM json_each(:kinds))', { kinds: JSON.stringify(kinds) }]);
  if (agency !== undefined) conditions.push(['agency = :agency', { agency }]);
  if (account !== undefined) conditions.push(["text ->> 'account' = :account", { account }]);
  if (collection !== undefined) conditions.push(['collection = :collection', { collection }]);
  if (after !== undefined) {
    const { at, chain, number } = after;
    conditions.push(['at >= :afterAt AND (at, chain, number) > (:afterAt, :afterChain, :afterNumber)', { afterAt: at, afterChain: chain, afterNumber: number }]);
  }
  const sql = conditions.length === 0 ? '' : `WHERE ${conditions.map(([condition]) => condition).join(' AND ')}`;
  return { sql, parameters: Object.assign({}, ...conditions.map(([, parameters]) => parameters)) };
}

/** `record` and `prune` of `StoreWriter`; `record` belongs to the transaction that is open, if one is. */
export function auditWriter(database: DatabaseSync) {
  const prepare = statementCache(database);
  return { record, prune };

  function record(events: readonly AuditEvent[]): void {
    if (events.length === 0) return;
    inTransaction(database, () => {
      const before = headOf(CHAIN);
      const entries = linkEvents(before, events);
      for (const entry of entries) insertEntry(entry);
      const { number, hash } = entries.at(-1) ?? before;
      putChain({ ...before, number, hash });
    });
  }

  function prune(before: Microseconds): number {
    return inTransaction(database, () => {
      const chains = prepare('SELECT * FROM audit_chains ORDER BY chain').all().map(toChain);
      return chains.reduce((sum, chain) => sum + pruneChain(chain, before), 0);
    });
  }

  // A clock may have gone back: what goes is a beginning of the chain, up to the first entry that stays.
  function pruneChain(chain: AuditChain, before: Microseconds): number {
    const staying = prepare('SELECT MIN(number) AS number FROM audit WHERE chain = ? AND at >= ?').get(chain.chain, before)?.['number'];
    const upTo = staying === null || staying === undefined ? chain.number : Number(staying) - 1;
    const last = prepare('SELECT * FROM audit WHERE chain = ? AND number = ?').get(chain.chain, upTo);
    if (last === undefined) return 0;
    const { hash } = toEntry(last);
    putChain({ ...chain, prunedUpTo: upTo, prunedHash: hash });
    const gone = Number(prepare('DELETE FROM audit WHERE chain = ? AND number <= ?').run(chain.chain, upTo).changes);
    record([{ kind: 'pruning', at: now(), chain: chain.chain, upTo, hash: Buffer.from(hash).toString('hex') }]);
    return gone;
  }

  function headOf(name: string): AuditChain {
    const row = prepare('SELECT * FROM audit_chains WHERE chain = ?').get(name);
    return row === undefined ? newChain(name) : toChain(row);
  }

  function insertEntry(entry: AuditEntry): void {
    prepare('INSERT INTO audit (chain, number, at, kind, agency, collection, text, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)').run(...valuesOf(entry));
  }

  function putChain({ chain, number, hash, prunedUpTo, prunedHash }: AuditChain): void {
    prepare('INSERT OR REPLACE INTO audit_chains (chain, number, hash, pruned_up_to, pruned_hash) VALUES (?, ?, ?, ?, ?)').run(
      chain,
      number,
      hash,
      prunedUpTo,
      prunedHash,
    );
  }
}

/** `putAudit` and `putAuditChains` of `StoreRestore`. */
export function auditRestore(database: DatabaseSync) {
  const prepare = statementCache(database);
  return {
    putAudit(entries: readonly AuditEntry[]): void {
      const sql = 'INSERT OR REPLACE INTO audit (chain, number, at, kind, agency, collection, text, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)';
      for (const entry of entries) prepare(sql).run(...valuesOf(entry));
    },
    putAuditChains(chains: readonly AuditChain[]): void {
      prepare('DELETE FROM audit_chains').run();
      for (const { chain, number, hash, prunedUpTo, prunedHash } of chains) {
        prepare('INSERT INTO audit_chains (chain, number, hash, pruned_up_to, pruned_hash) VALUES (?, ?, ?, ?, ?)').run(
          chain,
          number,
          hash,
          prunedUpTo,
          prunedHash,
        );
        prepare('DELETE FROM audit WHERE chain = ? AND number <= ?').run(chain, prunedUpTo);
      }
    },
  };
}

function valuesOf({ chain, number, at, kind, agency, collection, text, hash }: AuditEntry) {
  return [chain, number, at, kind, agency ?? null, collection ?? null, text, hash] as const;
}

function toChain(row: Row): AuditChain {
  return {
    chain: String(row['chain']),
    number: Number(row['number']),
    hash: row['hash'] as Uint8Array,
    prunedUpTo: Number(row['pruned_up_to']),
    prunedHash: row['pruned_hash'] as Uint8Array,
  };
}

function toEntry(row: Row): AuditEntry {
  const { agency, collection } = row;
  return {
    chain: String(row['chain']),
    number: Number(row['number']),
    at: Number(row['at']),
    kind: String(row['kind']) as AuditEntry['kind'],
    ...(agency === null ? {} : { agency: String(agency) }),
    ...(collection === null ? {} : { collection: String(collection) }),
    text: String(row['text']),
    hash: row['hash'] as Uint8Array,
  };
}

function toGiven(row: Row): GivenVersion {
  return { collection: String(row['id']), dateAdded: Number(row['date_added']), version: versionText(row) };
}
