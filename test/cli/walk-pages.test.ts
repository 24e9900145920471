// Polling page by page, where it writes to and the place that it keeps, against servers good and bad.
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openOutput } from '../../cli/object-output.ts';
import { readPlace, savePlace } from '../../cli/place.ts';
import { walkPages, type Page } from '../../cli/walk-pages.ts';
import { temporaryFolder } from './liaison-process.ts';
import { listOf, startScripted, type Reply, type ScriptedServer } from './scripted-server.ts';

let server: ScriptedServer | undefined;
afterEach(() => server?.close());
let folder: ReturnType<typeof temporaryFolder>;
beforeAll(() => {
  folder = temporaryFolder();
});
afterAll(() => folder.remove());

const FIRST = '2024-01-01T00:00:00.000001Z';
const SECOND = '2024-01-01T00:00:00.000002Z';
const page = (body: object | string, last?: string): Reply => ({ body, ...(last && { headers: { 'X-TAXII-Date-Added-Last': last } }) });

/** Walks through these pages; gives them and what was asked. */
async function walk(replies: readonly Reply[], filter = {}, addedAfter?: string): Promise<{ pages: Page[]; asked: string[] }> {
  server = await startScripted((_asked, before) => replies[before] ?? { status: 500 });
  const pages = await listOf(walkPages(server.client(), server.url('/r/collections/c/'), filter, addedAfter));
  const asked = server.asked.map(({ path }) => decodeURIComponent(path.replace('/r/collections/c/objects/', '')));
  return { pages, asked };
}
const textsOf = (pages: readonly Page[]): string[] => pages.flatMap(({ objects }) => objects.map((bytes) => Buffer.from(bytes).toString()));

test('next goes with the very parameters of the first page', async () => {
  const { asked } = await walk(
    [page({ more: true, next: 'n&1', objects: [{}] }, FIRST), page({ more: true, next: 'n2', objects: [{}] }, SECOND), page({ objects: [{}] }, SECOND)],
    { limit: '1', 'match[type]': 'a,b', 'match[version]': undefined },
    '2023-01-01T00:00:00Z',
  );
  const same = 'limit=1&match[type]=a,b';
  expect(asked).toEqual([
    `?added_after=2023-01-01T00:00:00Z&${same}`,
    `?added_after=2023-01-01T00:00:00Z&next=n&1&${same}`,
    `?added_after=2023-01-01T00:00:00Z&next=n2&${same}`,
  ]);
});

test('without next, the date of the last object leads on', async () => {
  const { pages, asked } = await walk([page({ more: true, objects: [1] }, FIRST), page({ more: true, objects: [2] }, SECOND), page({})]);
  expect(asked).toEqual(['', `?added_after=${FIRST}`, `?added_after=${SECOND}`]);
  expect(textsOf(pages)).toEqual(['1', '2']);
});

test('an empty page with more is walked over', async () => {
  const { pages } = await walk([page({ more: true, next: 'a' }), page({ objects: [1] }, FIRST)]);
  expect(pages.map(({ dateAddedLast }) => dateAddedLast)).toEqual([undefined, FIRST]);
  expect(textsOf(pages)).toEqual(['1']);
});

test('P3 objects come as they were served, whatever numbers, escapes and depth they have, without white space', async () => {
  const deep = `${'['.repeat(3_000)}${']'.repeat(3_000)}`;
  const objects = [`{"b":1.0,"a":1e400,"a":"\\u00e9\\/\u2028"}`, `{"x":${deep}}`];
  const { pages } = await walk([page(`{ "objects" : [\n ${objects[0]} ,\n\t{ "x" :\n${deep}} ]\n}`)]);
  expect(textsOf(pages)).toEqual(objects);
});

test.each<[string, Reply[], RegExp]>([
  ['more, but neither next nor date', [page({ more: true, objects: [1] })], /says that there is more, but not where/],
  ['the same next again', [page({ more: true, next: 'a' }), page({ more: true, next: 'a' })], /says that there is more, but not where/],
  ['the same date again', [page({ more: true }, FIRST), page({ more: true }, FIRST)], /says that there is more, but not where/],
  ['a date that is none', [page({ more: true }, 'yesterday')], /says that there is more, but not where/],
  ['no JSON', [page('<html>')], /answers with something that is no envelope\.$/],
  ['a list', [page('[]')], /answers with something that is no envelope\.$/],
  ['half an envelope', [page('{"objects":[{}')], /answers with something that is no envelope\.$/],
])('a server that answers with %s is left with a sentence', async (_what, replies, expected) => {
  await expect(walk(replies)).rejects.toThrow(expected);
});

describe('the output', () => {
  const bytesOf = (...texts: string[]): Uint8Array[] => texts.map((text) => Buffer.from(text));
  const file = (name: string): string => join(folder.path, name);

  test('JSON lines are added to those that are there, never to a line that was cut', async () => {
    for (const [before, expected] of [['', '1\n2\n'], ['0\n', '0\n1\n2\n'], ['0\n{"cu', '0\n{"cu\n1\n2\n']] as const) {
      writeFileSync(file('lines'), before);
      const output = await openOutput({ format: 'jsonl', output: file('lines'), appends: true });
      await output.write(bytesOf('1', '2'));
      await output.end();
      await output.close();
      expect(readFileSync(file('lines'), 'utf8')).toBe(expected);
    }
  });

  test('a bundle has an id of its own, and no list when it is empty', async () => {
    const ids = new Set<string>();
    for (const pages of [[], [['{"a":1.0}']], [['1', '2'], ['3']]]) {
      const output = await openOutput({ format: 'bundle', output: file('bundle'), appends: false });
      for (const texts of pages) await output.write(bytesOf(...texts));
      await output.end();
      await output.close();
      const bundle = JSON.parse(readFileSync(file('bundle'), 'utf8'));
      expect(bundle).toEqual({ type: 'bundle', id: bundle.id, ...(pages.length > 0 && { objects: pages.flat().map((text) => JSON.parse(text)) }) });
      expect(bundle.id).toMatch(/^bundle--[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      ids.add(bundle.id);
    }
    expect(ids.size).toBe(3);
  });

  test.each([
    ['in a folder that is not there', 'nowhere/lines', /nowhere\/lines can't be written \(ENOENT\)\.$/],
    ['a folder', '.', /can't be written \(EISDIR\)\.$/],
  ])('%s: that is told', async (_what, name, expected) => {
    await expect(openOutput({ format: 'jsonl', output: file(name), appends: false })).rejects.toThrow(expected);
  });

  test('a full disk is told', async () => {
    const output = await openOutput({ format: 'jsonl', output: '/dev/full', appends: false });
    await expect(output.write(bytesOf('1'))).rejects.toThrow("/dev/full can't be written (ENOSPC).");
    await output.close();
  });
});

describe('the place', () => {
  const url = new URL('https://h.example/r/collections/c/');
  const file = (name: string): string => join(folder.path, name);

  test('is kept for its owner only, and found again', async () => {
    expect(await readPlace(file('place'), { url })).toBeUndefined();
    await savePlace(file('place'), { url }, FIRST);
    await savePlace(file('place'), { url }, SECOND);
    expect(await readPlace(file('place'), { url })).toBe(SECOND);
    expect(statSync(file('place')).mode & 0o077).toBe(0);
    expect(() => statSync(file('place.new'))).toThrow(/ENOENT/);
  });

  test.each([
    ['that of another collection', JSON.stringify({ collection: 'https://h.example/r/collections/d/', added_after: FIRST }), /is the place in https:\/\/h\.example\/r\/collections\/d\/, not in/],
    ['no JSON', 'FIRST', /is no state file of `liaison poll`/],
    ['cut off', '{"collection":"https://h.exa', /is no state file/],
    ['without a place', JSON.stringify({ collection: url.href }), /is no state file/],
    ['one whose place is no date', JSON.stringify({ collection: url.href, added_after: 'x' }), /is no state file/],
    ['null', 'null', /is no state file/],
  ])('a file that is %s is not used', async (_what, content, expected) => {
    writeFileSync(file('other'), content);
    await expect(readPlace(file('other'), { url })).rejects.toThrow(expected);
    expect(readFileSync(file('other'), 'utf8')).toBe(content);
  });

  test('a place that cannot be kept is told', async () => {
    await expect(savePlace(file('nowhere/place'), { url }, FIRST)).rejects.toThrow(/The state file .*place can't be written \(ENOENT\)/);
  });
});
