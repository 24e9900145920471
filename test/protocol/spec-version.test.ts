// STIX 2.0 beside 2.1: match[spec_version] and what holds without it (TAXII 2.1, 3.4.1; T-5.5-07)
import { datesIn, namesAt, publish } from './conversation.ts';
import { startExchange, type Client, type RunningExchange } from './running-exchange.ts';
import {
  identity,
  indicator,
  indicator20,
  instant,
  ipv4Address,
  malware,
  statementMarking,
  versionOf,
} from './stix-objects.ts';
import { MIXED } from './test-catalogue.ts';

const mixed = `/one/collections/${MIXED}/`;

let exchange: RunningExchange;
let both: Client;

/** Has versions of both STIX versions: 2.0 at steps 1 and 9, 2.1 at steps 3 and 5. */
const shared = indicator();
const [old, current, address, marking] = [indicator20(), malware(), ipv4Address('198.51.100.80'), statementMarking()];
const oldVersion = (step: number) => indicator20({ id: shared.id, modified: instant(step) });

beforeAll(async () => {
  exchange = await startExchange();
  both = exchange.as('both');
  await publish(both, mixed, oldVersion(1), versionOf(shared, 3), old, current);
  await publish(both, mixed, versionOf(shared, 5), oldVersion(9), address, marking);
});
afterAll(() => exchange.close());

const LABELS: Readonly<Record<string, string>> = {
  [old.id]: 'old',
  [current.id]: 'current',
  [address.id]: 'address',
  [marking.id]: 'marking',
};
const label = (name: string): string => {
  const [id = '', version] = name.split(' ');
  const step = [1, 3, 5, 9].find((candidate) => instant(candidate) === version);
  return LABELS[id] ?? `shared@${step}`;
};
const found = async (query: string) => (await namesAt(both, `${mixed}objects/?${query}`)).map(label);

test.each<[requirement: string, query: string, expected: string[]]>([
  ['T-3.4.1-05, T-3.4.1-17', '', ['old', 'current', 'shared@5', 'address', 'marking']],
  ['T-3.4.1-05', 'match[version]=all', ['shared@3', 'old', 'current', 'shared@5', 'address', 'marking']],
  ['T-3.4.1-05, T-3.4.1-17', 'match[version]=first', ['shared@3', 'old', 'current', 'address', 'marking']],
  ['T-3.4.1-02, T-3.4.1-03', 'match[spec_version]=2.1', ['current', 'shared@5', 'address', 'marking']],
  ['T-3.4.1-02, T-3.4.1-03, T-3.4.1-17', 'match[spec_version]=2.0', ['old', 'shared@9']],
  ['T-3.4.1-03', 'match[spec_version]=2.0&match[version]=all', ['shared@1', 'old', 'shared@9']],
  ['T-3.4.1-03, T-3.4.1-17', 'match[spec_version]=2.0&match[version]=first', ['shared@1', 'old']],
  [
    'T-3.4.1-03',
    'match[spec_version]=2.1&match[version]=all',
    ['shared@3', 'current', 'shared@5', 'address', 'marking'],
  ],
  [
    'T-3.4.1-02',
    'match[spec_version]=2.0,2.1&match[version]=all',
    ['shared@1', 'shared@3', 'old', 'current', 'shared@5', 'shared@9', 'address', 'marking'],
  ],
  ['T-3.4.1-02, T-3.4.1-17', 'match[spec_version]=2.0,2.1', ['old', 'current', 'shared@9', 'address', 'marking']],
  [
    'T-3.4.1-02, T-3.4.1-17',
    'match[spec_version]=2.1,2.0&match[version]=first',
    ['shared@1', 'old', 'current', 'address', 'marking'],
  ],
  ['T-3.4.1-03', `match[spec_version]=2.0&match[version]=${instant(3)}`, []],
  ['T-3.4.1-03', `match[spec_version]=2.1&match[version]=${instant(3)}`, ['shared@3']],
  ['T-3.4.1-04', 'match[spec_version]=3.0', []],
  ['T-3.4.1-04', 'match[spec_version]=3.0,2.0', ['old', 'shared@9']],
  ['T-3.4.1-03', 'match[spec_version]=2.1&match[type]=indicator', ['shared@5']],
])('%s objects with ?%s', async (_, query, expected) => {
  expect(await found(query)).toEqual(expected);
});

test('T-3.4.1-05, T-3.4.1-03 the manifest tells the same', async () => {
  for (const query of ['', 'match[spec_version]=2.0', 'match[spec_version]=2.0,2.1&match[version]=all']) {
    const [objects, manifest] = [
      await both.get(`${mixed}objects/?${query}`),
      await both.get(`${mixed}manifest/?${query}`),
    ];
    const idsOf = (list: { id: string }[]) => list.map(({ id }) => id);
    expect(idsOf(manifest.json.objects)).toEqual(idsOf(objects.json.objects));
  }
});

test.each<[requirement: string, query: string, steps: number[]]>([
  ['T-3.4.1-05, T-5.8-04', '', [3, 5]],
  ['T-5.8-04', 'match[spec_version]=2.0', [1, 9]],
  ['T-5.8-04', 'match[spec_version]=2.0,2.1', [1, 3, 5, 9]],
])('%s versions with ?%s', async (_, query, steps) => {
  expect((await both.get(`${mixed}objects/${shared.id}/versions/?${query}`)).json.versions).toEqual(steps.map(instant));
});

test('T-5.5-07, T-5.5-14 objects of STIX 2.0 come back as they were published, without a spec_version', async () => {
  const { objects } = (await both.get(`${mixed}objects/${old.id}/`)).json;
  expect(objects).toEqual([old]);
});

test('T-5.5-06, T-5.3.1-06 one id and version in both STIX versions are two items', async () => {
  const collection = await exchange.newCollection({
    mediaTypes: ['application/stix+json;version=2.0', 'application/stix+json;version=2.1'],
  });
  const object = indicator();
  await publish(both, collection, object, indicator20({ id: object.id }));
  const { objects } = (await both.get(`${collection}manifest/?match[spec_version]=2.0,2.1&match[version]=all`)).json;
  expect(objects.map(({ media_type }: { media_type: string }) => media_type)).toEqual([
    'application/stix+json;version=2.1',
    'application/stix+json;version=2.0',
  ]);
});

test('T-3.4.1-05 an object that comes in a later STIX version is served in that one from then on', async () => {
  const collection = await exchange.newCollection({
    mediaTypes: ['application/stix+json;version=2.0', 'application/stix+json;version=2.1'],
  });
  const object = indicator({ modified: instant(1) });
  await publish(both, collection, indicator20({ id: object.id, modified: instant(2) }));
  expect(await namesAt(both, `${collection}objects/`)).toEqual([`${object.id} ${instant(2)}`]);
  await publish(both, collection, object);
  expect(await namesAt(both, `${collection}objects/`)).toEqual([`${object.id} ${instant(1)}`]);
  await both.delete(`${collection}objects/${object.id}/?match[spec_version]=2.1`);
  expect(await namesAt(both, `${collection}objects/`)).toEqual([`${object.id} ${instant(2)}`]);
});

test('T-5.5-13 a collection of STIX 2.0 alone refuses 2.1', async () => {
  const collection = await exchange.newCollection({ mediaTypes: ['application/stix+json;version=2.0'] });
  const { status } = await both.post(`${collection}objects/`, { objects: [identity()] });
  expect(status).toBe(422);
  await publish(both, collection, indicator20());
  expect((await datesIn(both, collection)).size).toBe(1);
});
