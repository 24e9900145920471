// Hostile objects: answered with findings, in time that grows with their size and no faster (P8).
import { checkObject } from '../../../schemas/stix/check-object.ts';
import type { JsonObject, JsonValue } from '../../../schemas/stix/json.ts';
import { MOST_FINDINGS } from '../../../schemas/stix/report.ts';
import { processorTime } from '../../processor-time.ts';
import { example, idOf, observableIdOf } from './examples.ts';

const DEFINITION = 'extension-definition--';

const FILE = { type: 'file', id: observableIdOf('file'), name: 'a' };

function many<Value>(size: number, make: (index: number) => Value): Value[] {
  return Array.from({ length: size }, (_, index) => make(index));
}

function members(size: number, make: (index: number) => readonly [string, JsonValue]): JsonObject {
  return Object.fromEntries(many(size, make));
}

function uuid(index: number): string {
  return `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
}

function deep(depth: number, wrap: (value: JsonValue) => JsonValue): JsonValue {
  let value: JsonValue = 1;
  for (let level = 0; level < depth; level += 1) value = wrap(value);
  return value;
}

/** Objects that grow with a size, each in a way that a careless check would answer in quadratic time or worse. */
const GROWING: Readonly<Record<string, (size: number) => JsonObject>> = {
  'custom properties': (size) => ({ ...example('identity'), ...members(size, (index) => [`x_${index}`, index]) }),
  'impossible names': (size) => ({ ...example('identity'), ...members(size, (index) => [`X ${index}`, null]) }),
  'extensions and properties': (size) => ({
    ...example('identity'),
    ...members(size, (index) => [`x_${index}`, index]),
    extensions: members(size, (index) => [
      `${DEFINITION}${uuid(index)}`,
      { extension_type: 'property-extension', a_b: 1 },
    ]),
  }),
  'wrong extensions': (size) => example('identity', { extensions: members(size, (index) => [`${index}`, {}]) }),
  'wrong entries of a list': (size) => example('identity', { roles: many(size, () => 5) }),
  'wrong references': (size) => example('note', { object_refs: many(size, () => 'x') }),
  'good references': (size) => example('note', { object_refs: many(size, (index) => `campaign--${uuid(index)}`) }),
  'external references': (size) =>
    example('identity', { external_references: many(size, () => ({ source_name: 'a' })) }),
  'members that nobody knows': (size) =>
    example('identity', {
      external_references: [{ source_name: 'a', description: 'b', ...members(size, (index) => [`a_${index}`, 1]) }],
    }),
  selectors: (size) =>
    example('identity', { granular_markings: [{ lang: 'en', selectors: many(size, (index) => `roles.[${index}]`) }] }),
  'one long selector': (size) =>
    example('identity', { granular_markings: [{ lang: 'en', selectors: ['name.a'.repeat(size)] }] }),
  'granular markings': (size) =>
    example('identity', { granular_markings: many(size, () => ({ selectors: ['name'], lang: 'en' })) }),
  hashes: (size) => example('file', { hashes: members(size, (index) => [`x_${index}`, 'a']) }),
  'words outside a vocabulary': (size) => example('identity', { sectors: many(size, (index) => `sector-${index}`) }),
  translations: (size) =>
    example('language-content', { contents: { de: members(size, (index) => [`a_${index}`, ['a', '']]) } }),
  'bad languages': (size) =>
    example('language-content', { contents: members(size, (index) => [`de_${index}`, { name: 'x' }]) }),
  'observed objects': (size) =>
    example('observed-data', {
      object_refs: undefined,
      objects: members(size, (index) => [
        `${index}`,
        { type: 'ipv4-addr', value: '198.51.100.7', resolves_to_refs: [`${index + 1}`] },
      ]),
    }),
  'objects in a bundle': (size) =>
    example('bundle', { objects: many(size, (index) => ({ type: 'identity', id: `identity--${uuid(index % 7)}` })) }),
  'registry values': (size) => example('windows-registry-key', { values: many(size, () => ({ data_type: 'REG_X' })) }),
  'protocols in capitals': (size) => example('network-traffic', { protocols: many(size, () => 'TCP') }),
  'a long identifier': (size) => example('identity', { id: `${'a-'.repeat(size)}${idOf('identity')}` }),
  'a long timestamp': (size) => example('identity', { modified: `2024-01-31T08:00:00.${'0'.repeat(size)}1Z` }),
  'a long kill chain': (size) =>
    example('tool', {
      kill_chain_phases: [{ kill_chain_name: 'a-'.repeat(size), phase_name: `${'a-'.repeat(size)}a` }],
    }),
  'a long CVE identifier': (size) =>
    example('identity', {
      external_references: [{ source_name: 'cve', external_id: `CVE-2024-${'1'.repeat(size)}x` }],
    }),
  'a long extension key': (size) => example('mutex', { extensions: { [`x-${'a-'.repeat(size)}ext`]: { a_b: 1 } } }),
  'a long payload': (size) => example('artifact', { payload_bin: 'AAAA'.repeat(size), hashes: undefined }),
  'a long pattern': (size) =>
    example('indicator', { pattern: `[${many(size, (i) => `file:size = ${i}`).join(' OR ')}]` }),
  'a long custom string': (size) => example('identity', { x_example_hex: 'ab'.repeat(size) }),
  'a long socket option': (size) =>
    example('network-traffic', {
      extensions: { 'socket-ext': { address_family: 'AF_INET', options: { [`SO${'_A'.repeat(size)}!`]: 1 } } },
    }),
};

function millisecondsFor(object: JsonObject): number {
  return processorTime(() => {
    expect(checkObject(object).length).toBeLessThanOrEqual(MOST_FINDINGS + 1);
  });
}

describe.each(Object.entries(GROWING))('P8: %s', (_, make) => {
  test('a hundred times as many take no more than linear time', () => {
    const [small, large] = [make(300), make(30_000)];
    millisecondsFor(small);
    const short = Math.max(1, millisecondsFor(small));
    // Ten times the share leaves room for the garbage collector; quadratic time would be a hundred times.
    expect(millisecondsFor(large)).toBeLessThan(Math.max(short * 100 * 10, 1000));
  });
});

describe('P8: depth', () => {
  const SHAPES: readonly (readonly [string, (value: JsonValue) => JsonObject])[] = [
    ['a custom property', (value) => example('identity', { x_example: value })],
    ['an extension', (value) => ({ ...FILE, extensions: { 'x-example-a-ext': { a_b: value } } })],
    ['a predefined extension', (value) => ({ ...FILE, extensions: { 'pdf-ext': { x_example: value } } })],
    ['a translation', (value) => example('language-content', { contents: { de: { name: value } } })],
    ['a definition', (value) => example('marking-definition', { definition_type: 'x-a', definition: { a_b: value } })],
    [
      'a container',
      (value) =>
        example('observed-data', { object_refs: undefined, objects: { '0': { type: 'file', name: 'a', a_b: value } } }),
    ],
    ['a property that is text', (value) => example('identity', { name: value })],
    ['a bundle', (value) => example('bundle', { objects: [{ type: 'x-a', a_b: value }] })],
    ['hashes', (value) => ({ ...FILE, hashes: { a_b: value } })],
    [
      'registry values',
      (value) => ({
        type: 'windows-registry-key',
        id: observableIdOf('windows-registry-key'),
        values: [{ name: value }],
      }),
    ],
  ];

  test.each(SHAPES)('100,000 levels in %s are answered', (_, shape) => {
    for (const wrap of [(value: JsonValue) => [value], (value: JsonValue) => ({ a_b: value })]) {
      expect(() => checkObject(shape(deep(100_000, wrap)))).not.toThrow();
    }
  });
});

describe('P8: findings', () => {
  test('of thousands of mistakes, 50 are told and the rest counted', () => {
    const findings = checkObject(example('identity', { roles: many(1000, () => 5) }));
    expect(findings).toHaveLength(51);
    expect(findings.at(-1)).toMatchObject({ code: 'more-errors', level: 'error', pointer: '' });
    expect(findings.at(-1)?.message).toBe('950 more findings are left out, 950 of them errors');
  });

  test('no number of hints hides an error', () => {
    const custom = members(100, (index) => [`x_example_${index}`, 1]);
    const late = example('report', { granular_markings: [{ selectors: ['nothing'], lang: 'en' }] });
    const findings = checkObject({ ...custom, ...late });
    expect(findings.filter(({ level }) => level === 'error').map(({ code }) => code)).toEqual(['selector-target']);
    expect(findings).toHaveLength(51);
    expect(findings.at(-1)).toMatchObject({ code: 'more-hints', level: 'hint' });
    expect(findings.at(-1)?.message).toBe('51 more findings are left out, 0 of them errors');
  });

  test('of the mistakes of an object of 2,000 values and more, the first is told', () => {
    const findings = checkObject(example('identity', { roles: many(2_500, () => 5), labels: 'x' }));
    expect(findings.map(({ code }) => code)).toEqual(['value-type', 'more-errors']);
  });
});
