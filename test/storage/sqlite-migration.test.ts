// A store of an earlier layout is brought up to date when it is opened: its objects get the labels that their markings say.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { viewerWith } from '../../collections/markings/viewer.ts';
import { openSqliteStore } from '../../collections/storage/sqlite/store.ts';
import { MAIN, testCatalogue } from '../protocol/test-catalogue.ts';
import { EVERYTHING } from './contract.ts';
import { envelopeOf, finish, publicationTo, rightsOf } from './objects.ts';

const AMBER = 'marking-definition--f88d31f6-486f-44da-b317-01333bde0b82';
const STATEMENT = 'marking-definition--00000001-0000-4000-8000-000000000000';
const FIRST_LAYOUT = new URL('../../collections/storage/sqlite/migrations/0001-exchange.sql', import.meta.url);

/** What the first layout held: [id, version, what its markings are]. */
const OBJECTS = [
  ['indicator--1', '2024-01-01T00:00:00.000', {}],
  ['indicator--1', '2024-01-02T00:00:00.000', { object_marking_refs: [AMBER] }],
  ['malware--1', '2024-01-01T00:00:00.000', { object_marking_refs: [AMBER, STATEMENT] }],
  ['tool--1', '2024-01-01T00:00:00.000', { object_marking_refs: ['marking-definition--00000009-0000-4000-8000-000000000000'] }],
  [STATEMENT, '2024-01-01T00:00:00.000', { definition_type: 'statement', definition: { statement: 'x' }, object_marking_refs: [AMBER] }],
  ['note--1', '2024-01-01T00:00:00.000', { revoked: true, valid_until: '2024-02-01T00:00:00Z' }],
] as const;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'liaison-migration-'));
  const database = new DatabaseSync(join(folder, 'liaison.db'));
  database.exec(readFileSync(FIRST_LAYOUT, 'utf8'));
  database.exec('PRAGMA application_id = 0x4c494149; PRAGMA user_version = 1;');
  database.prepare("INSERT INTO settings (name, value) VALUES ('signing_key', ?)").run(new Uint8Array(32));
  database.prepare('INSERT INTO catalogue VALUES (1, 1, ?)').run(JSON.stringify(testCatalogue()));
  database.prepare('INSERT INTO collections (number, id, last_date_added, is_declared) VALUES (7, ?, 100, 1)').run(MAIN);
  const insert = database.prepare("INSERT INTO objects VALUES (7, ?, ?, ?, '2.1', ?, NULL, 1, ?, ?, 1, ?)");
  for (const [index, [id, version, markings]] of OBJECTS.entries()) {
    const type = id.slice(0, id.indexOf('--'));
    const body = JSON.stringify({ type, id, spec_version: '2.1', modified: `${version}Z`, ...markings });
    insert.run(index + 1, id, type, version, Number(index !== 1), Number(index !== 0), Buffer.from(body));
  }
  database.close();
});
afterEach(() => rmSync(folder, { recursive: true }));

const sightOf = (clearance: 1 | 2 | 4) => rightsOf('reader', { clearance, defaultLevel: 1 }).sight;

test('P5 readers of a store of layout 1 are shown what its markings let them see', async () => {
  const store = openSqliteStore(join(folder, 'liaison.db'));
  const shown = async (clearance: 1 | 2 | 4) =>
    (await store.objects.records(MAIN, viewerWith(sightOf(clearance)), EVERYTHING)).items.map(({ id, version }) => `${id} ${version.slice(8, 10)}`);
  expect(await shown(1)).toEqual(['indicator--1 01', 'note--1 01']);
  expect(await shown(2)).toEqual(['indicator--1 02', 'malware--1 01', `${STATEMENT} 01`, 'note--1 01']);
  expect(await shown(4)).toEqual(['indicator--1 02', 'malware--1 01', 'tool--1 01', `${STATEMENT} 01`, 'note--1 01']);
  const { items } = await store.objects.changes(MAIN, viewerWith(sightOf(1)), undefined, 10);
  expect(items.map(({ kind }) => kind)).toEqual(['added', 'revoked']);
  expect(await store.writer.retain(MAIN, { daysAfterValidUntil: 1 }, Date.UTC(2024, 2) * 1000, 10, true)).toBe(1);
  await store.close();
});

test('nobody knows who brought its objects, so that any agency that sees one goes on with it', async () => {
  const store = openSqliteStore(join(folder, 'liaison.db'));
  const version = { id: 'note--1', version: '2025-01-01T00:00:00.000Z' };
  const rights = rightsOf('reader', { clearance: 1, defaultLevel: 1 }, 'creator');
  const status = await finish(store, { ...publicationTo(MAIN, 1), agency: 'reader' }, envelopeOf([version]), rights);
  expect(status.failures).toEqual([]);
  const { items } = await store.objects.records(MAIN, viewerWith(sightOf(1)), { ...EVERYTHING, ids: ['note--1'] });
  expect(items.map((record) => record.version)).toEqual([version.version]);
  await store.close();
});
