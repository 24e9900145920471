// liaison backup and liaison restore: an exchange goes on from where it was, and says what that means.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { backUp } from '../../collections/storage/sqlite/backup.ts';
import { layoutVersion } from '../../collections/storage/sqlite/database.ts';
import { openSqliteStore } from '../../collections/storage/sqlite/store.ts';
import { MAIN, testCatalogue } from '../protocol/test-catalogue.ts';
import { publish } from '../storage/contract.ts';
import { liaison, serve, temporaryFolder, type Run } from './liaison-process.ts';

const LIAISON = fileURLToPath(new URL('../../cli/liaison.js', import.meta.url));
const PASSWORD = 'a password for tests';
const objects = (from: number, to: number, content?: string) =>
  Array.from({ length: to - from }, (_nothing, index) => ({ id: `note--${String(from + index).padStart(8, '0')}-0000-4000-8000-000000000000`, version: '2026-01-01T00:00:00.000Z', content }));

let template: ReturnType<typeof temporaryFolder>;
let folder: ReturnType<typeof temporaryFolder>;
beforeAll(async () => {
  template = temporaryFolder();
  await fillStore(join(template.path, 'liaison.db'), 2);
});
afterAll(() => template.remove());
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

const inFolder = (name: string): string => join(folder.path, name);
const run = (...words: string[]): Run => liaison([...words, '--data', inFolder('data')]);

async function fillStore(file: string, count: number, content?: string): Promise<void> {
  const store = openSqliteStore(file);
  await store.writer.replaceCatalogue(testCatalogue(), false);
  await publish(store, MAIN, objects(0, count, content));
  await store.close();
}

/** A data folder with a store that holds two objects. */
function makeStore(): void {
  mkdirSync(inFolder('data'));
  copyFileSync(join(template.path, 'liaison.db'), inFolder('data/liaison.db'));
}

test('P1 P2 a server is backed up while it runs, ends, and comes back as it was; whoever polls it goes on', async () => {
  mkdirSync(inFolder('data'));
  await fillStore(inFolder('data/liaison.db'), 5);
  expect(liaison(['account', 'add', 'both', '--agency', 'both', '--password-stdin', '--data', inFolder('data')], { input: PASSWORD }).code).toBe(0);
  const first = await serve(['--port', '0', '--data', inFolder('data')]);
  const page = await ask(first.origin, '?limit=3');
  const made = run('backup', inFolder('backup.db'));
  expect(made).toMatchObject({ code: 0, err: '' });
  expect(made.out).toMatch(
    new RegExp(`^Backed up .*data/liaison\\.db to .*backup\\.db, as it was at \\d{4}.*Z:\\n {2}versions of objects +5\\n {2}collections +4\\n {2}accounts +1\\n {2}newest date_added +\\d{4}.*Z\\n {2}layout +${layoutVersion()}\\nIt was read back and is the same row by row\\. SHA-256 of its content: [0-9a-f]{64}\\n$`),
  );
  // Published after the backup, and polled: this is what gets lost.
  expect((await ask(first.origin, '', { objects: [{ type: 'identity', spec_version: '2.1', id: 'identity--00000001-0000-4000-8000-000000000000', created: '2026-01-01T00:00:00.000Z', modified: '2026-01-01T00:00:00.000Z', name: 'x' }] })).status).toBe(202);
  const position = (await ask(first.origin, '')).last;
  const refused = run('restore', inFolder('backup.db'), '--replace');
  expect(refused).toMatchObject({ code: 1, out: '' });
  expect(refused.err).toMatch(/^The store .*liaison\.db is in use: a server or another command works on it\. End that first\.\n$/);
  await first.stop();

  expect(run('restore', inFolder('backup.db')).err).toMatch(/holds 6 versions of objects and 1 accounts\. Name another data folder, or say --replace/);
  const sha256 = /[0-9a-f]{64}/.exec(made.out)?.[0] ?? '';
  const restored = run('restore', inFolder('backup.db'), '--replace', '--sha256', sha256);
  expect(restored).toMatchObject({ code: 0, err: '' });
  expect(restored.out).toMatch(/^Restored .*backup\.db to .*liaison\.db, as the store was at .*:\n {2}versions of objects +5\n/);
  expect(restored.out).toMatch(/\nThe store that was there is kept as .*data\/liaison\.db\.replaced-.*Z\nWhat is published from now on is dated later than .*Z/);

  const second = await serve(['--port', '0', '--data', inFolder('data')]);
  expect((await ask(second.origin, `?limit=3&next=${encodeURIComponent(String(page.body['next']))}`)).body).toMatchObject({ objects: { length: 2 } });
  expect((await ask(second.origin, `?added_after=${position}`)).body).toEqual({});
  await ask(second.origin, '', { objects: [{ type: 'identity', spec_version: '2.1', id: 'identity--00000002-0000-4000-8000-000000000000', created: '2026-01-01T00:00:00.000Z', modified: '2026-01-01T00:00:00.000Z', name: 'x' }] });
  expect((await ask(second.origin, `?added_after=${position}`)).body).toMatchObject({ objects: [{ id: 'identity--00000002-0000-4000-8000-000000000000' }] });
  await second.stop();
  expect(run('audit', 'list', '--kind', 'restore').out).toMatch(/an earlier state was restored by .*@.*, of \d{4}-/);
  expect(run('audit', 'verify').code).toBe(0);
});

test('--json is one document for programs; in a folder the file is named for the time; all of it is its owner\'s only', () => {
  makeStore();
  mkdirSync(inFolder('backups'));
  const made = JSON.parse(run('backup', inFolder('backups'), '--json').out);
  expect(made).toEqual({
    from: inFolder('data/liaison.db'),
    to: expect.stringMatching(/backups\/liaison-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.db$/),
    taken: expect.stringMatching(/Z$/),
    versions: 2,
    collections: 4,
    accounts: 0,
    newest_date_added: expect.stringMatching(/Z$/),
    layout: layoutVersion(),
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect(statSync(made.to).mode & 0o777).toBe(0o600);
  const { to, from, ...rest } = made;
  const back = liaison(['restore', to, '--data', inFolder('other'), '--json']);
  expect(JSON.parse(back.out)).toEqual({ ...rest, from: to, to: inFolder('other/liaison.db'), layout_of_backup: layoutVersion(), dates_after: expect.stringMatching(/Z$/) });
  expect(from).toBe(inFolder('data/liaison.db'));
  expect(statSync(inFolder('other')).mode & 0o777).toBe(0o700);
  expect(statSync(inFolder('other/liaison.db')).mode & 0o777).toBe(0o600);
});

describe('what keeps a backup from being made or brought back is one clear sentence and exit code 1:', () => {
  test.each([
    ['no store', ['backup', 'new.db', '--data', 'nowhere'], /^There is no store .*nowhere\/liaison\.db\.$/],
    ['a file that is there', ['backup', 'text.db', '--data', 'data'], /^.*text\.db is there already\. Name another file, or say --replace\.$/],
    ['the store itself', ['backup', 'data/liaison.db', '--replace', '--data', 'data'], /^.*liaison\.db is the store itself\. Name another file\.$/],
    ['a store in MongoDB', ['backup', 'new.db', '--store', 'mongodb://me:secret@db/x?ssl=true'], /^The store is in MongoDB \(mongodb:\/\/db\/x\), which has tools of its own for that: stop the servers and run mongodump; docs\/operations\.md tells how\. Or: liaison store copy --from 'mongodb:\/\/db\/x' --to FILE\.db$/],
    ['a restore into MongoDB', ['restore', 'backup.db', '--store', 'mongodb://me:secret@db/x'], /^The store is in MongoDB \(mongodb:\/\/db\/x\), which mongorestore brings back/],
    ['a backup that is none', ['restore', 'text.db', '--data', 'other'], /^.*text\.db is no backup of a Liaison store\. Name a file that liaison backup made\.$/],
    ['no digest', ['restore', 'backup.db', '--sha256', 'abc', '--data', 'other'], /^--sha256 abc must be 64 hexadecimal digits, as liaison backup tells them\.$/],
    ['no file', ['backup'], /missing required argument 'file'/],
  ])('%s', async (_what, words, expected) => {
    makeStore();
    writeFileSync(inFolder('text.db'), 'a text that is long enough to be looked into'.repeat(100));
    await backUp(inFolder('data/liaison.db'), inFolder('backup.db'), { mayReplace: false });
    const before = readFileSync(inFolder('data/liaison.db'));
    const { status, stdout, stderr } = spawnSync(process.execPath, [LIAISON, ...words], { encoding: 'utf8', cwd: folder.path });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr.split('\n')[0]).toMatch(expected);
    expect(stderr).not.toContain('secret');
    expect(existsSync(inFolder('new.db'))).toBe(false);
    expect(existsSync(inFolder('other/liaison.db'))).toBe(false);
    expect(readFileSync(inFolder('data/liaison.db')).equals(before)).toBe(true);
  });
});

test('a full disk is told, leaves nothing behind, and leaves what was there', async () => {
  mkdirSync(inFolder('data'));
  await fillStore(inFolder('data/liaison.db'), 2_000, 'x'.repeat(1_000));
  const onSmallDisk = (...words: string[]) => spawnSync('bash', ['-c', 'ulimit -f 1000; exec "$0" "$@"', process.execPath, LIAISON, ...words], { encoding: 'utf8', cwd: folder.path });
  const made = onSmallDisk('backup', 'backup.db', '--data', 'data');
  expect(made).toMatchObject({ status: 1, stdout: '' });
  expect(made.stderr).toMatch(/^.*backup\.db can't be made: [^\n]+\. Nothing was changed\.\n$/);
  expect(readdirSync(folder.path)).toEqual(['data']);

  await backUp(inFolder('data/liaison.db'), inFolder('backup.db'), { mayReplace: false });
  const back = onSmallDisk('restore', 'backup.db', '--replace', '--data', 'data');
  expect(back).toMatchObject({ status: 1, stdout: '' });
  expect(back.stderr).toMatch(/^.*liaison\.db can't be made: [^\n]+\. Nothing was changed\.\n$/);
  expect(readdirSync(inFolder('data'))).toEqual(['liaison.db']);
  const store = openSqliteStore(inFolder('data/liaison.db'));
  expect(await store.catalogue.revision()).toBe(1);
  await store.close();
});

test('a store of a newer layout is refused by every command in a sentence', () => {
  makeStore();
  const words = [['serve', '--port', '0'], ['backup', inFolder('new.db')], ['store', 'copy', '--from', inFolder('data'), '--to', inFolder('copy')]];
  const database = new DatabaseSync(inFolder('data/liaison.db'));
  database.exec('PRAGMA user_version = 99');
  database.close();
  for (const command of words) {
    const { code, err } = command[0] === 'store' ? liaison(command) : run(...command);
    expect(code).toBe(1);
    expect(err).toMatch(/^The store .*liaison\.db has layout 99, this program knows layouts up to \d+\. Start the newer Liaison that wrote it, or name another data folder\.\n$/);
  }
});

async function ask(origin: string, query: string, body?: object) {
  const authorization = `Basic ${Buffer.from(`both:${PASSWORD}`).toString('base64')}`;
  const type = 'application/taxii+json;version=2.1';
  const response = await fetch(`${origin}/one/collections/${MAIN}/objects/${query}`, {
    headers: { authorization, accept: type, ...(body === undefined ? {} : { 'content-type': type }) },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
  return { status: response.status, last: response.headers.get('x-taxii-date-added-last') ?? '', body: (await response.json()) as Record<string, unknown> };
}
