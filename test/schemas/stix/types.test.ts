// Every type against the tables of the standard: what is valid passes, and each property refuses what it is not.
import { checkObject } from '../../../schemas/stix/check-object.ts';
import type { JsonObject, JsonValue } from '../../../schemas/stix/json.ts';
import { kindOfObject } from '../../../schemas/stix/object-kind.ts';
import { STANDARD_TYPES } from '../../../schemas/stix/types.ts';
import { changed, EXAMPLES, idOf } from './examples.ts';
import { PROPERTIES, type PropertyRow } from './property-tables.ts';

const DEPRECATED = ['container-deprecated', 'container-id'];

/** A value that a property refuses, and how. */
interface Refusal {
  readonly value: JsonValue;
  readonly code: string;
  /** Pointer from the property on. */
  readonly at: string;
}

const TLP_RED = 'marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed';

const NULL: Refusal = { value: null, code: 'null-value', at: '' };

const SCALARS: Readonly<Record<string, readonly Refusal[]>> = {
  '2.1': [{ value: '2.2', code: '', at: '' }],
  string: [{ value: 5, code: 'value-type', at: '' }],
  boolean: [{ value: 'true', code: 'value-type', at: '' }],
  integer: [
    { value: 1.5, code: 'value-type', at: '' },
    { value: '1', code: 'value-type', at: '' },
    { value: 2 ** 53, code: 'number-range', at: '' },
  ],
  count: [
    { value: -1, code: 'number-range', at: '' },
    { value: 2 ** 53, code: 'number-range', at: '' },
    { value: true, code: 'value-type', at: '' },
  ],
  number: [{ value: '1', code: 'value-type', at: '' }],
  time: [
    { value: '2024-01-31T08:00:00.000', code: 'timestamp-form', at: '' },
    { value: '2024-01-31T08:00:00.000+00:00', code: 'timestamp-form', at: '' },
    { value: '2023-02-29T08:00:00.000Z', code: 'timestamp-calendar', at: '' },
    { value: 1_706_688_000, code: 'value-type', at: '' },
  ],
  hex: [{ value: 'abc', code: 'hex-form', at: '' }],
  language: [{ value: 'english language', code: 'language-tag', at: '' }],
  enum: [{ value: 'no-such-value', code: 'closed-enumeration', at: '' }],
  dictionary: [
    { value: {}, code: 'empty-object', at: '' },
    { value: ['a'], code: 'value-type', at: '' },
  ],
  object: [{ value: 5, code: 'value-type', at: '' }],
  reference: [{ value: { description: 'D' }, code: 'property-missing', at: '' }],
  marking: [{ value: { marking_ref: TLP_RED }, code: 'property-missing', at: '' }],
  phase: [{ value: { kill_chain_name: 'k' }, code: 'property-missing', at: '' }],
  'mime-part': [{ value: { content_type: 'text/plain' }, code: 'mime-part-content', at: '' }],
  'registry-value': [{ value: { data_type: 'REG_X' }, code: 'closed-enumeration', at: '/data_type' }],
};

/** A type that no reference with these targets may point at. */
function wrongTarget(targets: readonly string[]): string {
  if (targets.includes('SCO') && targets.includes('SRO')) return 'identity';
  if (targets.includes('SDO')) return 'relationship';
  return targets.includes('any') ? 'bundle' : 'campaign';
}

function refusalsOf({ kind, isList, targets }: PropertyRow): Refusal[] {
  const single =
    kind === 'ref'
      ? [
          { value: 'no-identifier', code: 'identifier-form', at: '' },
          { value: idOf(wrongTarget(targets)), code: 'reference-target', at: '' },
        ]
      : (SCALARS[kind] ?? []);
  if (!isList) return [NULL, ...single];
  const entries = [NULL, ...single].map(({ value, code, at }) => ({ value: [value], code, at: `/0${at}` }));
  return [NULL, { value: [], code: 'empty-list', at: '' }, { value: 'text', code: 'value-type', at: '' }, ...entries];
}

function variantWith(type: string, name: string): JsonObject {
  const variant = EXAMPLES[type]?.find((object) => object[name] !== undefined);
  if (variant === undefined) throw new Error(`no example of ${type} has ${name}`);
  return variant;
}

function errorsOf(object: JsonObject) {
  return checkObject(object).filter(({ level }) => level === 'error');
}

describe('every type', () => {
  test('has examples and a table', () => {
    expect(Object.keys(EXAMPLES).toSorted()).toEqual([...STANDARD_TYPES].toSorted());
    expect([...new Set(PROPERTIES.map(({ type }) => type))].toSorted()).toEqual([...STANDARD_TYPES].toSorted());
  });

  test.each(STANDARD_TYPES)('B, C: the schema of %s knows the properties of the table and no others', (type) => {
    const { category, properties } = kindOfObject(type, {});
    // B-02: other schemas know defanged only to refuse it.
    const known = [...properties].filter((name) => name !== 'defanged' || category === 'SCO');
    const listed = PROPERTIES.filter((row) => row.type === type).map(({ name }) => name);
    expect(known.toSorted()).toEqual(listed.concat('type', 'id').toSorted());
  });
});

describe.each(Object.entries(EXAMPLES))('%s', (type, variants) => {
  test.each(variants.map((object, index) => [index, object] as const))('valid example %i has no findings', (_, object) => {
    expect(checkObject(object).filter(({ code }) => !DEPRECATED.includes(code))).toEqual([]);
  });

  const rows = PROPERTIES.filter((row) => row.type === type);

  // Without spec_version an object counts as STIX 2.0 (B-01), which has a test of its own.
  const required = rows.filter(({ isRequired, name }) => isRequired && name !== 'spec_version');
  if (required.length > 0) {
    test.each(required.map(({ name }) => name))('C property-missing: %s is required', (name) => {
      const errors = errorsOf(changed(variants[0], { [name]: undefined }));
      expect(errors).toEqual([expect.objectContaining({ code: 'property-missing', pointer: '' })]);
      expect(errors[0]?.message).toContain(`"${name}"`);
    });
  }

  test.each(rows.map((row) => [row.name, row] as const))('A.2: %s takes only what it is', (name, row) => {
    for (const { value, code, at } of refusalsOf(row)) {
      const errors = errorsOf(changed(variantWith(type, name), { [name]: value }));
      const expected = code === '' ? expect.any(String) : code;
      expect({ value, errors }).toEqual({ value, errors: [expect.objectContaining({ code: expected, pointer: `/${name}${at}` })] });
    }
  });
});
