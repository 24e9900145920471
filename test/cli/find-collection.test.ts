// From a URL and a name to one collection, wherever its API root stands, or a sentence that says what there is.
import { readCredentials } from '../../cli/credentials.ts';
import { findCollection } from '../../cli/find-collection.ts';
import { startScripted, type Asked, type Reply, type ScriptedServer } from './scripted-server.ts';

const ID = '0e7f5c9a-2b44-4a7d-8a51-7f1d3b9c6e22';
const servers: ScriptedServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

const collection = (id: string, alias?: string): object => ({ id, title: id, can_read: true, can_write: true, ...(alias && { alias }) });
const root = (length: unknown = 1000): Reply => ({ body: { title: 'Root', versions: ['application/taxii+json;version=2.1'], max_content_length: length } });

/** A server whose resources are these, by path. */
async function serving(resources: Record<string, Reply>): Promise<ScriptedServer> {
  const server = await startScripted(({ path }: Asked) => resources[path] ?? { status: 404, body: { title: 'Not found' } });
  servers.push(server);
  return server;
}

const TWO_ROOTS = {
  '/taxii2/': { body: { title: 'D', api_roots: ['/one/', '/deep/two'] } },
  '/one/': root(1000),
  '/one/collections/': { body: { collections: [collection('first', 'both'), collection(ID, 'here')] } },
  '/deep/two/': root(2000),
  '/deep/two/collections/': { body: { collections: [collection('second', 'both')] } },
};

test.each([
  ['the server', '', ID, '/one/collections/0e7f5c9a-2b44-4a7d-8a51-7f1d3b9c6e22/', 1000],
  ['the server', '/', 'here', '/one/collections/0e7f5c9a-2b44-4a7d-8a51-7f1d3b9c6e22/', 1000],
  ['its discovery', '/taxii2/', 'second', '/deep/two/collections/second/', 2000],
  ['its discovery without the slash', '/taxii2', 'second', '/deep/two/collections/second/', 2000],
  ['an API root', '/deep/two/', 'both', '/deep/two/collections/second/', 2000],
  ['an API root without the slash', '/one', 'both', '/one/collections/first/', 1000],
])('%s (%s) and %s lead to the collection', async (_what, path, name, expected, maxContentLength) => {
  const { client, origin } = await serving(TWO_ROOTS);
  const found = await findCollection(client(), new URL(`${origin}${path}`), name);
  expect(found.url.href).toBe(`${origin}${expected}`);
  expect(found.maxContentLength).toBe(maxContentLength);
});

test.each<[string, string, Record<string, Reply>, RegExp]>([
  ['no such collection', 'nothing', {}, /has no collection "nothing" for this account: there are both, here, both\.$/],
  ['an alias in two API roots', 'both', {}, /"both" is a collection in http:\S+\/one\/ and http:\S+\/deep\/two\/; name one of these API roots instead/],
  ['no API roots', ID, { '/taxii2/': { body: { title: 'D' } } }, /this account sees no collection there\.$/],
  ['API roots that are no list', ID, { '/taxii2/': { body: { title: 'D', api_roots: 5 } } }, /this account sees no collection there\.$/],
  ['collections that are no list', ID, { '/one/collections/': { body: { collections: { id: ID } } } }, /there are both\.$/],
  ['something else than a server', ID, { '/taxii2/': { body: { objects: [] } } }, /is no discovery and no API root: name the server/],
  ['a collection', ID, { '/taxii2/': { body: collection(ID) } }, /is no discovery and no API root: name the server, and the collection by --collection/],
  ['an API root without a length', ID, { '/one/': root('many') }, /says no max_content_length/],
  ['wrong credentials for one root', 'second', { '/one/collections/': { status: 401 } }, /does not accept this account name and password/],
  ['a name that a terminal would obey', 'x', { '/one/collections/': { body: { collections: [collection('\u001b[31m')] } } }, /there are \\u001b\[31m, both\.$/],
])('%s is told', async (_what, name, changes, expected) => {
  const { client, origin } = await serving({ ...TWO_ROOTS, ...changes });
  await expect(findCollection(client(), new URL(origin), name)).rejects.toThrow(expected);
});

test('an API root that is closed to the account hides no other, and is named when nothing is found', async () => {
  const closed = { '/one/collections/': { status: 403, body: { title: 'Forbidden' } } };
  const { client, origin } = await serving({ ...TWO_ROOTS, ...closed });
  expect((await findCollection(client(), new URL(origin), 'both')).url.pathname).toBe('/deep/two/collections/second/');
  await expect(findCollection(client(), new URL(origin), ID)).rejects.toThrow(/there are both\.\n\S+\/one\/collections\/ answers 403 \(Forbidden\)\./);
});

test('an API root on another host is asked last, once, and without credentials', async () => {
  const other = await serving({ '/far/': root(3000), '/far/collections/': { body: { collections: [collection(ID, 'far'), collection('second')] } } });
  const gone = await serving({});
  await gone.close();
  const discovery = { body: { title: 'D', api_roots: [`${other.origin}/far/`, `${gone.origin}/gone/`, '/deep/two/'] } };
  const { client, origin } = await serving({ ...TWO_ROOTS, '/taxii2/': discovery });

  expect((await findCollection(client(), new URL(origin), 'second')).root.origin).toBe(origin);
  expect(other.asked).toHaveLength(0);

  const found = await findCollection(client(), new URL(origin), 'far');
  expect(found.url.href).toBe(`${other.origin}/far/collections/${ID}/`);
  expect(other.asked.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined]);

  await expect(findCollection(client({ firstPause: 60_000 }), new URL(origin), 'none')).rejects.toThrow(
    new RegExp(`there are both, far, second\\.\\n${gone.origin} can't be reached \\(ECONNREFUSED\\)\\.$`),
  );
});

describe('credentials', () => {
  const environment = { LIAISON_USER: 'eve', LIAISON_PASSWORD: 'of eve' };
  test.each<[string, string, { user?: string }, Record<string, string>, object | undefined]>([
    ['nobody', 'https://h/', {}, {}, undefined],
    ['a password for nobody', 'https://h/', {}, { LIAISON_PASSWORD: 'x' }, undefined],
    ['by the environment', 'https://h/', {}, environment, { user: 'eve', password: 'of eve' }],
    ['by --user', 'https://h/', { user: 'bob' }, { LIAISON_PASSWORD: 'of bob' }, { user: 'bob', password: 'of bob' }],
    ['by the URL, before the environment', 'https://al:of%20al@h/', {}, environment, { user: 'al', password: 'of al' }],
    ['a name in the URL, a password in the environment', 'https://al@h/', {}, { LIAISON_PASSWORD: 'of al' }, { user: 'al', password: 'of al' }],
    ['--user, not the other one in the URL', 'https://al:of-al@h/', { user: 'bob' }, { LIAISON_PASSWORD: 'of bob' }, { user: 'bob', password: 'of bob' }],
    ['--user and the same in the URL', 'https://al:of-al@h/', { user: 'al' }, environment, { user: 'al', password: 'of-al' }],
  ])('%s', async (_what, url, options, given, expected) => {
    expect(await readCredentials(new URL(url), options, given)).toEqual(expected);
  });

  test.each<[string, string, { user?: string }, RegExp]>([
    ['a name without a password', 'https://al@h/', {}, /wants an account: give --user, and its password in LIAISON_PASSWORD/],
    ['a password without a name', 'https://:pw@h/', {}, /wants an account/],
    ['a broken escape', 'https://al:50%zz@h/', {}, /has a % that begins no %XX escape/],
  ])('%s is told, without the password', async (_what, url, options, expected) => {
    const message = await readCredentials(new URL(url), options, {}).then(String, (error: Error) => error.message);
    expect(message).toMatch(expected);
    expect(message).not.toMatch(/pw|50/);
  });
});
