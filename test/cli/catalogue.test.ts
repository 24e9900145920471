// liaison catalogue: the difference first, then all of it or nothing.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteStore } from '../../collections/storage/sqlite/store.ts';
import { publish } from '../storage/contract.ts';
import { liaison, temporaryFolder } from './liaison-process.ts';

const ID = '5a0d1f3c-6c1e-4f0a-9c51-0a3f1f0c2b11';
const CATALOGUE = `discovery:
  title: Test
api_roots:
  - path: one
    title: One
    collections:
      - { id: ${ID}, title: Main, alias: main }
agencies:
  - { name: a, title: A, kind: member, identity: identity--1d2f3a4b-5c6d-4e7f-8a9b-0c1d2e3f4a50 }
grants:
  - { agency: a, collection: one/main, rights: [read, write] }
`;

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

function apply(text: string, ...more: string[]) {
  const file = join(folder.path, 'catalogue.yaml');
  writeFileSync(file, text);
  return liaison(['catalogue', 'apply', file, '--data', join(folder.path, 'data'), ...more]);
}

const exported = (): string => liaison(['catalogue', 'export', '--data', join(folder.path, 'data')]).out;

test('apply shows the difference and puts the catalogue in force; again there is no change; export gives it back', () => {
  const first = apply(CATALOGUE);
  expect(first.code).toBe(0);
  expect(first.out).toMatch(/^\+ API root one$/m);
  expect(first.out).toMatch(/^\+ collection one\/main$/m);
  expect(first.out).toMatch(/Applied; running servers use it from their next request on\.\n$/);
  expect(apply(CATALOGUE)).toMatchObject({ code: 0, out: 'no changes\n' });
  const text = exported();
  expect(apply(text)).toMatchObject({ code: 0, out: 'no changes\n' });
  const changed = apply(CATALOGUE.replace('title: Main', 'title: Other'));
  expect(changed.out).toMatch(/^~ collection one\/main\n {4}title: .*Main.* -> .*Other/m);
});

test('--dry-run changes nothing', () => {
  apply(CATALOGUE);
  const before = exported();
  expect(apply(CATALOGUE.replace('title: One', 'title: Two'), '--dry-run').out).toMatch(/^~ API root one/m);
  expect(exported()).toBe(before);
});

test('a collection that holds objects goes with --remove-with-objects only', async () => {
  apply(CATALOGUE);
  const store = openSqliteStore(join(folder.path, 'data', 'liaison.db'));
  await publish(store, ID, [{ id: 'note--1' }]);
  await store.close();
  const without = 'discovery: { title: Test }\n';
  const refused = apply(without);
  expect(refused.code).toBe(1);
  expect(refused.err).toMatch(/^Nothing was changed: "Main" \(main\) would be removed and holds objects\. .* --remove-with-objects\.$/m);
  expect(exported()).toContain('alias: main');
  expect(apply(without, '--remove-with-objects').code).toBe(0);
  expect(exported()).not.toContain('alias: main');
});

test.each([
  ['faults', CATALOGUE.replace('agency: a,', 'agency: b,'), /catalogue\.yaml:11: grants\[0\]\.agency: "b" is no agency of this catalogue/],
  ['no YAML', '{', /catalogue\.yaml:1: /],
])('%s are told with file and line, exit code 1, and nothing is changed', (_what, text, expected) => {
  apply(CATALOGUE);
  const before = exported();
  const { code, out, err } = apply(text);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toMatch(expected);
  expect(exported()).toBe(before);
});

test('a file that is not there, and a store without a catalogue, are told in a sentence', () => {
  const missing = liaison(['catalogue', 'apply', 'nowhere.yaml', '--data', folder.path]);
  expect(missing).toMatchObject({ code: 1, err: "nowhere.yaml can't be read (ENOENT).\n" });
  const empty = liaison(['catalogue', 'export', '--data', folder.path]);
  expect(empty).toMatchObject({ code: 1, err: 'There is no catalogue yet: `liaison catalogue apply FILE`.\n' });
});

test.each([
  ['a clearance', CATALOGUE.replace('rights: [read, write]', 'rights: [read, write], clearance: red'), 'clearance: red'],
  ['a rule of release', CATALOGUE.replace('alias: main', 'alias: main, attribution: require-own'), 'attribution: require-own'],
])('what declares %s is put in force, and exported', (_, text, declared) => {
  expect(apply(text)).toMatchObject({ code: 0, err: '' });
  expect(exported()).toContain(declared);
});
