// GET {api-root}/me/: who the asker is, and what they may and see.
import { startExchange, TAXII, type RunningExchange } from '../protocol/running-exchange.ts';
import type { Catalogue, CollectionEntry } from '../../schemas/catalogue/catalogue.ts';
import { ALL, CLOSED_MARKING, FEED, FROZEN, HIDDEN_PART, identityOf, OPEN_MARKING, releaseCatalogue } from './release-catalogue.ts';

let exchange: RunningExchange;
beforeAll(async () => {
  exchange = await startExchange();
});
beforeEach(() => exchange.changeCatalogue(releaseCatalogue));
afterAll(() => exchange.close());

// oxlint-disable-next-line typescript/no-explicit-any -- tests look into it
async function me(account: string): Promise<any> {
  const { status, json } = await exchange.as(account).get('/desk/me/');
  expect(status).toBe(200);
  return json;
}

const SIGHT = expect.stringMatching(/^[0-9a-f]{16}$/);

test('the whole of it, for a reader with a clearance of its own', async () => {
  expect(await me('reader')).toEqual({
    account: 'reader',
    agency: { name: 'reader', title: 'The reader', identity: identityOf('reader'), kind: 'member' },
    groups: [{ name: 'desk', title: 'The desk' }],
    collections: [
      { id: FEED, alias: 'feed', title: 'Feed', can_read: true, can_write: false, clearance: 'green', sight: SIGHT },
      {
        id: ALL,
        alias: 'all',
        title: 'All',
        can_read: true,
        can_write: false,
        clearance: 'red',
        sight: SIGHT,
        parts: [{ id: FEED, alias: 'feed', title: 'Feed', clearance: 'green' }],
      },
    ],
    markings: { levels: ['clear', 'green', 'amber', 'amber+strict', 'red'], releasable: [OPEN_MARKING] },
  });
});

test('who may only write has neither clearance nor sight there', async () => {
  const { collections, ...rest } = await me('writer');
  expect(collections).toEqual([
    { id: FEED, alias: 'feed', title: 'Feed', can_read: false, can_write: true },
    { id: FROZEN, alias: 'frozen', title: 'Frozen', can_read: true, can_write: true, clearance: 'green', sight: SIGHT },
  ]);
  expect(rest.markings.releasable).toEqual([CLOSED_MARKING]);
  expect(rest).not.toHaveProperty('groups');
});

test('clearance is by group membership where the grant does not say; through an aggregate at most its ceiling', async () => {
  const { collections } = await me('both');
  const clearances = Object.fromEntries(collections.map(({ id, clearance }: { id: string; clearance: string }) => [id, clearance]));
  expect(clearances).toMatchObject({ [FEED]: 'amber', [FROZEN]: 'green', [ALL]: 'red' });
  const { parts } = collections.find(({ id }: { id: string }) => id === ALL);
  expect(parts.map(({ id, clearance }: { id: string; clearance: string }) => [id, clearance])).toEqual([
    [FEED, 'amber'],
    [HIDDEN_PART, 'green'],
  ]);
});

test('of markings that are closed to the asker, and of counts, nothing is told', async () => {
  expect(JSON.stringify(await me('reader'))).not.toContain(CLOSED_MARKING);
  expect(JSON.stringify(await me('both'))).not.toContain(OPEN_MARKING);
});

test('an agency that sees nothing under the API root does not find it', async () => {
  expect((await exchange.as('neither').get('/desk/me/')).status).toBe(404);
  expect((await exchange.anonymous.get('/desk/me/')).status).toBe(401);
});

test('it is answered without the final slash, to HEAD, and with 405 and 406', async () => {
  const both = exchange.as('both');
  const head = await both.send('HEAD', '/desk/me');
  expect([head.status, head.headers['content-type']]).toEqual([200, TAXII]);
  const post = await both.post('/desk/me/', {});
  expect([post.status, post.headers.allow]).toEqual([405, 'GET, HEAD']);
  expect((await both.get('/desk/me/', { accept: 'text/html' })).status).toBe(406);
});

describe('sight', () => {
  async function sights(account: string): Promise<Record<string, string>> {
    const { collections } = await me(account);
    return Object.fromEntries(collections.map(({ id, sight }: { id: string; sight: string }) => [id, sight]));
  }

  const changes: [what: string, changes: (catalogue: Catalogue) => Catalogue, seen: string[]][] = [
    ['nothing', (catalogue) => catalogue, []],
    ['a title', (catalogue) => inCollection(catalogue, FEED, { title: 'Other' }), []],
    ['the default marking of a part', (catalogue) => inCollection(catalogue, FEED, { defaultMarking: 'amber' }), [FEED, ALL]],
    ['a ceiling', (catalogue) => inCollection(catalogue, ALL, { aggregate: { of: [FEED], highestMarking: 'red' } }), [ALL]],
    ['another agency\'s clearance', (catalogue) => withClearance(catalogue, 'both'), []],
    ['its clearance', (catalogue) => withClearance(catalogue, 'reader'), [FEED, ALL]],
    ['who a marking is releasable to', (catalogue) => ({ ...catalogue, releasability: [] }), [FEED, ALL]],
  ];

  test.each(changes)('a change of %s changes it where it is worth asking again', async (_, change, seen) => {
    const before = await sights('reader');
    await exchange.changeCatalogue(change);
    const after = await sights('reader');
    expect(Object.keys(after).filter((id) => after[id] !== before[id])).toEqual(seen);
  });

  test('two agencies never have the same, so that nobody compares', async () => {
    expect((await sights('both'))[FEED]).not.toBe((await sights('reader'))[FEED]);
  });
});

function inCollection(catalogue: Catalogue, id: string, changed: Partial<CollectionEntry>): Catalogue {
  return {
    ...catalogue,
    apiRoots: catalogue.apiRoots.map((root) => ({
      ...root,
      collections: root.collections.map((entry) => (entry.id === id ? { ...entry, ...changed } : entry)),
    })),
  };
}

function withClearance(catalogue: Catalogue, agency: string): Catalogue {
  return {
    ...catalogue,
    grants: catalogue.grants.map((grant) =>
      grant.agency === agency && grant.collection === FEED ? { ...grant, clearance: 'red' as const } : grant,
    ),
  };
}
