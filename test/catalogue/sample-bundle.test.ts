// The sample bundle: whole, consistent, and free of anything that could be taken for a real address.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readCatalogue } from '../../collections/catalogue/read-catalogue.ts';

type Members = Readonly<Record<string, unknown>>;

interface SampleObject extends Members {
  readonly id: string;
  readonly type: string;
}

const SAMPLE = new URL('../../cli/sample/', import.meta.url);

const text = readFileSync(new URL('bundle.json', SAMPLE), 'utf8');
const bundle = JSON.parse(text) as { type: string; id: string; objects: SampleObject[] };
const ids = new Set(bundle.objects.map(({ id }) => id));

/** STIX 2.1, 2.9: the namespace of deterministic ids. */
const NAMESPACE = '00abedb4-aa42-466c-9c01-fed23315a9b7';

/** The id contributing properties of the observables that the bundle has (STIX 2.1, 6). */
const CONTRIBUTING: Readonly<Record<string, string[]>> = {
  'domain-name': ['value'],
  'ipv4-addr': ['value'],
  'network-traffic': ['start', 'end', 'src_ref', 'dst_ref', 'src_port', 'dst_port', 'protocols', 'extensions'],
};

/** The TLP 2.0 marking definitions that the bundle uses, as everybody knows them. */
const TLP = new Map([
  ['marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487', ['TLP:CLEAR', 'clear']],
  ['marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb', ['TLP:GREEN', 'green']],
]);

const observables = bundle.objects.filter(({ type }) => type in CONTRIBUTING);
const others = bundle.objects.filter(({ type }) => !(type in CONTRIBUTING) && type !== 'marking-definition');

test('it is a STIX 2.1 bundle of 30 to 45 objects', () => {
  expect(bundle).toEqual({ type: 'bundle', id: expect.stringMatching(/^bundle--/), objects: expect.any(Array) });
  expect(bundle.objects.length).toBeGreaterThanOrEqual(30);
  expect(bundle.objects.length).toBeLessThanOrEqual(45);
});

test('no two objects have one id', () => {
  expect(bundle.objects.map(({ id }) => id)).toEqual([...ids]);
});

test.each(bundle.objects.map((object) => [object.id, object] as const))('%s is named after its type', (id, object) => {
  expect(id.startsWith(`${object.type}--`)).toBe(true);
  expect(object['spec_version']).toBe('2.1');
});

test.each(observables.map((object) => [object.id, object] as const))('%s is what its content gives', (id, object) => {
  const names = (CONTRIBUTING[object.type] ?? []).filter((name) => name in object).toSorted();
  const content = names.map((name) => `${JSON.stringify(name)}:${JSON.stringify(object[name])}`).join(',');
  expect(id).toBe(`${object.type}--${uuidV5(`{${content}}`)}`);
});

test.each([...others.map(({ id }) => id), bundle.id])('%s is a random id', (id) => {
  expect(id).toMatch(/--[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('every reference is to an object of the bundle', () => {
  const references = bundle.objects.flatMap((object) => referencesIn(object));
  expect(references.length).toBeGreaterThan(100);
  expect(references.filter((id) => !ids.has(id))).toEqual([]);
});

test('the TLP markings are the ones that everybody knows, and every other object is marked', () => {
  const markings = bundle.objects.filter(({ id }) => TLP.has(id));
  expect(markings.map(({ id, name, extensions }) => [id, [name, levelIn(extensions)]])).toEqual([...TLP]);
  for (const object of [...others, ...observables]) {
    const marked = object['object_marking_refs'] as string[];
    expect(marked.filter((id) => TLP.has(id))).toHaveLength(1);
  }
});

test.each([
  ['created', 'modified'],
  ['first_seen', 'last_seen'],
  ['first_observed', 'last_observed'],
  ['valid_from', 'valid_until'],
  ['start', 'end'],
])('%s is before %s, with three digits behind the second', (earlier, later) => {
  const pairs = bundle.objects.filter((object) => later in object).map((object) => [object[earlier], object[later]]);
  expect(pairs).not.toEqual([]);
  for (const [one, other] of pairs) {
    expect([one, other]).toEqual(Array(2).fill(expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)));
    expect(String(one) <= String(other)).toBe(true);
    if (earlier === 'valid_from') expect(one).not.toBe(other);
  }
});

test('its addresses and domain names are those kept for documentation', () => {
  const addresses = text.match(/\b\d{1,3}(?:\.\d{1,3}){3}\b/g) ?? [];
  expect(addresses.length).toBeGreaterThan(0);
  expect(addresses.filter((address) => !/^(?:192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$/.test(address))).toEqual([]);
  const domains = observables.filter(({ type }) => type === 'domain-name').map(({ value }) => String(value));
  expect(domains.filter((domain) => !domain.endsWith('.example'))).toEqual([]);
  expect((text.match(/https?:\/\/[^/"']+/g) ?? []).filter((url) => !url.endsWith('.example'))).toEqual([]);
});

test('its organisations are agencies of the sample catalogue', () => {
  const { agencies } = readCatalogue(readFileSync(new URL('catalogue.yaml', SAMPLE), 'utf8'), 'catalogue.yaml');
  const titles = new Map(agencies.map(({ identity, title }) => [identity, title]));
  const identities = bundle.objects.filter(({ type }) => type === 'identity');
  expect(identities.length).toBeGreaterThan(1);
  for (const { id, name } of identities) expect(titles.get(id)).toContain(name);
});

test('its reports tell of the two operations, and together of every object that is no marking', () => {
  const reports = bundle.objects.filter(({ type }) => type === 'report');
  expect(reports.map(({ name }) => name)).toEqual([
    'The takedown of the Simda botnet, April 2015',
    'The ASEAN cybercrime operation of 2017',
  ]);
  const told = new Set(reports.flatMap((report) => [report.id].concat(report['object_refs'] as string[])));
  expect([...others, ...observables].filter(({ id }) => !told.has(id))).toEqual([]);
});

test('it has every kind of object that a newcomer should meet', () => {
  const types = new Set(bundle.objects.map(({ type }) => type));
  const wanted = ['identity', 'location', 'campaign', 'malware', 'infrastructure', 'indicator', 'observed-data'];
  const more = ['sighting', 'relationship', 'course-of-action', 'note', 'report', 'marking-definition'];
  expect([...wanted, ...more].filter((type) => !types.has(type))).toEqual([]);
});

function referencesIn(value: unknown, key = ''): string[] {
  if (typeof value === 'string') return /_refs?$/.test(key) ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((entry) => referencesIn(entry, key));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => referencesIn(member, name));
}

function levelIn(extensions: unknown): unknown {
  const [extension] = Object.values((extensions ?? {}) as Record<string, Members>);
  return extension?.['tlp_2_0'];
}

// RFC 9562, 5.5.
function uuidV5(name: string): string {
  const digest = createHash('sha1').update(Buffer.from(NAMESPACE.replaceAll('-', ''), 'hex')).update(name).digest();
  const bytes = digest.subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
