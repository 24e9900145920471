// The API document of the console: valid, whole, the same for everybody; that every answer is as it tells is checked with every
// answer of all tests of the console, by console-world.ts.
import { Validator } from '@seriousme/openapi-schema-validator';
import { ROUTES, SESSION_ROUTE } from '../../server/console/routes.ts';
import { consoleFaults, CONSOLE_DOCUMENT } from './check-console.ts';
import { ask, PEOPLE, signIn, startConsoleWorld, type ConsoleWorld, type Visitor } from './console-world.ts';

let world: ConsoleWorld;
let operator: Visitor;
let member: Visitor;
beforeAll(async () => {
  world = await startConsoleWorld('SQLite');
  [operator, member] = await Promise.all([signIn(world.origin, PEOPLE.operator), signIn(world.origin, PEOPLE.member)]);
});
afterAll(() => world.close());

const OPERATIONS = [SESSION_ROUTE, ...ROUTES].flatMap(({ path, ...methods }) => Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })));

test('it is valid OpenAPI 3.1, and all its references lead somewhere', async () => {
  const validator = new Validator();
  expect(await validator.validate({ ...structuredClone(CONSOLE_DOCUMENT) })).toEqual({ valid: true });
  const text = JSON.stringify(CONSOLE_DOCUMENT);
  const at = (pointer: string): unknown => pointer.split('/').reduce<unknown>((here, step) => (here as Record<string, unknown> | undefined)?.[step], CONSOLE_DOCUMENT);
  const lost = [...text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, pointer = '']) => pointer).filter((pointer) => at(pointer) === undefined);
  expect(lost).toEqual([]);
  expect(text).not.toContain('"$ref":"http');
  expect(new Set(OPERATIONS.map(({ operation }) => operation.id)).size).toBe(OPERATIONS.length);
});

test('it is told to anybody, and says nothing of the exchange', async () => {
  const { status, headers, text } = await ask(world.origin, '/openapi.json');
  expect([status, headers.get('content-type')]).toEqual([200, 'application/json']);
  expect(JSON.parse(text)).toEqual(CONSOLE_DOCUMENT);
  for (const name of Object.values(PEOPLE)) expect(text).not.toContain(name);
});

test.each(OPERATIONS.filter(({ operation }) => operation.for === 'operators').map(({ method, path }) => [method, path]))('what it says is for operators is there for nobody else: %s %s', async (method, path) => {
  const concrete = path.replaceAll(/\{\w+\}/g, 'x');
  const answer = method === 'GET' ? await member.get(`/api${concrete}`) : await member.send(method, `/api${concrete}`, { revision: 1, changes: [{ kind: 'agency', what: 'agency', key: 'x', subject: 'x', collection: 'x', rights: [] }], name: 'x', agency: 'x', disabled: true });
  expect([method, path, answer.status]).toEqual([method, path, 404]);
});

test('an answer that is otherwise than it tells is noticed', async () => {
  const { status, headers, text, json } = await operator.get('/api/session/');
  const asked = { method: 'GET', path: '/api/session/', body: undefined };
  expect(consoleFaults(asked, { status, headers, text })).toEqual([]);
  for (const changed of [{ ...json, more: 1 }, { ...json, is_operator: 'yes' }, { account: 'x' }]) {
    expect(consoleFaults(asked, { status, headers, text: JSON.stringify(changed) })).toHaveLength(1);
  }
  expect(consoleFaults(asked, { status: 201, headers, text })).toHaveLength(1);
  expect(consoleFaults({ ...asked, path: '/api/no-such/' }, { status, headers, text })).toHaveLength(1);
});
