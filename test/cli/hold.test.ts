// liaison hold: objects that stay, whoever deletes.
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '../../collections/storage/sqlite/store.ts';
import { envelopeOf, publicationTo, REMOVER, RIGHTS } from '../storage/objects.ts';
import { liaison, temporaryFolder } from './liaison-process.ts';

const DESK = 'f0000000-0000-4000-8000-000000000001';
const CATALOGUE = `
discovery: { title: Test }
api_roots:
  - path: members
    title: Members
    collections:
      - { id: ${DESK}, title: Desk, alias: desk }
      - { id: f0000000-0000-4000-8000-000000000002, title: Twice, alias: twice }
      - { id: f0000000-0000-4000-8000-000000000003, title: All, alias: all, aggregate: { of: [members/desk] } }
  - path: /
    title: Others
    collections:
      - { id: f0000000-0000-4000-8000-000000000004, title: Twice, alias: twice }
`;
const OBJECT = 'indicator--0c7b5b88-8ff7-4a4d-aa9d-feb398cd0061';

let folder: ReturnType<typeof temporaryFolder>;
beforeAll(() => {
  folder = temporaryFolder();
  expect(liaison(['catalogue', 'apply', '-', '--data', folder.path], { input: CATALOGUE }).code).toBe(0);
});
afterAll(() => folder.remove());

const run = (...words: string[]) => liaison(['hold', ...words, '--data', folder.path]);

test('a hold is put on, told, in force, and lifted', async () => {
  const note = ' Note that no version of it is there now; what is published later is held, too.';
  expect(run('add', 'desk', OBJECT, '--reason', 'case 7')).toEqual({ code: 0, out: `${OBJECT} in members/desk is held.${note}\n`, err: '' });
  const store = openSqliteStore(join(folder.path, 'liaison.db'));
  const object = { id: OBJECT, version: '2024-01-01T00:00:00.000Z' };
  await store.writer.finish(publicationTo(DESK, 1), envelopeOf([object]), RIGHTS);
  expect(await store.writer.remove(DESK, { id: OBJECT, versions: 'all' }, REMOVER)).toHaveProperty('hold');
  await store.close();

  expect(run('add', DESK, OBJECT, '--reason', 'case 8', '--by', 'the court').out).toBe(`${OBJECT} in members/desk is held.\n`);
  const day = new Date().toISOString().slice(0, 10);
  expect(run('list').out).toBe(`members/desk  ${OBJECT}  since ${day}, by the court: case 8\n`);
  expect(JSON.parse(run('list', '--json').out)).toEqual([
    { collection: DESK, id: OBJECT, since: expect.stringMatching(/^\d{4}-.*Z$/), by: 'the court', reason: 'case 8' },
  ]);

  expect(run('remove', 'members/desk', OBJECT).out).toBe(`${OBJECT} in members/desk is no longer held.\n`);
  expect(run('list').out).toBe('No object is held.\n');
  expect(run('list', '--json').out).toBe('[]\n');
});

test('without --by it is the name of who runs the command', () => {
  run('add', 'desk', OBJECT, '--reason', 'case 9');
  expect(run('list').out).toContain(`by ${userInfo().username}: case 9`);
  run('remove', 'desk', OBJECT);
});

test.each<[string, string[], RegExp]>([
  ['a collection that there is not', ['add', 'botnets', OBJECT, '--reason', 'x'], /no collection "botnets": it has members\/desk, members\/twice, members\/all, \/twice\./],
  ['an alias of two', ['add', 'twice', OBJECT, '--reason', 'x'], /"twice" is more than one collection: say members\/twice or \/twice\./],
  ['an aggregate', ['add', 'all', OBJECT, '--reason', 'x'], /"All" is an aggregate: hold the object in the collections that it is made of/],
  ['an id that is none', ['add', 'desk', 'indicator', '--reason', 'x'], /"indicator" is no object id: name an identifier/],
  ['a reason of two lines', ['add', 'desk', OBJECT, '--reason', 'x\ny'], /--reason must be one line of text/],
  ['an empty name', ['add', 'desk', OBJECT, '--reason', 'x', '--by', ' '], /--by must be one line of text/],
  ['no reason', ['add', 'desk', OBJECT], /required option '--reason <text>' not specified/],
  ['an object that is not held', ['remove', 'desk', OBJECT], /in members\/desk isn't held; `liaison hold list` shows what is\./],
])('%s is one sentence, exit code 1, and nothing is changed', (_, words, expected) => {
  const { code, out, err } = run(...words);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toMatch(expected);
  expect(run('list').out).toBe('No object is held.\n');
});

test('a collection is not removed with what is held in it, nor while it is under legal hold as a whole', () => {
  const apply = (input: string, ...flags: string[]) => liaison(['catalogue', 'apply', '-', ...flags, '--data', folder.path], { input });
  const others = CATALOGUE.split('\n').filter((line) => !/title: (Desk|All)/.test(line)).join('\n');
  const refused = 'Nothing was changed: "Desk" (desk) would be removed and is under legal hold, or some objects there are. ';
  run('add', 'desk', OBJECT, '--reason', 'case 7');
  const held = apply(others, '--remove-with-objects');
  expect([held.code, held.err]).toEqual([1, expect.stringContaining(refused)]);
  run('remove', 'desk', OBJECT);
  expect(apply(CATALOGUE.replace('alias: desk', 'alias: desk, legal_hold: true')).code).toBe(0);
  expect(apply(others, '--remove-with-objects').err).toContain(refused);
  expect(apply(CATALOGUE).code).toBe(0);
  expect(apply(others, '--remove-with-objects').code).toBe(0);
});
