// Publishing and polling from a terminal, against a real server: nothing lost, nothing altered, nothing twice.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startExchange, type RunningExchange } from '../protocol/running-exchange.ts';
import { DEEP, MAIN } from '../protocol/test-catalogue.ts';
import { idOf, noteOf } from '../promises/objects.ts';
import { liaison, serve, temporaryFolder, type Run, type Serving } from './liaison-process.ts';

const LIAISON = fileURLToPath(new URL('../../cli/liaison.js', import.meta.url));
const COLLECTION = 'botnet-infrastructure';

let folder: ReturnType<typeof temporaryFolder>;
let server: Serving;

beforeAll(async () => {
  folder = temporaryFolder();
  server = await serve(['--port', '0', '--data', join(folder.path, 'data')]);
});
afterAll(async () => {
  await server.stop();
  folder.remove();
});

const file = (name: string): string => join(folder.path, name);
const environmentOf = (account: string) => ({ LIAISON_PASSWORD: server.passwords.get(account) ?? '' });

function publish(name: string, ...more: string[]): Run {
  const words = ['publish', file(name), '--to', server.origin, '--collection', COLLECTION, '--user', 'kaspersky', ...more];
  return liaison(words, { environment: environmentOf('kaspersky') });
}

function poll(...more: string[]): Run {
  const words = ['poll', '--from', `${server.origin}/taxii2/`, '--collection', COLLECTION, '--user', 'singapore', ...more];
  return liaison(words, { environment: environmentOf('singapore') });
}

/** Objects as text, one a line, as `poll` writes them. */
const linesOf = (objects: readonly object[]): string => objects.map((object) => `${JSON.stringify(object)}\n`).join('');

describe('a bundle of 3,000 objects', () => {
  const objects = Array.from({ length: 3_000 }, (_, number) => noteOf(number, 0, number % 700));

  test('goes in, and again without changing anything, and comes back byte for byte in any page size', () => {
    writeFileSync(file('bundle.json'), JSON.stringify({ type: 'bundle', id: 'bundle--1', objects }, undefined, 2));
    expect(publish('bundle.json')).toMatchObject({ code: 0, out: '3,000 objects: 3,000 accepted (0 of them there already), 0 refused\n', err: '' });
    expect(publish('bundle.json')).toMatchObject({ code: 0, out: '3,000 objects: 3,000 accepted (3,000 of them there already), 0 refused\n' });

    const whole = poll();
    expect(whole.code).toBe(0);
    expect(whole.err).toBe('3,000 objects\n');
    expect(whole.out.split('\n').toSorted()).toEqual(linesOf(objects).split('\n').toSorted());
    const limited = poll('--limit', '97', '--output', file('limited.jsonl'));
    expect(limited.code).toBe(0);
    expect(readFileSync(file('limited.jsonl'), 'utf8')).toBe(whole.out);
  });

  test('comes as one bundle, which can be published as it is; so can JSON lines', () => {
    expect(poll('--format', 'bundle', '--output', file('polled.json')).code).toBe(0);
    const polled = JSON.parse(readFileSync(file('polled.json'), 'utf8'));
    expect(polled.id).toMatch(/^bundle--[0-9a-f-]{36}$/);
    expect(polled.objects).toHaveLength(3_000);
    expect(publish('polled.json').out).toMatch(/3,000 of them there already/);
    expect(publish('limited.jsonl').out).toMatch(/3,000 of them there already/);
  });

  test('is polled on from the place that a state file keeps', () => {
    const state = ['--state', file('place.json'), '--output', file('kept.jsonl')];
    expect(poll(...state, '--type', 'note').err).toBe('3,000 objects\n');
    writeFileSync(file('more.json'), JSON.stringify({ objects: [noteOf(9_001, 0), noteOf(77_777, 0)] }));
    expect(publish('more.json').code).toBe(0);
    expect(poll(...state).err).toBe('2 objects\n');
    expect(poll(...state).err).toBe('0 objects\n');
    const kept = readFileSync(file('kept.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line).id);
    expect(kept).toHaveLength(3_002);
    expect(kept.slice(-2)).toEqual([idOf(9_001), idOf(77_777)]);
    const elsewhere = liaison(
      ['poll', '--from', server.origin, '--collection', 'operation-results', '--user', 'singapore', '--state', file('place.json')],
      { environment: environmentOf('singapore') },
    );
    expect(elsewhere).toMatchObject({ code: 1, err: expect.stringMatching(/is the place in .*, not in /) });
  });
});

test('what is refused is told by id and reason, and the others go in; exit code 1', () => {
  const bad = { ...noteOf(8_001, 0), created: 'yesterday' };
  writeFileSync(file('mixed.json'), JSON.stringify({ objects: [noteOf(8_000, 0), bad, 'no object', noteOf(8_002, 0)] }));
  const { code, out } = publish('mixed.json');
  expect(code).toBe(1);
  expect(out).toMatch(new RegExp(`^refused: ${idOf(8_001)} \\(.*\\): /created: .* has the wrong form`, 'm'));
  expect(out).toMatch(/^refused: .*mixed\.json:1: it is no object with an id and a type$/m);
  expect(out).toMatch(/^4 objects: 2 accepted \(0 of them there already\), 2 refused$/m);
  const { code: jsonCode, out: json } = publish('mixed.json', '--json');
  expect(jsonCode).toBe(1);
  expect(JSON.parse(json)).toMatchObject({ accepted: 2, already_there: 2, refused: 2, failures: [{}, {}] });
});

test('an object that no envelope can carry is refused here, and the others go in', async () => {
  const small: RunningExchange = await startExchange();
  try {
    const objects = [noteOf(1, 0), noteOf(2, 0, 300_000), ...Array.from({ length: 60 }, (_, number) => noteOf(10 + number, 0, 10_000))];
    writeFileSync(file('large.json'), JSON.stringify({ objects }));
    const child = spawn(process.execPath, [LIAISON, 'publish', file('large.json'), '--to', `${small.origin}/one/`, '--collection', MAIN, '--user', 'both'], {
      env: { ...process.env, LIAISON_PASSWORD: 'password: of both' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).toBe(1);
    expect(out).toMatch(new RegExp(`^refused: ${idOf(2)} \\(.*\\): its \\d+ octets exceed the server's max_content_length of 262144$`, 'm'));
    expect(out).toMatch(/^62 objects: 61 accepted/m);
    expect((await small.as('both').get(`/one/collections/${MAIN}/objects/`)).json.objects).toHaveLength(61);
  } finally {
    await small.close();
  }
});

test('--follow gets what is published later, and ends when told to', async () => {
  const words = ['poll', '--from', server.origin, '--collection', COLLECTION, '--user', 'singapore', '--follow', '--interval', '1', '--since', '2100-01-01T00:00:00Z'];
  const none = liaison([...words.slice(0, -5), '--since', '2100-01-01T00:00:00Z'], { environment: environmentOf('singapore') });
  expect(none).toMatchObject({ code: 0, out: '', err: '0 objects\n' });

  const last = poll('--state', file('follow.json')).code;
  expect(last).toBe(0);
  const follower = spawn(process.execPath, [LIAISON, ...words.slice(0, -2), '--state', file('follow.json')], {
    env: { ...process.env, ...environmentOf('singapore') },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  writeFileSync(file('later.json'), JSON.stringify({ objects: [noteOf(7_777, 0)] }));
  expect(publish('later.json').code).toBe(0);
  const [chunk] = (await once(follower.stdout, 'data')) as [Buffer];
  expect(JSON.parse(chunk.toString())).toMatchObject({ id: idOf(7_777) });
  follower.kill('SIGTERM');
  const [code] = (await once(follower, 'exit')) as [number];
  expect(code).toBe(0);
});

describe('what cannot work is told in a sentence, exit code 1', () => {
  test.each<[string, string[], Record<string, string>, RegExp]>([
    ['no server', ['--from', 'http://127.0.0.1:3/'], {}, /http:\/\/127\.0\.0\.1:3 can't be reached \(ECONNREFUSED\)/],
    ['a wrong password', [], { LIAISON_PASSWORD: 'wrong' }, /does not accept this account name and password/],
    ['no password', [], { LIAISON_PASSWORD: '' }, /wants an account/],
    ['no such collection', ['--collection', 'nothing'], {}, /has no collection "nothing" for this account: there are .*botnet-infrastructure/],
    ['no URL', ['--from', 'localhost'], {}, /"localhost" is no URL of a server/],
    ['no timestamp', ['--since', 'yesterday'], {}, /A timestamp is written like/],
    ['an endless bundle', ['--follow', '--format', 'bundle'], {}, /A bundle has an end/],
  ])('%s', (_what, more, environment, expected) => {
    const words = ['poll', '--from', server.origin, '--collection', COLLECTION, '--user', 'singapore', ...more];
    const { code, out, err } = liaison(words, { environment: { ...environmentOf('singapore'), ...environment } });
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(expected);
    expect(err).not.toMatch(/^\s+at /m);
  });

  test.each([
    ['a file that is not there', 'nowhere.json', undefined, /nowhere\.json can't be read \(ENOENT\)/],
    ['a file that is no JSON', 'broken.json', '{"objects":[{"type":}', /broken\.json: .*line 1/],
    ['a file without objects', 'other.json', '{"type":"bundle"}', /other\.json is no bundle and no envelope/],
  ])('%s', (_what, name, content, expected) => {
    if (content !== undefined) writeFileSync(file(name), content);
    const { code, err } = publish(name);
    expect(code).toBe(1);
    expect(err).toMatch(expected);
  });

  test('an account that may only read', () => {
    writeFileSync(file('one.json'), JSON.stringify({ objects: [noteOf(1, 0)] }));
    const words = ['publish', file('one.json'), '--to', server.origin, '--collection', COLLECTION, '--user', 'singapore'];
    const { code, err } = liaison(words, { environment: environmentOf('singapore') });
    expect(code).toBe(1);
    expect(err).toMatch(/answers 403 \(Forbidden\)/);
  });
});

test('the collection is found by its id and in an API root of several segments', async () => {
  const two = await startExchange();
  try {
    await two.as('both').post(`/deep/two/collections/${DEEP}/objects/`, { objects: [noteOf(1, 0)] });
    for (const [from, collection] of [[`${two.origin}/deep/two`, 'main'], [two.origin, DEEP]] as const) {
      const child = spawn(process.execPath, [LIAISON, 'poll', '--from', from, '--collection', collection, '--user', 'both'], {
        env: { ...process.env, LIAISON_PASSWORD: 'password: of both' },
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
      expect(JSON.parse(chunk.toString())).toMatchObject({ id: idOf(1) });
      await once(child, 'exit');
    }
  } finally {
    await two.close();
  }
});

test('marking definitions of a file go first, wherever they stand, and once', () => {
  const id = 'marking-definition--7a0f1e5c-2d3b-4c6a-9e8f-0a1b2c3d4e5f';
  const created = '2020-01-01T00:00:00.000Z';
  const definition = { type: 'marking-definition', spec_version: '2.1', id, created, definition_type: 'statement', definition: { statement: 'For members' } };
  const marked = { ...noteOf(6_000_000, 0), object_marking_refs: [id] };
  writeFileSync(file('marked.jsonl'), linesOf([marked, definition]));
  expect(publish('marked.jsonl')).toMatchObject({ code: 0, out: '2 objects: 2 accepted (0 of them there already), 0 refused\n' });
  const polled = poll().out.split('\n').filter((line) => line.includes(id) || line.includes(idOf(6_000_000)));
  expect(polled).toEqual([definition, marked].map((object) => JSON.stringify(object)));
});
