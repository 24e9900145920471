// Collections and a collection: GET /{api-root}/collections/ and …/{id}/ (TAXII 2.1, 5.1 and 5.2)
import { readCatalogue } from '../../collections/catalogue/read-catalogue.ts';
import { publish } from './conversation.ts';
import { startExchange, type RunningExchange } from './running-exchange.ts';
import { indicator } from './stix-objects.ts';
import { DEEP, HIDDEN, MAIN, MIXED } from './test-catalogue.ts';

let exchange: RunningExchange;
beforeAll(async () => {
  exchange = await startExchange();
});
afterAll(() => exchange.close());

const STIX21 = 'application/stix+json;version=2.1';
const STIX20 = 'application/stix+json;version=2.0';

describe('GET collections', () => {
  test('T-5.1-01, T-5.2.1-01 answers 200 with every collection that the client may see, whole', async () => {
    const { status, json } = await exchange.as('both').get('/one/collections/');
    expect(status).toBe(200);
    const rights = { can_read: true, can_write: true };
    expect(json).toEqual({
      collections: [
        { id: HIDDEN, title: 'Hidden', alias: 'hidden', ...rights, media_types: [STIX21] },
        {
          id: MAIN,
          title: 'Main',
          alias: 'main',
          description: "Everyone's rights differ here",
          ...rights,
          media_types: [STIX21],
        },
        { id: MIXED, title: 'Mixed', alias: 'mixed', ...rights, media_types: [STIX20, STIX21] },
      ],
    });
  });

  test.each([
    ['reader', true, false],
    ['writer', false, true],
  ])('T-5.1-01, T-5.2.1-01 tells %s of main only, can_read %s and can_write %s', async (agency, canRead, canWrite) => {
    const { collections } = (await exchange.as(agency).get('/one/collections/')).json;
    expect(collections).toEqual([expect.objectContaining({ id: MAIN, can_read: canRead, can_write: canWrite })]);
  });

  test('T-3.3-02 gives the collections in the same order every time: by id, not as they were declared', async () => {
    for (let time = 0; time < 5; time += 1) {
      const { collections } = (await exchange.as('both').get('/one/collections/')).json;
      const ids: string[] = collections.map(({ id }: { id: string }) => id);
      expect(ids).toEqual(ids.toSorted());
    }
  });

  test('T-3.3-02 keeps the order when the catalogue names the collections in another', async () => {
    const before = (await exchange.as('both').get('/one/collections/')).json;
    await exchange.changeCatalogue((catalogue) => ({
      ...catalogue,
      apiRoots: catalogue.apiRoots.map((root) => ({ ...root, collections: root.collections.toReversed() })),
    }));
    expect((await exchange.as('both').get('/one/collections/')).json).toEqual(before);
  });

  test.each(['limit=1', 'limit=0', 'match[id]=x', 'added_after=nonsense', 'next=x'])(
    'T-3.5-05, T-5.1-01 knows no parameters: ?%s gives the whole list',
    async (query) => {
      const { status, json } = await exchange.as('both').get(`/one/collections/?${query}`);
      expect(status).toBe(200);
      expect(json.collections).toHaveLength(3);
    },
  );

  test('T-5-01, T-5.1.1-01 is an empty object on an API root without collections', async () => {
    await exchange.changeCatalogue((catalogue) => ({
      ...catalogue,
      apiRoots: [...catalogue.apiRoots, { path: 'empty', title: 'Empty', maxContentLength: 1000, collections: [] }],
    }));
    const { status, json } = await exchange.as('both').get('/empty/collections/');
    expect(status).toBe(200);
    expect(json).toEqual({});
  });
});

describe('GET a collection', () => {
  test('T-5.2-01, T-5.2.1-01 answers 200 with its resource, the same that the list has', async () => {
    const { status, json } = await exchange.as('both').get(`/one/collections/${MIXED}/`);
    expect(status).toBe(200);
    const listed = (await exchange.as('both').get('/one/collections/')).json.collections;
    expect(listed).toContainEqual(json);
    expect(json.id).toBe(MIXED);
  });

  test.each([
    ['both', true, true],
    ['reader', true, false],
    ['writer', false, true],
  ])('T-5.2.1-01 computes the rights for %s: can_read %s, can_write %s', async (agency, canRead, canWrite) => {
    const { json } = await exchange.as(agency).get(`/one/collections/${MAIN}/`);
    expect(json).toMatchObject({ can_read: canRead, can_write: canWrite });
  });

  test.each([
    ['an unknown id', '/one/collections/4f1c2d3e-5a6b-4c7d-8e9f-0a1b2c3d4e5f/'],
    ['something that is no id', '/one/collections/nonsense/'],
    ['the title', '/one/collections/Main/'],
    ['the alias in another case', '/one/collections/MAIN/'],
    ['the id of a collection of another API root', `/one/collections/${DEEP}/`],
    ['an unknown API root', `/nowhere/collections/${MAIN}/`],
  ])('T-5.2-01 %s is 404', async (_, path) => {
    expect((await exchange.as('both').get(path)).status).toBe(404);
  });

  test('T-5.2-01, T-B-04 a collection without any right is 404, word for word as one that is not there', async () => {
    const [hidden, unknown] = await Promise.all([
      exchange.as('reader').get(`/one/collections/${HIDDEN}/`),
      exchange.as('reader').get('/one/collections/4f1c2d3e-5a6b-4c7d-8e9f-0a1b2c3d4e5f/'),
    ]);
    expect(hidden.status).toBe(404);
    expect({ ...hidden.json, error_id: '' }).toEqual({ ...unknown.json, error_id: '' });
  });

  test('T-5.2.1-06 media_types names all that the collection takes, and is there for every collection', async () => {
    const { collections } = (await exchange.as('both').get('/one/collections/')).json;
    const types = Object.fromEntries(
      collections.map(({ id, media_types }: { id: string; media_types: string[] }) => [id, media_types]),
    );
    expect(types).toEqual({ [HIDDEN]: [STIX21], [MAIN]: [STIX21], [MIXED]: [STIX20, STIX21] });
  });
});

describe('an alias', () => {
  test('T-5.2.1-03 answers like the id, and the body has the real id', async () => {
    const client = exchange.as('both');
    const byAlias = await client.get('/one/collections/mixed/');
    expect(byAlias.json).toEqual((await client.get(`/one/collections/${MIXED}/`)).json);
    expect(byAlias.json.id).toBe(MIXED);
  });

  test('T-5.2.1-02 may be that of a collection of another API root, and means the one of its own', async () => {
    const client = exchange.as('both');
    expect((await client.get('/one/collections/main/')).json.id).toBe(MAIN);
    expect((await client.get('/deep/two/collections/main/')).json.id).toBe(DEEP);
  });

  test.each([
    ['an alias twice in one API root', 'alias: main', 'alias: main'],
    ["another collection's id", `alias: main`, `alias: ${MAIN}`],
  ])('T-5.2.1-02 can never be %s: no such catalogue comes into force', (_, first, second) => {
    const declared = `discovery: { title: T }
api_roots:
  - path: one
    title: One
    collections: [{ id: ${MAIN}, title: A, ${first} }, { id: ${HIDDEN}, title: B, ${second} }]
`;
    expect(() => readCatalogue(declared, 'catalogue.yaml')).toThrow(/alias/);
  });

  test.each(['manifest/', 'objects/', 'objects/OBJECT/', 'objects/OBJECT/versions/', ''])(
    'T-5.2.1-04 stands for the id in …/main/%s',
    async (rest) => {
      const client = exchange.as('both');
      const object = indicator();
      await publish(client, '/one/collections/main/', object);
      const path = rest.replace('OBJECT', object.id);
      const [byAlias, byId] = [
        await client.get(`/one/collections/main/${path}`),
        await client.get(`/one/collections/${MAIN}/${path}`),
      ];
      expect(byAlias.status).toBe(200);
      expect(byAlias.json).toEqual(byId.json);
    },
  );

  test('T-5.2.1-04 stands for the id in DELETE as well', async () => {
    const client = exchange.as('both');
    const object = indicator();
    await publish(client, `/one/collections/${MAIN}/`, object);
    expect((await client.delete(`/one/collections/main/objects/${object.id}/`)).status).toBe(200);
    expect((await client.get(`/one/collections/${MAIN}/objects/${object.id}/`)).status).toBe(404);
  });

  test('T-5.2.1-04 has the rights of its collection, no others', async () => {
    expect((await exchange.as('reader').get('/one/collections/hidden/')).status).toBe(404);
    expect((await exchange.as('writer').get('/one/collections/main/objects/')).status).toBe(403);
  });
});

describe('rights that change', () => {
  test('T-5.2.1-01 a right of the agency and a right of its group go together', async () => {
    await exchange.changeCatalogue((catalogue) => ({
      ...catalogue,
      grants: [...catalogue.grants, { agency: 'reader', collection: MAIN, rights: ['write'] }],
    }));
    const { json } = await exchange.as('reader').get(`/one/collections/${MAIN}/`);
    expect(json).toMatchObject({ can_read: true, can_write: true });
  });

  test('T-5.2.1-01, T-1.6.9-04 a right that is taken away is gone with the next request', async () => {
    const path = `/one/collections/${MAIN}/`;
    expect((await exchange.as('writer').get(path)).status).toBe(200);
    await exchange.changeCatalogue((catalogue) => ({
      ...catalogue,
      grants: catalogue.grants.filter(({ agency }) => agency !== 'writer'),
    }));
    expect((await exchange.as('writer').get(path)).status).toBe(404);
  });
});

test('T-2-02 no catalogue can name a collection by anything but a UUID of version 4', () => {
  for (const id of ['nonsense', '5a0d1f3c-6c1e-1f0a-9c51-0a3f1f0c2b11', 'x-mitre-collection--1']) {
    const declared = `discovery: { title: T }\napi_roots: [{ path: one, title: O, collections: [{ id: ${id}, title: A }] }]`;
    expect(() => readCatalogue(declared, 'catalogue.yaml')).toThrow(/id/);
  }
});
