// A store of whatever layout there was is brought up, and serves what it held; one of a newer layout is refused.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { hashPassword } from '../../collections/accounts/password.ts';
import { verifyAudit } from '../../collections/audit/search.ts';
import { backUp } from '../../collections/storage/sqlite/backup.ts';
import { layoutVersion, makeLayout } from '../../collections/storage/sqlite/database.ts';
import { restoreBackup } from '../../collections/storage/sqlite/restore-backup.ts';
import { openSqliteStore } from '../../collections/storage/sqlite/store.ts';
import { basic, clientOf, startExchange, type RunningExchange } from '../protocol/running-exchange.ts';
import { MAIN } from '../protocol/test-catalogue.ts';
import { EVERYTHING, publish } from './contract.ts';
import { FINISHED, LAST_DATE, layouts, makeOldStore, migrationDigests, OLD_VERSIONS, PENDING, PENDING_ID } from './earlier-layouts.ts';
import { UNRESTRICTED } from './objects.ts';

const PASSWORD = 'kept for years';

/** What was given to operators makes their layouts; changing it would leave them with another one than this program has. */
const RELEASED: Readonly<Record<string, string>> = {
  '0001-exchange.sql': '88d158346cc419f1fb752ca747e529769fcfe5fd28a8cdb75fea2655347c221e',
  '0002-release.sql': 'c651a921c0616b9c2011aeb3f93a5c2adcb566724a1bf9a66ba24a8f7be69a7a',
  '0003-credentials.sql': '3cf5f0a2f5f6b9d8c37644419466a6cd2ebbc622ad028ea9a70e478f8759b3a9',
  '0004-audit.sql': 'f7aea77512213e2c06ef0b96095613389e011aa6a7c1a04c479cd385cf2c972d',
  '0005-consumers.sql': 'd757f434e0b29f9f03f01ddf7e6999d7ed1c133ee5fff67cdd0c59eb4a374ef2',
  '0006-rates.sql': '450705aeb42838e88569ad482bb7d2342e7910b86002dda7c2cc6bc89eeefce2',
  '0007-mixed.sql': 'edc780df7e028713be3ba1d8243d07f6578349f76340f571a5d8e61e2b3369b2',
  '0008-compact.sql': 'eedce8275ba8b9da393cd9eb12e955da9a19e7346e835b2e20798076ccecf99a',
  '0009-ended-sessions.sql': '6a2cd29d8ee172d424198cac65ed16c2967c37b58187437ccec9d5e76ed1055f',
};

let folder: string;
let password: string;
beforeAll(async () => {
  password = await hashPassword(PASSWORD);
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'liaison-layouts-'));
});
afterEach(() => rmSync(folder, { recursive: true }));
const file = (name = 'liaison.db'): string => join(folder, name);

test('a migration that was once given out is never changed; a new one is added here', () => {
  expect(migrationDigests()).toEqual(RELEASED);
  expect(layouts()).toEqual(Array.from({ length: layoutVersion() }, (_nothing, index) => index + 1));
});

describe.each(layouts())('a store of layout %i', (layout) => {
  beforeEach(() => makeOldStore(file(), layout, password));

  test('gets the very layout that a new store has, and is sound', async () => {
    await openSqliteStore(file()).close();
    const [old, fresh] = [new DatabaseSync(file()), new DatabaseSync(':memory:')];
    makeLayout(fresh, layoutVersion());
    const schema = 'SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name';
    expect(old.prepare(schema).all()).toEqual(fresh.prepare(schema).all());
    expect(old.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
    expect(old.prepare('PRAGMA foreign_key_check').all()).toEqual([]);
    expect(old.prepare('PRAGMA user_version').get()).toEqual({ user_version: layoutVersion() });
    old.close();
    fresh.close();
  });

  test('P2 P3 holds the same objects, byte for byte and with their dates, and all that is kept beside them', async () => {
    const store = openSqliteStore(file());
    const query = { ...EVERYTHING, versions: 'all' as const };
    const { items } = await store.objects.page(MAIN, UNRESTRICTED, query);
    expect(items.map(({ dateAdded, body }) => [dateAdded, Buffer.from(body).toString()])).toEqual(OLD_VERSIONS.map(({ date, body }) => [date, body]));
    const records = async (versions: { first: boolean; last: boolean }) =>
      (await store.objects.records(MAIN, UNRESTRICTED, { ...EVERYTHING, versions: { ...versions, values: [] } })).items.map(({ dateAdded }) => dateAdded);
    expect(await records({ first: false, last: true })).toEqual([102, LAST_DATE - 1]);
    expect(await records({ first: true, last: false })).toEqual([101, LAST_DATE - 1]);
    expect(await store.catalogue.revision()).toBe(4);
    expect(store.signingKey).toEqual(new Uint8Array(32).fill(7));
    expect((await store.holds.list()).length).toBe(layout >= 2 ? 1 : 0);
    const { items: changes } = await store.objects.changes(MAIN, UNRESTRICTED, undefined, 10);
    expect(changes.filter(({ kind }) => kind === 'deleted').length).toBe(layout >= 2 ? 1 : 0);
    expect((await store.accounts.holding('api-key:ab')).map(({ name }) => name)).toEqual(layout >= 3 ? ['veteran'] : []);
    expect((await store.audit.find({ kinds: ['account'] }, 10)).length).toBe(layout >= 4 ? 1 : 0);
    expect((await store.consumers.days()).length).toBe(layout >= 5 ? 1 : 0);
    await store.close();
  });

  test('P1 goes on: what is new takes the place of what is old with a later date, and the log is whole', async () => {
    const store = openSqliteStore(file());
    const [note, , tool] = OLD_VERSIONS;
    await publish(store, MAIN, [{ id: 'note--7', version: '2024-01-01T00:00:00.000Z' }, { id: note?.id ?? '', version: '2024-01-03T00:00:00.000Z' }]);
    const { items } = await store.objects.records(MAIN, UNRESTRICTED, EVERYTHING);
    expect(items.map(({ id }) => id)).toEqual([tool?.id, 'note--7', note?.id]);
    expect(items[0]?.dateAdded).toBe(tool?.date);
    expect(items[1]?.dateAdded).toBeGreaterThan(LAST_DATE);
    expect((await verifyAudit(store.audit)).flatMap(({ faults }) => faults)).toEqual([]);
    await store.close();
  });

  test('is served: its account is let in, its statuses are there, and what was pending is finished', async () => {
    const exchange = await startExchange({ folder });
    try {
      const client = clientOf(exchange.origin, basic('veteran', PASSWORD));
      const answer = await client.get(`/one/collections/${MAIN}/objects/?match[version]=all&added_after=1970-01-01T00:00:00Z`);
      expect(answer.status).toBe(200);
      for (const { body } of OLD_VERSIONS) expect(answer.body.toString()).toContain(body);
      expect((await client.get(`/one/status/${FINISHED}/`)).json).toMatchObject({ status: 'complete', success_count: 1 });
      await untilFinished(exchange);
      expect((await client.get(`/one/collections/${MAIN}/objects/${PENDING_ID}/`)).status).toBe(200);
    } finally {
      await exchange.close();
    }
  });

  test('P2 can be backed up before it is brought up, and that comes back brought up', async () => {
    const { sha256, versions } = await backUp(file(), file('backup.db'), { mayReplace: false });
    expect(versions).toBe(OLD_VERSIONS.length);
    const restored = await restoreBackup(file('backup.db'), file('other.db'), { mayReplace: false, by: 'a test', sha256 });
    expect(restored).toMatchObject({ versions, layoutOfBackup: layout, layout: layoutVersion(), newestDateAdded: LAST_DATE - 1 });
    const store = openSqliteStore(file('other.db'));
    const { items } = await store.objects.page(MAIN, UNRESTRICTED, { ...EVERYTHING, versions: 'all' });
    expect(items.map(({ body }) => Buffer.from(body).toString())).toEqual(OLD_VERSIONS.map(({ body }) => body));
    await store.close();
  });
});

test('a store of a newer layout is refused in a sentence, and not touched', () => {
  makeOldStore(file(), layoutVersion(), password);
  const database = new DatabaseSync(file());
  database.exec(`PRAGMA journal_mode = DELETE; PRAGMA user_version = ${layoutVersion() + 1}; ALTER TABLE accounts ADD COLUMN of_tomorrow TEXT`);
  database.close();
  const before = readFileSync(file());
  expect(() => openSqliteStore(file())).toThrow(
    `The store ${file()} has layout ${layoutVersion() + 1}, this program knows layouts up to ${layoutVersion()}. Start the newer Liaison that wrote it, or name another data folder.`,
  );
  expect(readFileSync(file()).equals(before)).toBe(true);
});

async function untilFinished({ store }: RunningExchange): Promise<void> {
  for (;;) {
    const status = await store.publications.status(PENDING);
    if (status?.completedAt !== undefined) return expect(status.failures).toEqual([]);
    await sleep(20);
  }
}
