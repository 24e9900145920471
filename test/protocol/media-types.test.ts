// Media types of requests and responses (TAXII 2.1, 1.6.8, 3.1; Appendix B), lenient and strict
import { publish } from './conversation.ts';
import { startExchange, TAXII, type RunningExchange } from './running-exchange.ts';
import { indicator } from './stix-objects.ts';
import { MAIN } from './test-catalogue.ts';

const MODES = ['lenient', 'strict'] as const;
type Statuses = readonly [lenient: number, strict: number];

const servers = new Map<string, RunningExchange>();
beforeAll(async () => {
  for (const negotiation of MODES) servers.set(negotiation, await startExchange({ settings: { negotiation } }));
});
afterAll(async () => {
  for (const server of servers.values()) await server.close();
});

const both = (mode: string) => {
  const server = servers.get(mode);
  if (server === undefined) throw new Error(`There is no ${mode} server.`);
  return server.as('both');
};
const objects = `/one/collections/${MAIN}/objects/`;

const ACCEPTS: readonly [requirement: string, accept: string | undefined, ...Statuses][] = [
  ['T-3.1-07, T-1.6.8.1-01, T-1.6.8.2-01', TAXII, 200, 200],
  ['T-3.1-06, T-3.1-07, T-1.6.8.2-02', 'application/taxii+json', 200, 200],
  ['T-3.1-07', 'application/taxii+json; version=2.1', 200, 200],
  ['T-3.1-07', 'application/taxii+json ;  version=2.1', 200, 200],
  ['T-3.1-07', '  application/taxii+json;version=2.1  ', 200, 200],
  ['T-3.1-07', 'application/taxii+json;version="2.1"', 200, 200],
  ['T-3.1-07', 'Application/TAXII+JSON;Version=2.1', 200, 200],
  ['T-3.1-07', 'application/taxii+json;version=2.1;q=0.1', 200, 200],
  ['T-3.1-07', 'application/taxii+json;q=0.001', 200, 200],
  ['T-3.1-07', 'text/html,application/taxii+json;version=2.1', 200, 200],
  ['T-3.1-07', 'application/taxii+json;version=2.1,text/html', 200, 200],
  ['T-3.1-07', 'application/taxii+json;version=2.0, application/taxii+json;version=2.1', 200, 200],
  ['T-3.1-07', 'application/vnd.oasis.taxii+json;version=2.0,application/taxii+json', 200, 200],
  ['T-3.1-07', 'nonsense, "quoted, comma";x=y, application/taxii+json;version=2.1', 200, 200],
  ['T-3.1-07', ',, application/taxii+json;version=2.1 ,', 200, 200],
  ['T-3.1-07', 'application/stix+json;version=2.1, application/taxii+json;version=2.1', 200, 200],
  ['T-3.1-07, T-1.6.7-01', 'application/taxii+json;version=2.1;charset=utf-8', 200, 200],
  ['T-3.1-09', '*/*', 200, 200],
  ['T-3.1-09', 'application/*', 200, 200],
  ['T-3.1-09', 'text/html, */*;q=0.1', 200, 200],
  ['T-3.1-09', 'application/json, text/plain, */*', 200, 200],
  ['T-3.1-09', 'application/json', 200, 406],
  ['T-3.1-09', 'text/html', 406, 406],
  ['T-3.1-09', 'text/*', 406, 406],
  ['T-3.1-09', 'application/xml', 406, 406],
  ['T-3.1-09', 'application/taxii+json;version=2.0', 406, 406],
  ['T-3.1-09', 'application/taxii+json;version=2.2', 406, 406],
  ['T-3.1-09', 'application/taxii+json;version=2.10', 406, 406],
  ['T-3.1-09', 'application/taxii+xml;version=2.1', 406, 406],
  ['T-3.1-09', 'text/taxii+json;version=2.1', 406, 406],
  ['T-3.1-09', 'application/taxii+json;version=2.1;q=0', 406, 406],
  ['T-3.1-09', 'application/taxii+json;q=0.000', 406, 406],
  ['T-3.1-09', 'application/taxii+json;q=0, */*', 406, 406],
  ['T-3.1-09', '*/*;q=0', 406, 406],
  ['T-3.1-09', 'nonsense', 406, 406],
  ['T-3.1-09', ';;;', 406, 406],
  ['T-3.1-09', 'application/taxii+json;version', 406, 406],
  ['T-B-05', 'application/vnd.oasis.taxii+json', 200, 200],
  ['T-B-05', 'application/vnd.oasis.taxii+json; version=2.1', 200, 200],
  ['T-B-05', 'application/vnd.oasis.taxii+json; version=2.0', 406, 406],
  ['T-3.1-11', undefined, 200, 406],
  ['T-3.1-11', '', 200, 406],
];

describe.each(MODES)('Accept, %s', (mode) => {
  test.each(
    ACCEPTS.map(([requirement, accept, ...statuses]) => [requirement, accept, statuses[MODES.indexOf(mode)]] as const),
  )('%s GET with Accept %s is %i', async (_, accept, status) => {
    const answer = await both(mode).get(objects, { accept });
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe(TAXII);
  });

  test('T-3.1-07 the one type that is served may stand behind hundreds of others', async () => {
    const { status } = await both(mode).get(objects, { accept: `${'text/nonsense;q=0.9, '.repeat(150)}${TAXII}` });
    expect(status).toBe(200);
  });

  test('T-3.1-07, T-3.6-01 an Accept that is too long to be looked at is 431, not 406', async () => {
    const { status, json } = await both(mode).get(objects, { accept: `${'"\\'.repeat(20_000)},${TAXII}` });
    expect(status).toBe(431);
    expect(json.description).toContain('Accept');
  });

  test('T-3.1-09, T-B-05 a 406 says which version is served', async () => {
    for (const accept of ['application/vnd.oasis.taxii+json; version=2.0', 'text/html']) {
      const { json } = await both(mode).get('/taxii2/', { accept });
      expect(json.description).toContain('2.1');
      expect(json.description).toContain(TAXII);
    }
  });
});

describe.each([
  ['discovery', '/taxii2/'],
  ['an API root', '/one/'],
  ['a status', '/one/status/STATUS/'],
  ['collections', '/one/collections/'],
  ['a collection', `/one/collections/${MAIN}/`],
  ['the manifest', `/one/collections/${MAIN}/manifest/`],
  ['objects', objects],
  ['an object', `${objects}OBJECT/`],
  ['versions', `${objects}OBJECT/versions/`],
])('every endpoint: %s', (_, path) => {
  test.each<[requirement: string, accept: string, status: number]>([
    ['T-3.1-07', TAXII, 200],
    ['T-3.1-07', 'application/taxii+json', 200],
    ['T-3.1-09', 'text/html', 406],
  ])('%s Accept %s is %i', async (_requirement, accept, status) => {
    const object = indicator();
    const { id } = await publish(both('strict'), `/one/collections/${MAIN}/`, object);
    const asked = path.replace('STATUS', id).replace('OBJECT', object.id);
    const answer = await both('strict').get(asked, { accept });
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe(TAXII);
  });
});

test.each(MODES)(
  'T-3.1-07 the STIX type that the standard names for the manifest is never refused there (%s)',
  async (mode) => {
    const path = `/one/collections/${MAIN}/manifest/`;
    expect((await both(mode).get(path, { accept: 'application/stix+json;version=2.1' })).status).toBe(200);
  },
);

test.each(MODES)(
  'T-3.1-05, T-5.7-01 DELETE negotiates like the rest, and its empty answer has the media type (%s)',
  async (mode) => {
    const object = indicator();
    await publish(both(mode), `/one/collections/${MAIN}/`, object);
    expect((await both(mode).delete(`${objects}${object.id}/`, { accept: 'text/html' })).status).toBe(406);
    const { status, headers } = await both(mode).delete(`${objects}${object.id}/`);
    expect({ status, type: headers['content-type'] }).toEqual({ status: 200, type: TAXII });
  },
);

const CONTENT_TYPES: readonly [requirement: string, type: string | undefined, ...Statuses][] = [
  ['T-3.1-08', TAXII, 202, 202],
  ['T-3.1-08, T-1.6.8.2-02', 'application/taxii+json', 202, 202],
  ['T-3.1-08', 'application/taxii+json; version=2.1', 202, 202],
  ['T-3.1-08', 'application/taxii+json ;version=2.1 ', 202, 202],
  ['T-3.1-08', 'application/taxii+json;version="2.1"', 202, 202],
  ['T-3.1-08', 'APPLICATION/TAXII+JSON;VERSION=2.1', 202, 202],
  ['T-3.1-08, T-1.6.7-01', 'application/taxii+json;version=2.1;charset=utf-8', 202, 202],
  ['T-3.1-08, T-1.6.7-01', 'application/taxii+json;charset="UTF-8";version=2.1', 202, 202],
  ['T-B-05', 'application/vnd.oasis.taxii+json; version=2.1', 202, 202],
  ['T-B-05', 'application/vnd.oasis.taxii+json', 202, 202],
  ['T-B-05', 'application/vnd.oasis.taxii+json; version=2.0', 415, 415],
  ['T-3.1-10', 'application/stix+json; version=2.1', 202, 415],
  ['T-3.1-10', 'application/vnd.oasis.stix+json; version=2.1', 202, 415],
  ['T-3.1-10', 'application/taxii+json;version=2.0', 415, 415],
  ['T-3.1-10', 'application/taxii+json;version=3.0', 415, 415],
  ['T-3.1-10', 'application/json', 415, 415],
  ['T-3.1-10', 'text/plain', 415, 415],
  ['T-3.1-10', 'application/x-www-form-urlencoded', 415, 415],
  ['T-3.1-10', 'multipart/form-data; boundary=x', 415, 415],
  ['T-3.1-10', '*/*', 415, 415],
  ['T-3.1-10', 'nonsense', 415, 415],
  ['T-3.1-10', '', 415, 415],
  ['T-3.1-10', undefined, 415, 415],
];

describe.each(MODES)('Content-Type, %s', (mode) => {
  test.each(
    CONTENT_TYPES.map(
      ([requirement, type, ...statuses]) => [requirement, type, statuses[MODES.indexOf(mode)]] as const,
    ),
  )('%s POST with Content-Type %s is %i', async (_, type, status) => {
    const object = indicator();
    const answer = await both(mode).post(objects, { objects: [object] }, { 'content-type': type });
    expect(answer.status).toBe(status);
    expect((await both(mode).get(`${objects}${object.id}/`)).status).toBe(status === 202 ? 200 : 404);
  });

  test('T-3.1-10, T-5.5-09 a 415 says what is taken', async () => {
    const { json } = await both(mode).post(objects, '{}', { 'content-type': 'text/plain' });
    expect(json.description).toContain(TAXII);
  });

  test.each(['application/json', 'text/plain', 'nonsense'])(
    'T-3.1-10 Content-Type %s on GET and DELETE is nobody’s business',
    async (type) => {
      const object = indicator();
      await publish(both(mode), `/one/collections/${MAIN}/`, object);
      expect((await both(mode).get(objects, { 'content-type': type })).status).toBe(200);
      expect((await both(mode).delete(`${objects}${object.id}/`, { 'content-type': type })).status).toBe(200);
    },
  );

  test('T-3.1-11 POST without Accept is served when lenient only', async () => {
    const { status } = await both(mode).post(objects, { objects: [indicator()] }, { accept: undefined });
    expect(status).toBe(mode === 'lenient' ? 202 : 406);
  });
});
