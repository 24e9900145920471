// How an engine is found, in processes that have just what the test gives them.
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { mongoKind } from './describe-mongodb.ts';
import { ferretdbPath } from './ferretdb-binary.ts';
import { makeFolder, runScript, writeProgram } from './scripts.ts';

const START = `
  const { startMongoEngine } = await import('./mongodb-engine.ts');
  const engine = await startMongoEngine();`;
const SET_UP = `
  const { default: setUp } = await import('./setup.ts');
  await setUp({ testPathPatterns: { patterns: [process.env.ASKED_FOR ?? 'storage'] } });
  console.log(process.env.LIAISON_TEST_MONGODB_NONE);`;

let folder: string;
let variables: Record<string, string>;
beforeEach(() => {
  folder = makeFolder();
  // As if the download had failed a moment ago: these tests ask no other machine.
  mkdirSync(join(folder, 'liaison'));
  writeFileSync(join(folder, 'liaison', 'mongod-download-failed'), '');
  variables = { PATH: folder, HOME: folder, XDG_CACHE_HOME: folder };
});
afterEach(() => rmSync(folder, { recursive: true }));

test('MONGODB_URI goes first, and can be neither killed nor started', async () => {
  writeProgram(folder, 'mongod', ['exit 1']);
  const script = `${START} console.log(engine.kind, engine.uri('new'), engine.kill, engine.start); await engine.stop();`;
  const { stdout } = await runScript(script, { ...variables, MONGODB_URI: 'mongodb://a:1/old' });
  expect(stdout).toBe('given mongodb://a:1/new undefined undefined\n');
});

test('where there is none, all that was tried is told, and what would help', async () => {
  const running = runScript(START, variables);
  await expect(running).rejects.toThrow(
    /given: MONGODB_URI is not set; mongod: .*none on the PATH; memory-server: .*; ferretdb: Go is not on the PATH.*install Go/,
  );
});

test('a mongod that does not start gives way to the next, with its reason', async () => {
  writeProgram(folder, 'mongod', ['echo "no such option" >&2', 'exit 2']);
  await expect(runScript(START, variables)).rejects.toThrow(/mongod: it ended with 2: no such option; memory-server/);
});

test('the setup says loudly that tests are skipped', async () => {
  const { stdout, stderr } = await runScript(SET_UP, variables);
  expect(stderr).toMatch(/\*\*\* THE TESTS ON MONGODB ARE SKIPPED\. .*MONGODB_URI.* \*\*\*/);
  expect(stdout).toMatch(/There is no MongoDB engine/);
});

test('the setup fails where REQUIRE_MONGODB insists, whatever was asked for', async () => {
  const running = runScript(SET_UP, { ...variables, REQUIRE_MONGODB: '1', ASKED_FOR: 'schemas' });
  await expect(running).rejects.toThrow(/There is no MongoDB engine/);
});

test('the setup builds nothing for tests that have no need of it', async () => {
  writeProgram(folder, 'go', ['echo built >&2']);
  const { stdout, stderr } = await runScript(SET_UP, { ...variables, ASKED_FOR: 'schemas' });
  expect(stderr).not.toMatch(/built|Building|SKIPPED/);
  expect(stdout).toMatch(/None was started/);
});

test('processes that build FerretDB at the same time leave one whole binary', async () => {
  writeProgram(folder, 'go', ['[ "$3" = -o ] || exit 1', 'echo half > "$4"', '/bin/sleep 0.3', 'echo whole > "$4"']);
  const script = `
    const { buildFerretdb } = await import('./ferretdb-binary.ts');
    const { readFileSync, readdirSync } = await import('node:fs');
    const { dirname } = await import('node:path');
    const [one, other] = await Promise.all([buildFerretdb(), buildFerretdb()]);
    console.log(one === other, readFileSync(one, 'utf8').trim(), dirname(one));`;
  const outcomes = await Promise.all([runScript(script, variables), runScript(script, variables)]);
  for (const { stdout } of outcomes) {
    const [same, content, place = ''] = stdout.trim().split(' ');
    expect([same, content]).toEqual(['true', 'whole']);
    expect(readdirSync(place)).toEqual(['ferretdb']);
  }
});

test('a build that fails leaves nothing, and says what Go said', async () => {
  writeProgram(folder, 'go', ['echo half > "$4"', 'echo "main.go:1: wrong" >&2', 'exit 1']);
  const script = "const { buildFerretdb } = await import('./ferretdb-binary.ts'); await buildFerretdb();";
  await expect(runScript(script, variables)).rejects.toThrow(/Error: main\.go:1: wrong/);
  const place = readdirSync(join(folder, 'liaison')).find((name) => name.startsWith('ferretdb-')) ?? '';
  expect(readdirSync(join(folder, 'liaison', place))).toEqual([]);
});

test.each([
  ['never answers', (_response: ServerResponse) => undefined, 'its download cannot be reached'],
  ['has none', (response: ServerResponse) => void response.writeHead(404).end(), 'its download answers 404'],
])('a download place that %s is known within seconds, and remembered', async (_what, answer, reason) => {
  rmSync(join(folder, 'liaison', 'mongod-download-failed'));
  const asked: string[] = [];
  const place = createServer(({ method, url }, response) => {
    asked.push(`${method} ${url}`);
    answer(response);
  }).listen(0, '127.0.0.1');
  await once(place, 'listening');
  const { port } = place.address() as AddressInfo;
  const withPlace = { ...variables, MONGOMS_DOWNLOAD_MIRROR: `http://127.0.0.1:${port}`, MONGOMS_DISTRO: 'ubuntu-22.04' };
  const start = performance.now();
  await expect(runScript(START, withPlace)).rejects.toThrow(`memory-server: ${reason}`);
  expect(performance.now() - start).toBeLessThan(60_000);
  await expect(runScript(START, withPlace)).rejects.toThrow(/memory-server: its download failed lately/);
  expect(asked).toEqual([expect.stringMatching(/^HEAD .*mongodb-linux-.*\.tgz$/)]);
  place.closeAllConnections();
  place.close();
});

// FerretDB stands in for a mongod: the same words start it, it answers the same, and its input never ends.
(mongoKind === 'ferretdb' && existsSync(ferretdbPath()) ? test : test.skip)('a mongod on the PATH is taken, killed and started', async () => {
  writeProgram(folder, 'mongod', [
    '[ "$1" = --dbpath ] && [ "$3" = --port ] || exit 1',
    `[ -p "${folder}/input" ] || /usr/bin/mkfifo "${folder}/input"`,
    `exec "${ferretdbPath()}" "$2" "$4" <> "${folder}/input"`,
  ]);
  symlinkSync('/bin/sh', join(folder, 'sh'));
  const script = `${START}
    const { createRequire } = await import('node:module');
    const { MongoClient } = createRequire(process.env.FROM)('mongodb');
    const things = async (use) => {
      const client = await MongoClient.connect(engine.uri('kept'));
      try { return await use(client.db().collection('things')); } finally { await client.close(); }
    };
    await things((all) => all.insertOne({ name: 'kept' }));
    await engine.kill();
    await engine.start();
    console.log(engine.kind, await things((all) => all.countDocuments()));
    await engine.stop();`;
  const { stdout } = await runScript(script, { ...variables, FROM: import.meta.url });
  expect(stdout).toBe('mongod 1\n');
});
