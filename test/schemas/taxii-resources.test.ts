// The TAXII resource schemas and rules: what passes, what doesn't, and what the fault says (TAXII 2.1, 2 to 7).
import { readFileSync } from 'node:fs';
import { parseSync, type TsInterfaceDeclaration } from '@swc/core';
import { checkTaxiiResource, TAXII_RESOURCES, type TaxiiResource } from '../../schemas/taxii/resources.ts';

const SCHEMAS = new URL('../../schemas/taxii/', import.meta.url);

const UUID = '0c1f4a3e-6a8f-4d0c-9b57-2f6f3f1f9d11';
const OTHER_UUID = '5d3b9c77-14a6-4f0e-8a3d-9a6e6c0f2b42';
const TIMESTAMP = '2024-02-29T08:00:00.000001Z';
const STIX_ID = 'indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f';
const VERSION = '2024-02-29T08:00:00.000Z';
const TAXII = 'application/taxii+json;version=2.1';

type Members = Readonly<Record<string, unknown>>;

const collection = { id: UUID, title: 'Indicators', can_read: true, can_write: false };
const otherCollection = { ...collection, id: OTHER_UUID };
const record = { id: STIX_ID, date_added: TIMESTAMP, version: VERSION };
const details = { id: STIX_ID, version: VERSION };

/** The smallest valid resource of each kind. */
const SMALLEST = {
  discovery: { title: 'An exchange' },
  'api-root': { title: 'A root', versions: [TAXII], max_content_length: 1 },
  collections: {},
  collection,
  envelope: {},
  manifest: {},
  'manifest-record': record,
  status: { id: UUID, status: 'pending', total_count: 0, success_count: 0, failure_count: 0, pending_count: 0 },
  'status-details': details,
  versions: {},
  error: { title: 'Not found' },
} as const satisfies Record<TaxiiResource, Members>;

/** Each resource with every property that it can have. */
const LARGEST = {
  discovery: {
    title: 'An exchange',
    description: 'For member agencies',
    contact: 'desk@exchange.example',
    default: '/members/',
    api_roots: ['/', '/members/', '/a/b/', 'https://taxii.example/api1/', 'https://taxii.example:443/'],
  },
  'api-root': {
    title: 'A root',
    description: 'For members',
    versions: ['application/vnd.oasis.taxii+json; version=2.0', TAXII],
    max_content_length: 104_857_600,
  },
  collections: { collections: [collection, { ...otherCollection, alias: 'members' }] },
  collection: {
    ...collection,
    description: 'Indicators of botnets',
    alias: 'botnets',
    media_types: ['application/stix+json;version=2.0', 'application/stix+json;version=2.1'],
  },
  envelope: { more: true, next: '1', objects: [{ type: 'indicator', id: STIX_ID, anything: { else: [] } }] },
  manifest: { more: true, next: '1', objects: [record, { ...record, date_added: '2024-02-29T08:00:00.000002Z' }] },
  'manifest-record': { ...record, media_type: 'application/stix+json;version=2.1' },
  status: {
    id: UUID,
    status: 'pending',
    request_timestamp: TIMESTAMP,
    total_count: 3,
    success_count: 1,
    successes: [details],
    failure_count: 1,
    failures: [{ ...details, message: 'the pattern ends too early' }],
    pending_count: 1,
    pendings: [details],
  },
  'status-details': { ...details, message: 'is kept already' },
  versions: { more: true, next: '1', versions: [VERSION, '2024-03-01T00:00:00.000Z'] },
  error: {
    title: 'Not found',
    description: 'There is no such collection.',
    error_id: UUID,
    error_code: 'not-found',
    http_status: '404',
    external_details: 'https://exchange.example/errors#not-found',
    details: { Any: { JSON: ['object', null, 1.5] } },
  },
} as const satisfies Record<TaxiiResource, Members>;

describe.each(TAXII_RESOURCES)('T-8.2.1-06 the resource %s', (resource) => {
  test('is valid with nothing but what is required', () => {
    expect(checkTaxiiResource(resource, SMALLEST[resource])).toEqual([]);
  });

  test('is valid with everything that the standard defines', () => {
    expect(checkTaxiiResource(resource, LARGEST[resource])).toEqual([]);
  });

  test('T-7.1.1-01 may carry a custom property of any value', () => {
    const value = { ...SMALLEST[resource], x_example_com_score: { Any: [1] } };
    expect(checkTaxiiResource(resource, value)).toEqual([]);
  });

  test.each([
    ['T-7.1.1-02 an upper-case letter', 'x_Score'],
    ['T-7.1.1-02 a hyphen', 'x_a-b'],
    ['T-7.1.1-02 a letter beyond ASCII', 'x_größe'],
    ['T-7.1.1-03 two characters', 'x_'],
    ['T-7.1.1-03 251 characters', `x_${'a'.repeat(249)}`],
    ['T-7.1.1-05 no prefix x_', 'score'],
    ['T-3.8-01 a standard name in another case', 'Title'],
    ['a name that is a path', 'x_a/b~c'],
  ])('may not carry a custom property whose name has %s', (_, name) => {
    const pointer = `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    expect(checkTaxiiResource(resource, { ...SMALLEST[resource], [name]: 1 })).toEqual([
      { pointer, message: expect.stringContaining('is no property of this resource') },
    ]);
  });

  test('T-7.1.1-03 may carry custom properties whose names have 3 and 250 characters', () => {
    const value = { ...SMALLEST[resource], x_a: 1, [`x_${'a'.repeat(248)}`]: 1 };
    expect(checkTaxiiResource(resource, value)).toEqual([]);
  });

  test.each([[null], [[]], ['text'], [1], [true]])('is an object, not %j', (value) => {
    expect(checkTaxiiResource(resource, value)).toEqual([{ pointer: '', message: 'must be an object' }]);
  });

  test('T-3.8-02 has every property that is required', () => {
    expect(Object.keys(SMALLEST[resource]).toSorted()).toEqual(requiredOf(resource).toSorted());
    for (const missing of requiredOf(resource)) {
      const value = Object.fromEntries(Object.entries(SMALLEST[resource]).filter(([name]) => name !== missing));
      expect(checkTaxiiResource(resource, value)).toEqual([
        { pointer: '', message: `the required property "${missing}" is missing` },
      ]);
    }
  });
});

const UNDATED = 'must be a UTC timestamp with six fraction digits and Z, such as 2024-01-31T08:00:00.000000Z';
const NO_UUID = 'must be a random UUID (version 4) in lower case';
const NO_COUNT = 'must be an integer from 0 to 9007199254740991';
const NO_LENGTH = 'must be an integer from 1 to 9007199254740991';
const NO_ROOT = 'must be an https:// URL or a path that starts with one slash, ending in a slash and without query';
const EMPTY_LIST = 'must have at least one entry, or be left out where it is optional';
const EMPTY_TEXT = 'must be a string with at least one character';
const NO_STATUS = 'must be a string of three digits from "400" to "599"';
const NO_VERSION = 'must be a TAXII media type with its version, such as application/taxii+json;version=2.1';
const NO_VERSION_PROPERTY = 'the required property "version" is missing';
const NO_MEDIA_TYPE = 'must be a media type such as application/stix+json;version=2.1';
const NO_STIX_ID = 'must be a STIX identifier, object type and UUID joined by two hyphens';
const NO_STIX_TYPE = 'must be the type of a STIX object: lower-case letters, digits and hyphens, and not bundle';

/**
 * Requirement, resource, what is changed in the largest valid one, and the one fault that this makes. What a resource
 * can't show by itself, such as an answer's order or whose rights it tells, has its tests at the server.
 */
const INVALID: [requirement: string, TaxiiResource, change: Members, pointer: string, message: string][] = [
  ['T-2-01', 'collection', { can_read: 'true' }, '/can_read', 'must be true or false'],
  ['T-2-01', 'manifest', { more: 1, next: undefined }, '/more', 'must be true or false'],
  ['T-2-02', 'collection', { id: 'botnets' }, '/id', NO_UUID],
  ['T-2-02', 'collection', { id: '0c1f4a3e-6a8f-1d0c-9b57-2f6f3f1f9d11' }, '/id', NO_UUID],
  ['T-2-02', 'status', { id: '0c1f4a3e-6a8f-4d0c-cb57-2f6f3f1f9d11' }, '/id', NO_UUID],
  ['T-2-02', 'status', { id: UUID.toUpperCase() }, '/id', NO_UUID],
  ['T-2-03', 'api-root', { max_content_length: 2 ** 53 }, '/max_content_length', NO_LENGTH],
  ['T-2-03', 'api-root', { max_content_length: 1.5 }, '/max_content_length', NO_LENGTH],
  ['T-2-04', 'versions', { versions: [VERSION, 1] }, '/versions/1', EMPTY_TEXT],
  ['T-2-04', 'collection', { media_types: [null] }, '/media_types/0', NO_MEDIA_TYPE],
  ['T-2-05', 'discovery', { api_roots: [], default: undefined }, '/api_roots', EMPTY_LIST],
  ['T-2-06', 'collections', { collections: [] }, '/collections', EMPTY_LIST],
  ['T-2-06', 'collection', { media_types: [] }, '/media_types', EMPTY_LIST],
  ['T-2-06', 'status', { successes: [] }, '/successes', EMPTY_LIST],
  ['T-2-08', 'status', { request_timestamp: '2024-02-29T08:00:00.000Z' }, '/request_timestamp', UNDATED],
  ['T-2-08', 'manifest-record', { date_added: '2024-02-29T08:00:00.0000001Z' }, '/date_added', UNDATED],
  ['T-2-08', 'manifest-record', { date_added: '2024-02-29 08:00:00.000001Z' }, '/date_added', UNDATED],
  ['T-2-08', 'manifest-record', { date_added: '2023-02-29T08:00:00.000001Z' }, '/date_added', UNDATED],
  ['T-2-08', 'manifest-record', { date_added: 1_709_193_600 }, '/date_added', UNDATED],
  ['T-2-09', 'manifest-record', { date_added: '2024-02-29T08:00:00.000001+00:00' }, '/date_added', UNDATED],
  ['T-8.2.1-06', 'manifest', { objects: [LARGEST.manifest.objects[1], record] }, '/objects/1/date_added',
    'must be later than that of the record before'],
  ['T-8.2.1-06', 'manifest', { objects: [record, record] }, '/objects/1/date_added',
    'must be later than that of the record before'],
  ['T-3.5-02', 'manifest', { more: false }, '/more', 'must be true, because there is a next'],
  ['T-3.5-02', 'versions', { more: undefined }, '', '"next" is there, but "more" is missing'],
  ['T-3.6.1-01', 'error', { title: '' }, '/title', EMPTY_TEXT],
  ['T-3.6.1-01', 'error', { external_details: 'somewhere' }, '/external_details', 'must be an absolute URL'],
  ['T-3.6.1-02', 'error', { http_status: 404 }, '/http_status', NO_STATUS],
  ['T-3.6.1-02', 'error', { http_status: '200' }, '/http_status', NO_STATUS],
  ['T-3.6.1-03', 'error', { details: [] }, '/details', 'must be an object'],
  ['T-3.7-02', 'envelope', { objects: [{ type: 'bundle', id: STIX_ID }] }, '/objects/0/type', NO_STIX_TYPE],
  ['T-3.7-02', 'envelope', { objects: [{ type: 'indicator', id: 'indicator' }] }, '/objects/0/id', NO_STIX_ID],
  ['T-3.7-02', 'envelope', { objects: [{ type: 'indicator' }] }, '/objects/0', 'the required property "id" is missing'],
  ['T-3.7-02', 'envelope', { objects: ['{}'] }, '/objects/0', 'must be an object'],
  ['T-3.7-03', 'envelope', { next: 1 }, '/next', EMPTY_TEXT],
  ['T-3.7-03', 'envelope', { next: '' }, '/next', EMPTY_TEXT],
  ['T-3.7-03', 'envelope', { more: false }, '/more', 'must be true, because there is a next'],
  ['T-2-06', 'envelope', { objects: [] }, '/objects', EMPTY_LIST],
  ['T-4.1.1-01', 'discovery', { title: null }, '/title', EMPTY_TEXT],
  ['T-4.1.1-02', 'discovery', { default: '/elsewhere/' }, '/default', 'must be one of the entries of "api_roots"'],
  ['T-4.1.1-02', 'discovery', { api_roots: undefined }, '/default', 'must be one of the entries of "api_roots"'],
  ['T-4.1.1-04', 'discovery', { api_roots: ['/members/', 'http://taxii.example/'] }, '/api_roots/1', NO_ROOT],
  ['T-4.1.1-04', 'discovery', { api_roots: ['/members/', 'https:///'] }, '/api_roots/1', NO_ROOT],
  ['T-8.2.1-06', 'discovery', { api_roots: ['/members/', 'https://taxii.example/api1'] }, '/api_roots/1', NO_ROOT],
  ['T-4.1.1-05', 'discovery', { api_roots: ['/members/', 'api1/'] }, '/api_roots/1', NO_ROOT],
  ['T-4.1.1-06', 'discovery', { api_roots: ['/members/', '//taxii.example/'] }, '/api_roots/1', NO_ROOT],
  ['T-4.1.1-06', 'discovery', { api_roots: ['/members/', '../api1/'] }, '/api_roots/1', NO_ROOT],
  ['T-4.1.1-07', 'discovery', { api_roots: ['/members/', '/api1/?a=b/'] }, '/api_roots/1', NO_ROOT],
  ['T-4.2.1-01', 'api-root', { title: 1 }, '/title', EMPTY_TEXT],
  ['T-4.2.1-02', 'api-root', { versions: [TAXII, 'application/taxii+json'] }, '/versions/1', NO_VERSION],
  ['T-4.2.1-02', 'api-root', { versions: [TAXII, 'taxii-2.0'] }, '/versions/1', NO_VERSION],
  ['T-4.2.1-03', 'api-root', { versions: ['application/taxii+json;version=2.2'] }, '/versions',
    `must be a list that names ${TAXII}`],
  ['T-4.2.1-04', 'api-root', { max_content_length: 0 }, '/max_content_length', NO_LENGTH],
  ['T-4.2.1-04', 'api-root', { max_content_length: '1' }, '/max_content_length', NO_LENGTH],
  ['T-4.3.1-01', 'status', { status: 'done' }, '/status', 'must be "complete" or "pending"'],
  ['T-4.3.1-01', 'status', { status: 'complete' }, '/status', 'must not be "complete" while pending_count is above 0'],
  ['T-4.3.1-02', 'status', { failure_count: -1 }, '/failure_count', NO_COUNT],
  ['T-4.3.1-02', 'status', { total_count: null }, '/total_count', NO_COUNT],
  ['T-4.3.1-03', 'status', { ...SMALLEST.status, status: 'complete', successes: undefined, failures: undefined,
    pendings: undefined }, '/status', 'must not be "complete" while total_count is 0'],
  ['T-4.3.1-04', 'status', { total_count: 4 }, '/total_count',
    'must be the sum of success_count, failure_count and pending_count, 3'],
  ['T-4.3.1-04', 'status', { successes: [details, details] }, '/successes',
    'must have as many entries as success_count says, 1, or be left out'],
  ['T-4.3.1-04', 'status', { failures: [details, details] }, '/failures',
    'must have as many entries as failure_count says, 1, or be left out'],
  ['T-4.3.1-04', 'status', { pendings: [details, details] }, '/pendings',
    'must have as many entries as pending_count says, 1, or be left out'],
  ['T-4.3.1-10', 'status', { failures: [{ id: STIX_ID }] }, '/failures/0', NO_VERSION_PROPERTY],
  ['T-4.3.1-10', 'status', { pendings: [{ id: STIX_ID }] }, '/pendings/0', NO_VERSION_PROPERTY],
  ['T-3.8-02', 'collection', { can_write: undefined }, '', 'the required property "can_write" is missing'],
  ['T-5.2.1-02', 'collections', { collections: [{ ...collection, alias: 'a' }, { ...otherCollection, alias: 'a' }] },
    '/collections/1/alias', 'must not be the alias or id of another collection'],
  ['T-5.2.1-02', 'collections', { collections: [{ ...collection, alias: OTHER_UUID }, otherCollection] },
    '/collections/0/alias', 'must not be the alias or id of another collection'],
  ['T-5.2.1-02', 'collections', { collections: [collection, collection] },
    '/collections/1/id', 'must not be the id of a collection before'],
  ['T-8.2.1-06', 'collection', { media_types: ['stix 2.1'] }, '/media_types/0', NO_MEDIA_TYPE],
  ['T-2-06', 'manifest', { objects: [] }, '/objects', EMPTY_LIST],
  ['T-8.2.1-06', 'manifest-record', { media_type: '' }, '/media_type', NO_MEDIA_TYPE],
  ['T-2-06', 'versions', { versions: [] }, '/versions', EMPTY_LIST],
];

test.each(INVALID)('%s the resource %s is refused with %j: %s %s', (_, resource, change, pointer, message) => {
  const changed = Object.entries({ ...LARGEST[resource], ...change }).filter(([, value]) => value !== undefined);
  expect(checkTaxiiResource(resource, Object.fromEntries(changed))).toEqual([{ pointer, message }]);
});

describe('T-3.6.1-02 http_status', () => {
  test('is the status of the response', () => {
    expect(checkTaxiiResource('error', LARGEST.error, 404)).toEqual([]);
  });

  test('is refused beside another status of the response', () => {
    expect(checkTaxiiResource('error', LARGEST.error, 403)).toEqual([
      { pointer: '/http_status', message: 'must be the status of the response, "403"' },
    ]);
  });

  test('may be absent', () => {
    expect(checkTaxiiResource('error', SMALLEST.error, 403)).toEqual([]);
  });
});

test('every fault of a resource is told, not only the first', () => {
  const successes = [{ id: STIX_ID, version: '' }];
  const faults = checkTaxiiResource('status', { ...LARGEST.status, id: 1, status: 1, successes });
  expect(faults.map(({ pointer }) => pointer).toSorted()).toEqual(['/id', '/status', '/successes/0/version']);
});

/** The schema for which an interface of types.ts stands. */
const INTERFACES: Record<string, TaxiiResource> = {
  Discovery: 'discovery',
  ApiRoot: 'api-root',
  Collection: 'collection',
  Collections: 'collections',
  ManifestRecord: 'manifest-record',
  Manifest: 'manifest',
  StatusDetails: 'status-details',
  Status: 'status',
  Versions: 'versions',
  TaxiiError: 'error',
};

describe('the interfaces in types.ts', () => {
  const declared = readInterfaces();

  test('are one for each resource that the server builds', () => {
    expect([...declared.keys()].toSorted()).toEqual(Object.keys(INTERFACES).toSorted());
  });

  test.each(Object.entries(INTERFACES))('%s has the properties of %s.json, optional alike', (name, resource) => {
    const required = requiredOf(resource);
    const properties = Object.keys(schemaOf(resource).properties);
    expect(declared.get(name)).toEqual(properties.map((property) => [property, required.includes(property)]));
  });
});

interface ResourceSchema {
  readonly properties: Members;
  readonly required?: readonly string[];
}

function schemaOf(resource: TaxiiResource): ResourceSchema {
  return JSON.parse(readFileSync(new URL(`${resource}.json`, SCHEMAS), 'utf8')) as ResourceSchema;
}

function requiredOf(resource: TaxiiResource): readonly string[] {
  return schemaOf(resource).required ?? [];
}

/** The interfaces that types.ts declares: their properties in order, and whether each is required. */
function readInterfaces(): Map<string, [property: string, isRequired: boolean][]> {
  const { body } = parseSync(readFileSync(new URL('types.ts', SCHEMAS), 'utf8'), { syntax: 'typescript' });
  const interfaces = body
    .map((item) => (item.type === 'ExportDeclaration' ? item.declaration : item))
    .filter((item): item is TsInterfaceDeclaration => item.type === 'TsInterfaceDeclaration');
  return new Map(interfaces.map(({ id, body }) => [id.value, body.body.flatMap((member) =>
    member.type === 'TsPropertySignature' && member.key.type === 'Identifier'
      ? [[member.key.value, !member.optional] as [string, boolean]]
      : [])]));
}
