// Files of the embedded store as earlier programs left them: made by their own migrations, with rows as those wrote them.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { zstdCompressSync } from 'node:zlib';
import { newChain, linkEvents } from '../../collections/audit/chain.ts';
import { labelKey } from '../../collections/markings/label.ts';
import { makeLayout } from '../../collections/storage/sqlite/database.ts';
import { MAIN, MIXED, testCatalogue } from '../protocol/test-catalogue.ts';

const MIGRATIONS = new URL('../../collections/storage/sqlite/migrations/', import.meta.url);

/** The date that the collection gave last. */
export const LAST_DATE = 1_700_000_000_000_900;
/** The status of a publication that was finished, and that of one whose envelope waits. */
export const FINISHED = '00000000-0000-4000-8000-000000000001';
export const PENDING = '00000000-0000-4000-8000-000000000002';
/** What the one that waits has to say. */
export const PENDING_ID = 'identity--00000009-0000-4000-8000-000000000000';
const PENDING_ENVELOPE = JSON.stringify({
  objects: [{ type: 'identity', spec_version: '2.1', id: PENDING_ID, created: '2024-01-01T00:00:00.000Z', modified: '2024-01-01T00:00:00.000Z', name: 'x' }],
});

/** A stored version: everything that a reader may ask of it. */
export interface OldVersion {
  readonly id: string;
  readonly version: string;
  /** Its id, type and version as they stand in rows from layout 8 on. */
  readonly kept: { readonly id: Uint8Array; readonly type: bigint; readonly version: Uint8Array };
  readonly date: number;
  readonly body: string;
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

/** Two versions of an object, white space that nobody may touch, an escape, and letters beyond ASCII. */
export const OLD_VERSIONS: readonly OldVersion[] = [
  { id: 'note--00000001-0000-4000-8000-000000000000', version: '2024-01-01T00:00:00.000', kept: kept(13, '0edf067c80'), date: 101, body: '{"type":"note", "id":"note--00000001-0000-4000-8000-000000000000","modified":"2024-01-01T00:00:00.000Z","content":"ü\\u0041"}', isFirst: true, isLast: false },
  { id: 'note--00000001-0000-4000-8000-000000000000', version: '2024-01-02T00:00:00.000', kept: kept(13, '0edf07ce00'), date: 102, body: '{"type":"note","id":"note--00000001-0000-4000-8000-000000000000","modified":"2024-01-02T00:00:00.000Z","n":1.0}', isFirst: false, isLast: true },
  { id: 'tool--00000001-0000-4000-8000-000000000000', version: '2024-01-01T00:00:00.0000001', kept: kept(18, '0edf067c8000000010'), date: LAST_DATE - 1, body: '{"type":"tool","id":"tool--00000001-0000-4000-8000-000000000000","modified":"2024-01-01T00:00:00.0000001Z"}', isFirst: true, isLast: true },
];

function kept(type: number, version: string): OldVersion['kept'] {
  const uuid = '00000001000040008000000000000000';
  return { id: Buffer.from(`${uuid}${type.toString(16).padStart(2, '0')}`, 'hex'), type: BigInt(type), version: Buffer.from(version, 'hex') };
}

/** The layouts that there were, the one of today included. */
export function layouts(): number[] {
  return migrationNames().map((name) => Number.parseInt(name, 10));
}

/** SHA-256 of the SQL that makes a layout, by file name. */
export function migrationDigests(): Record<string, string> {
  return Object.fromEntries(migrationNames().map((name) => [name, createHash('sha256').update(readFileSync(new URL(name, MIGRATIONS))).digest('hex')]));
}

function migrationNames(): string[] {
  return readdirSync(MIGRATIONS).filter((name) => name.endsWith('.sql')).toSorted();
}

/** Makes the file that the program of that layout would have left. @param password of the account `veteran`, hashed */
export function makeOldStore(file: string, layout: number, password: string): void {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL');
  makeLayout(database, layout);
  database.prepare("UPDATE settings SET value = ? WHERE name = 'signing_key'").run(new Uint8Array(32).fill(7));
  addFirst(database, password);
  if (layout === 1) addFirstObjects(database);
  else addReleasedObjects(database, layout);
  if (layout >= 3) addCredentials(database);
  if (layout >= 4) addAudit(database);
  if (layout >= 5) database.prepare('INSERT INTO consumers VALUES (?, ?, 20000, 3, 1, 5, 101, NULL)').run('veteran', MAIN);
  if (layout >= 6) database.prepare("INSERT INTO rate_use VALUES ('gone', 5, '{}')").run();
  database.close();
}

function addFirst(database: DatabaseSync, password: string): void {
  database.prepare('INSERT INTO catalogue VALUES (1, 4, ?)').run(JSON.stringify(testCatalogue()));
  database.prepare("INSERT INTO accounts (name, agency, password, disabled, created_at, changed_at) VALUES ('veteran', 'both', ?, 0, 1, 2)").run(password);
  const collection = database.prepare('INSERT INTO collections (number, id, last_date_added, is_declared) VALUES (?, ?, ?, ?)');
  const declared = testCatalogue().apiRoots.flatMap((root) => root.collections).map(({ id }) => id);
  for (const [index, id] of declared.entries()) collection.run(index + 7, id, id === MAIN ? LAST_DATE : 0, 1);
  collection.run(3, '00000000-0000-4000-8000-00000000dead', 55, 0);
  const publication = database.prepare(
    "INSERT INTO publications (status_id, api_root, collection, account, agency, requested_at, completed_at, total_count, success_count, details, body) VALUES (?, 'one', ?, 'veteran', 'both', 100, ?, 1, ?, ?, ?)",
  );
  const details = { successes: [{ id: 'note--00000001-0000-4000-8000-000000000000', version: '2024-01-01T00:00:00.000Z' }], failures: [] };
  publication.run(FINISHED, MAIN, 1_700_000_000_000_000, 1, zstdCompressSync(JSON.stringify(details)), null);
  publication.run(PENDING, MAIN, null, 0, null, Buffer.from(PENDING_ENVELOPE));
}

function addFirstObjects(database: DatabaseSync): void {
  const insert = database.prepare("INSERT INTO objects VALUES ((SELECT number FROM collections WHERE id = ?), ?, ?, ?, '2.1', ?, NULL, 1, ?, ?, 1, ?)");
  for (const { id, version, date, body, isFirst, isLast } of OLD_VERSIONS) {
    insert.run(MAIN, date, id, typeOf(id), version, Number(isFirst), Number(isLast), Buffer.from(body));
  }
}

function addReleasedObjects(database: DatabaseSync, layout: number): void {
  const main = Number(database.prepare('SELECT number FROM collections WHERE id = ?').get(MAIN)?.['number']);
  database.exec("INSERT INTO agencies (number, name) VALUES (5, 'both')");
  database.prepare('INSERT INTO labels (number, part, says) VALUES (9, 0, ?)').run(labelKey({ markings: [] }));
  database.prepare('INSERT INTO label_uses VALUES (?, 9, 5, ?)').run(main, OLD_VERSIONS.length);
  database.exec(`UPDATE collections SET label_generation = 1 WHERE number = ${main}`);
  const place = layout >= 8 ? 'NULL, ' : '';
  const insert = database.prepare(`INSERT INTO objects VALUES (${place}?, ?, ?, ?, ?, ?, NULL, 1, 9, 5, 0, 1, ?, ?, 1, 0, NULL, NULL, NULL, ?)`);
  for (const { id, version, kept, date, body, isFirst, isLast } of OLD_VERSIONS) {
    const inLayout = layout >= 8 ? [kept.id, kept.type, 1, kept.version] : [id, typeOf(id), '2.1', version];
    insert.run(main, date, ...inLayout, Number(isFirst), Number(isLast), Buffer.from(body));
  }
  database.prepare("INSERT INTO holds VALUES (?, 'tool--00000001-0000-4000-8000-000000000000', 5, 'a court', 'under way')").run(MAIN);
  const gone = { dateAdded: 103, specVersion: '2.1', version: '2024-01-01T00:00:00.000', isVersioned: true, publisher: 'both', line: 0, label: labelKey({ markings: [] }) };
  const rivals = JSON.stringify([gone]);
  database.prepare("INSERT INTO removals VALUES (?, ?, 'note--00000002-0000-4000-8000-000000000000', 'note', '2.1', '2024-01-01T00:00:00.000Z', 103, 9, 5, ?, 'both', 'a mistake')").run(main, LAST_DATE, rivals);
  database.prepare("INSERT INTO feeds SELECT number, ?, '{}', 101 FROM collections WHERE id = ?").run(main, MIXED);
}

function addCredentials(database: DatabaseSync): void {
  const credentials = [{ id: '0a', name: 'key', kind: 'api-key', proof: 'ab', createdAt: 3 }];
  database.prepare("UPDATE accounts SET credentials = ?, networks = ? WHERE name = 'veteran'").run(JSON.stringify(credentials), JSON.stringify(['127.0.0.0/8']));
  database.exec("INSERT INTO credential_handles VALUES ('api-key:ab', 'veteran'); INSERT INTO credential_uses VALUES ('veteran', 'password', 77)");
}

function addAudit(database: DatabaseSync): void {
  const [entry] = linkEvents(newChain('embedded'), [{ kind: 'account', at: 5, account: 'veteran', by: 'root', changes: ['added'] }]);
  if (entry === undefined) throw new Error('no entry');
  database.prepare('INSERT INTO audit VALUES (?, ?, ?, ?, NULL, NULL, ?, ?)').run(entry.chain, entry.number, entry.at, entry.kind, entry.text, entry.hash);
  database.prepare('INSERT INTO audit_chains VALUES (?, 1, ?, 0, zeroblob(32))').run(entry.chain, entry.hash);
}

function typeOf(id: string): string {
  return id.slice(0, id.indexOf('--'));
}
