// The catalogue over the console's API: what operators change entry by entry, what that would do, and what is refused.
import { randomUUID } from 'node:crypto';
import { describeMongo } from '../engines/describe-mongodb.ts';
import { BOTNETS, DESK, INDICATORS, PEOPLE, RESULTS, signIn, startConsoleWorld, type ConsoleAnswer, type ConsoleWorld, type StoreKind, type Visitor } from './console-world.ts';

const identity = (): string => `identity--${randomUUID()}`;

function catalogueSuite(kind: StoreKind): void {
  let world: ConsoleWorld;
  let operator: Visitor;
  let member: Visitor;
  let vendor: Visitor;
  beforeAll(async () => {
    world = await startConsoleWorld(kind);
    [operator, member, vendor] = await Promise.all([signIn(world.origin, PEOPLE.operator), signIn(world.origin, PEOPLE.member), signIn(world.origin, PEOPLE.vendor)]);
  });
  afterAll(() => world.close());

  const inForce = async () => (await operator.get('/api/catalogue/')).json;
  const preview = (...changes: readonly object[]): Promise<ConsoleAnswer> => operator.send('POST', '/api/catalogue/preview/', { changes });
  const put = async (changes: readonly object[], wishes: object = {}): Promise<ConsoleAnswer> =>
    operator.send('PUT', '/api/catalogue/', { revision: (await inForce()).revision, changes, ...wishes });
  const collectionIn = async (path: string, id: string) => {
    const root = (await inForce()).catalogue.api_roots.find((each: { path: string }) => each.path === path);
    return root.collections.find((each: { id: string }) => each.id === id);
  };

  test('a new agency, group, API root and collection are there at once, as declared, and in the audit log', async () => {
    const changes = [
      { what: 'agency', entry: { name: 'brunei', title: 'Brunei', identity: identity(), kind: 'member' } },
      { what: 'group', entry: { name: 'pacific', title: 'Pacific desk', agencies: ['brunei', PEOPLE.member] } },
      { what: 'api-root', entry: { path: 'pacific', title: 'Pacific', max_content_length: 1_048_576 } },
      { what: 'collection', api_root: 'pacific', entry: { title: 'Pacific watch', alias: 'watch', group: 'pacific', default_marking: 'amber', retention: { days: 90 } } },
    ];
    const { json: before } = await preview(...changes);
    expect(before.changes).toEqual(expect.arrayContaining(['+ agency brunei', '+ group pacific', '+ API root pacific', '+ collection pacific/watch']));
    expect([before.sights, before.going, before.accounts]).toEqual([[], [], []]);
    expect((await put(changes)).status).toBe(200);
    const { catalogue } = await inForce();
    const root = catalogue.api_roots.find(({ path }: { path: string }) => path === 'pacific');
    expect(root).toMatchObject({ title: 'Pacific', max_content_length: 1_048_576, collections: [{ title: 'Pacific watch', alias: 'watch', default_marking: 'amber', retention: { days: 90 } }] });
    const [{ id }] = root.collections;
    const grants = await operator.send('PUT', '/api/sharing/', { revision: (await inForce()).revision, changes: [{ kind: 'group', subject: 'pacific', collection: id, rights: ['read', 'write'] }] });
    expect(grants.status).toBe(200);
    const { json } = await world.taxii(PEOPLE.member).get('/pacific/collections/');
    expect(json.collections).toMatchObject([{ id, title: 'Pacific watch', can_read: true, can_write: true }]);
    const entries = (await operator.get('/api/audit/?kind=catalogue')).json.entries;
    expect(entries.at(-2)).toMatchObject({ kind: 'catalogue', by: `${PEOPLE.operator} (console)` });
    const accounts = await operator.send('POST', '/api/accounts/', { name: 'bandar', agency: 'brunei' });
    expect([accounts.status, typeof accounts.json.secret]).toEqual([200, 'string']);
  });

  test('where sharing changes, a preview tells who gains or loses sight of how much', async () => {
    const group = (await inForce()).catalogue.groups.find(({ name }: { name: string }) => name === 'asean');
    const without = { what: 'group', key: 'asean', entry: { ...group, agencies: group.agencies.filter((name: string) => name !== PEOPLE.member) } };
    const seen = (await member.get(`/api/collections/${BOTNETS}/`)).json.versions;
    expect(seen).toBeGreaterThan(10);
    const { json } = await preview(without);
    expect(json.sights).toContainEqual({ agency: PEOPLE.member, collection: BOTNETS, before: seen, after: 0 });
    expect(json.sights.map(({ agency }: { agency: string }) => agency)).not.toContain(PEOPLE.other);
    expect(json.changes).toContainEqual(`~ group asean`);
    expect((await member.get(`/api/collections/${BOTNETS}/`)).json.versions).toBe(seen);

    const unmarked = { type: 'infrastructure', spec_version: '2.1', id: `infrastructure--${randomUUID()}`, created: '2026-11-29T00:00:00.000Z', modified: '2026-11-29T00:00:00.000Z', name: 'Relay', infrastructure_types: ['botnet'] };
    expect((await world.taxii(PEOPLE.vendor).post(`/operations/collections/${BOTNETS}/objects/`, { objects: [unmarked] })).json.success_count).toBe(1);
    const botnets = await collectionIn('operations', BOTNETS);
    const strict = { what: 'collection', key: BOTNETS, entry: { ...botnets, default_marking: 'red', highest_marking: 'red' } };
    const { sights } = (await preview(strict)).json;
    const ofOther = sights.find(({ agency, collection }: { agency: string; collection: string }) => agency === PEOPLE.other && collection === BOTNETS);
    expect(ofOther.after).toBe(ofOther.before - 1);
  });

  test('an agency goes with its grants and memberships; whose accounts and sight go with it is told before', async () => {
    const { json } = await preview({ what: 'agency', key: PEOPLE.vendor });
    expect(json.accounts).toEqual([PEOPLE.vendor]);
    expect(json.changes).toEqual(expect.arrayContaining([`- agency ${PEOPLE.vendor}`, expect.stringMatching(/^- grant to agency kaspersky/)]));
    const seen = (await vendor.get(`/api/collections/${BOTNETS}/`)).json.versions;
    expect(json.sights).toContainEqual({ agency: PEOPLE.vendor, collection: BOTNETS, before: seen, after: 0 });
    const changes = [{ what: 'agency', entry: { name: 'passing', title: 'Passing', identity: identity(), kind: 'member' } }, { what: 'group', entry: { name: 'passers', title: 'Passers', agencies: ['passing'] } }];
    await put(changes);
    expect((await put([{ what: 'agency', key: 'passing' }])).status).toBe(200);
    const { catalogue } = await inForce();
    expect(catalogue.groups.find(({ name }: { name: string }) => name === 'passers').agencies).toEqual([]);
  });

  test('a collection that holds objects goes only with them, when that was said, and never while it is held', async () => {
    const going = { what: 'collection', key: RESULTS };
    const object = { type: 'note', spec_version: '2.1', id: `note--${randomUUID()}`, created: '2026-11-29T00:00:00.000Z', modified: '2026-11-29T00:00:00.000Z', content: 'x', object_refs: [identity()] };
    const published = await world.taxii(PEOPLE.operator).post(`/operations/collections/${RESULTS}/objects/`, { objects: [object] });
    expect(published.json.success_count).toBe(1);
    expect((await preview(going)).json.going).toEqual([{ collection: RESULTS, title: 'Operation results', versions: 1 }]);
    const refused = await put([going]);
    expect([refused.status, refused.json.error_code]).toEqual([422, 'not-possible']);
    await world.store.writer.hold({ collection: RESULTS, id: object.id, since: 1, by: 'a court', reason: 'under way' });
    const held = await put([going], { remove_objects: true });
    expect([held.status, held.json.description]).toEqual([422, expect.stringContaining('legal hold')]);
    await world.store.writer.unhold(RESULTS, object.id);
    expect((await put([going], { remove_objects: true })).status).toBe(200);
    expect((await operator.get(`/api/collections/${RESULTS}/`)).status).toBe(404);
    expect((await inForce()).catalogue.grants.filter(({ collection }: { collection: string }) => collection === RESULTS)).toEqual([]);
  });

  test('of two operators who looked at the same catalogue one is told that it has changed', async () => {
    const other = await signIn(world.origin, PEOPLE.operator);
    const { revision } = await inForce();
    const titled = (title: string) => ({ revision, changes: [{ what: 'group', key: 'europe', entry: { name: 'europe', title, agencies: [PEOPLE.other] } }] });
    const answers = await Promise.all([operator.send('PUT', '/api/catalogue/', titled('One')), other.send('PUT', '/api/catalogue/', titled('Two'))]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    expect(answers.find(({ status }) => status === 409)?.json.error_code).toBe('catalogue-changed');
    expect((await inForce()).revision).toBe(revision + 1);
  });

  test.each<[what: string, change: object, description: string | RegExp]>([
    ['a name that is taken', { what: 'agency', entry: { name: 'singapore', title: 'Other', identity: identity(), kind: 'member' } }, /"singapore" is already the name of an agency/],
    ['an identity that is none', { what: 'agency', entry: { name: 'x', title: 'X', identity: 'me', kind: 'member' } }, /^agency "X", identity must be the id of a STIX identity/],
    ['a kind that there isn\'t', { what: 'agency', entry: { name: 'x', title: 'X', identity: identity(), kind: 'guest' } }, /operator, member or vendor/],
    ['a key that there isn\'t', { what: 'agency', entry: { name: 'x', title: 'X', identity: identity(), kind: 'member', colour: 'red' } }, /colour is no key of an agency/],
    ['a member that is no agency', { what: 'group', entry: { name: 'x', title: 'X', agencies: ['nobody'] } }, /"nobody" is no agency of this catalogue/],
    ['members that are no list', { what: 'group', entry: { name: 'x', title: 'X', agencies: 5 } }, /must be a list of agencies' names/],
    ['an alias that is taken', { what: 'collection', api_root: 'operations', entry: { title: 'X', alias: 'botnet-infrastructure' } }, /is already the alias of a collection/],
    ['an aggregate of an aggregate', { what: 'collection', api_root: 'operations', entry: { title: 'X', aggregate: { of: [INDICATORS] } } }, /is an aggregate itself/],
    ['an aggregate that nothing would be left of', { what: 'collection', key: BOTNETS }, /aggregate.of must be a list of collections with at least one entry/],
    ['an API root that there isn\'t', { what: 'collection', api_root: 'nowhere', entry: { title: 'X' } }, /no API root "nowhere"/],
    ['a path that is ours', { what: 'api-root', entry: { path: 'console', title: 'X' } }, /must not begin with "console"/],
    ['what isn\'t there', { what: 'group', key: 'nobody' }, /there is no group "nobody" any more/],
    ['another name', { what: 'agency', key: 'singapore', entry: { name: 'temasek', title: 'Singapore', identity: identity(), kind: 'member' } }, /the name of what is there stays as it is/],
    ['no agency of one\'s own', { what: 'agency', key: PEOPLE.operator }, /Your own agency has to stay/],
  ])('what can\'t be is refused with the reason, in a preview as in earnest: %s', async (_, change, description) => {
    const { revision } = await inForce();
    for (const answer of [await preview(change), await put([change])]) {
      expect([answer.status, answer.json.description]).toEqual([422, expect.stringMatching(description)]);
    }
    expect((await inForce()).revision).toBe(revision);
  });

  test.each<[what: string, body: object]>([
    ['nothing', {}],
    ['no list', { revision: 1, changes: {} }],
    ['no change', { revision: 1, changes: [] }],
    ['no kind', { revision: 1, changes: [{ what: 'grant', key: 'x' }] }],
    ['neither key nor entry', { revision: 1, changes: [{ what: 'agency' }] }],
    ['an entry that is a list', { revision: 1, changes: [{ what: 'agency', entry: [] }] }],
    ['a change that is none', { revision: 1, changes: [null] }],
    ['too many', { revision: 1, changes: Array.from({ length: 51 }, () => ({ what: 'agency', key: 'x' })) }],
    ['a revision in words', { revision: 'one', changes: [{ what: 'agency', key: 'x' }] }],
  ])('a body that means nothing is 400: %s', async (_, body) => {
    expect((await operator.send('PUT', '/api/catalogue/', body)).status).toBe(400);
  });

  test('entries of any shape are refused, and nothing fails', async () => {
    const shapes: unknown[] = [null, 5, 'x', [], {}, [null], { of: 5 }, { of: [{}] }, { days: 'x' }, 'x'.repeat(10_000)];
    for (const shape of shapes) {
      for (const name of ['id', 'title', 'alias', 'aggregate', 'retention', 'media_types', 'group', 'allowed_types']) {
        const changes = [{ what: 'collection', api_root: 'operations', entry: { title: 'Shape', [name]: shape } }, { what: 'agency', key: PEOPLE.vendor }, { what: 'collection', key: DESK }];
        expect([200, 422]).toContain((await preview(...changes)).status);
      }
    }
  });

  test('for nobody but operators is there such a thing', async () => {
    const changes = [{ what: 'agency', key: PEOPLE.vendor }];
    for (const visitor of [member, vendor]) {
      expect((await visitor.get('/api/catalogue/')).status).toBe(404);
      expect((await visitor.send('POST', '/api/catalogue/preview/', { changes })).status).toBe(404);
      expect((await visitor.send('PUT', '/api/catalogue/', { revision: 1, changes })).status).toBe(404);
    }
  });
}

describe('on the embedded store', () => {
  catalogueSuite('SQLite');
});
describeMongo('on MongoDB', () => {
  catalogueSuite('MongoDB');
});
