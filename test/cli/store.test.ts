// liaison store copy: an exchange moves to another place, whole, and whoever polls it goes on as if nothing had happened.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { openSqliteStore } from '../../collections/storage/sqlite/store.ts';
import { MAIN, testCatalogue } from '../protocol/test-catalogue.ts';
import { publish } from '../storage/contract.ts';
import { liaison, serve, temporaryFolder, type Run } from './liaison-process.ts';

const LIAISON = fileURLToPath(new URL('../../cli/liaison.js', import.meta.url));
const PASSWORD = 'a password for tests';
const VERSION = '2026-01-01T00:00:00.000Z';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

const inFolder = (name: string): string => join(folder.path, name);
const copy = (...words: string[]): Run => liaison(['store', 'copy', ...words]);
const copyDefault = (...words: string[]): Run => copy('--from', inFolder('data'), '--to', inFolder('copy'), ...words);

/** A data folder with the test catalogue, an account, and so many objects. */
async function makeSource(count: number, content?: string): Promise<void> {
  mkdirSync(inFolder('data'));
  const store = openSqliteStore(inFolder('data/liaison.db'));
  await store.writer.replaceCatalogue(testCatalogue(), false);
  const ids = Array.from({ length: count }, (_nothing, index) => `note--${String(index).padStart(8, '0')}-0000-4000-8000-000000000000`);
  await publish(store, MAIN, ids.map((id) => ({ id, version: VERSION, ...(content === undefined ? {} : { content }) })));
  await store.close();
  expect(liaison(['account', 'add', 'both', '--agency', 'both', '--password-stdin', '--data', inFolder('data')], { input: PASSWORD }).code).toBe(0);
}

test('a client goes on at the copy with its password and its next value', async () => {
  await makeSource(5);
  const url = `one/collections/${MAIN}/objects/?limit=3`;
  const before = await askServer(inFolder('data'), [url, `one/collections/${MAIN}/manifest/`]);
  expect(before[0]).toMatchObject({ status: 200, body: { more: true, objects: { length: 3 } } });

  const { code, out, err } = copyDefault();
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(new RegExp(`^collection ${MAIN} +5 +[0-9a-f]{64}$`, 'm'));
  expect(out).toMatch(/^publications +1 +[0-9a-f]{64}$/m);
  expect(out).toMatch(/\nCopied .*data\/liaison\.db to .*copy\/liaison\.db: 14 records, the same in both\. SHA-256 [0-9a-f]{64}\n$/);
  expect(statSync(inFolder('copy')).mode & 0o077).toBe(0);
  expect(statSync(inFolder('copy/liaison.db')).mode & 0o077).toBe(0);

  const next = encodeURIComponent(String(before[0]?.body['next']));
  const after = await askServer(inFolder('copy'), [url, `one/collections/${MAIN}/manifest/`, `${url}&next=${next}`]);
  expect(after.slice(0, 2)).toEqual(before);
  expect(after[2]).toMatchObject({ status: 200, body: { objects: { length: 2 } } });
});

test('--json is one document for programs; again it is the same; a file is a place, too', async () => {
  await makeSource(3);
  const first = copyDefault('--json');
  expect(first).toMatchObject({ code: 0, err: '' });
  const told = JSON.parse(first.out);
  expect(told).toMatchObject({ from: inFolder('data/liaison.db'), to: inFolder('copy/liaison.db'), complete: true, differences: [] });
  expect(told.copy).toEqual(told.source);
  expect(told.copy.parts).toContainEqual({ part: 'collection', id: MAIN, count: 3, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(copyDefault('--json')).toEqual(first);

  const file = copy('--from', inFolder('copy'), '--to', inFolder('file.db'), '--json');
  expect(JSON.parse(file.out)).toMatchObject({ to: inFolder('file.db'), copy: told.copy });
  expect(statSync(inFolder('file.db')).mode & 0o077).toBe(0);
});

test('the places can come from the environment, where others on the machine do not see them', async () => {
  await makeSource(1);
  const environment = { LIAISON_COPY_FROM: inFolder('data'), LIAISON_COPY_TO: inFolder('copy') };
  expect(liaison(['store', 'copy'], { environment }).code).toBe(0);
  expect(existsSync(inFolder('copy/liaison.db'))).toBe(true);
});

test('a copy that a full disk stopped is told, not served, and finished by the same command', async () => {
  await makeSource(5_000, 'x'.repeat(200));
  const words = ['store', 'copy', '--from', inFolder('data'), '--to', inFolder('copy')];
  const stopped = spawnSync('bash', ['-c', 'ulimit -f 2000; exec "$0" "$@"', process.execPath, LIAISON, ...words], { encoding: 'utf8' });
  expect(stopped.status).toBe(1);
  expect(stopped.stdout).toBe('');
  expect(stopped.stderr).toMatch(/^The copy stopped: [^.]+\. The same command goes on from there\. Until it is done, the copy can't be used\.\n$/);

  for (const refused of [liaison(['serve', '--port', '0', '--data', inFolder('copy')]), liaison(['account', 'list', '--data', inFolder('copy')])]) {
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toMatch(/^The store .*copy\/liaison\.db is a copy that isn't complete\. Finish it: liaison (store copy --from .*data\/liaison\.db --to .*copy\/liaison\.db)\n$/);
    expect(refused.err).toContain(`--from ${inFolder('data/liaison.db')} --to ${inFolder('copy/liaison.db')}`);
  }
  expect(liaison(words)).toMatchObject({ code: 0, err: '' });
  expect(liaison(['account', 'list', '--data', inFolder('copy')]).out).toBe('both  both\n');
});

test('a copy that is not the same is told part by part, exit code 1, and cannot be used', async () => {
  await makeSource(2);
  const flagsOf = (value: number): void => {
    const database = new DatabaseSync(inFolder('data/liaison.db'));
    database.prepare('UPDATE objects SET is_last = ?').run(value);
    database.close();
  };
  flagsOf(0);
  const { code, out, err } = copyDefault('--json');
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({ complete: false, differences: [{ source: { part: 'collection', id: MAIN, count: 2 }, copy: { count: 2 } }] });
  expect(err).toMatch(/^The copy is not the same as its source, and can't be used:\n {2}collection 5a0d[-0-9a-f]+: 2 in the source, 2 in the copy, with other content\n.* run the command again/);
  expect(liaison(['account', 'list', '--data', inFolder('copy')]).code).toBe(1);
  flagsOf(1);
  expect(copyDefault().code).toBe(0);
});

describe('what keeps it from copying is one clear sentence and exit code 1:', () => {
  test.each([
    ['no source', ['--from', 'nowhere', '--to', 'copy'], /^There is no store at .*nowhere\.$/m],
    ['a source folder without a store', ['--from', '.', '--to', 'copy'], /^There is no store .*liaison\.db\.$/m],
    ['a source that is none', ['--from', 'text.db', '--to', 'copy'], /text\.db is no SQLite database/],
    ['the same place twice', ['--from', 'data', '--to', 'data/liaison.db'], /^--from and --to are the same store, .*data\/liaison\.db\.$/m],
    ['a target that holds something', ['--from', 'data', '--to', 'other'], /other\/liaison\.db isn't empty: it holds .*revisions of a catalogue \(1\)/],
    ['a target that cannot be made', ['--from', 'data', '--to', 'text.db/folder'], /^The data folder .*folder can't be written to \(ENOTDIR\)\. Name another one with --to\.$/m],
    ['no target', ['--from', 'data'], /required option '--to <place>' not specified/],
  ])('%s', async (_what, words, expected) => {
    await makeSource(1);
    writeFileSync(inFolder('text.db'), 'a text that is long enough to be looked into'.repeat(100));
    expect(liaison(['catalogue', 'apply', '-', '--data', inFolder('other')], { input: 'discovery: { title: Other }' }).code).toBe(0);
    const { status, stdout, stderr } = spawnSync(process.execPath, [LIAISON, 'store', 'copy', ...words], { encoding: 'utf8', cwd: folder.path });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(expected);
    expect(existsSync(inFolder('copy/liaison.db'))).toBe(false);
  });
});

async function askServer(data: string, paths: readonly string[]) {
  const server = await serve(['--port', '0', '--data', data]);
  const authorization = `Basic ${Buffer.from(`both:${PASSWORD}`).toString('base64')}`;
  try {
    const answers: { status: number; body: Record<string, unknown> }[] = [];
    for (const path of paths) {
      const response = await fetch(`${server.origin}/${path}`, { headers: { authorization, accept: 'application/taxii+json;version=2.1' } });
      answers.push({ status: response.status, body: (await response.json()) as Record<string, unknown> });
    }
    return answers;
  } finally {
    await server.stop();
  }
}
