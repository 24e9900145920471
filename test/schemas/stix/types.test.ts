// Every type against the tables of the standard: what is valid passes, and each property refuses what it is not.
import { checkObject } from '../../../schemas/stix/check-object.ts';
import type { JsonObject, JsonValue } from '../../../schemas/stix/json.ts';
import { kindOfObject } from '../../../schemas/stix/object-kind.ts';
import { STANDARD_TYPES } from '../../../schemas/stix/types.ts';
import { EMBEDDED } from './embedded-tables.ts';
import { changed, EXAMPLES } from './examples.ts';
import { PROPERTIES, rowsOf } from './property-tables.ts';
import { refusalsOf } from './refusals.ts';

const DEPRECATED: ReadonlySet<string> = new Set(['container-deprecated', 'container-id']);

type Path = readonly (string | number)[];

/** A copy with the value at the end of a path replaced, or taken away. */
function replaced(value: JsonValue, [step, ...rest]: Path, replacement: JsonValue | undefined): JsonValue {
  if (Array.isArray(value)) {
    const entries: readonly JsonValue[] = value;
    return entries.map((entry, index) => (index === step ? replaced(entry, rest, replacement) : entry));
  }
  if (typeof step !== 'string') throw new Error('the path leads nowhere');
  const object = value as JsonObject;
  if (rest.length === 0) return changed(object, { [step]: replacement });
  return { ...object, [step]: replaced(object[step] ?? null, rest, replacement) };
}

/** The first valid object of a type in which something is at the path. */
function exampleWith(type: string, path: Path): JsonObject {
  const found = EXAMPLES[type]?.find((object) => {
    let value: unknown = object;
    for (const step of path) value = (value as Record<string | number, unknown> | undefined)?.[step];
    return value !== undefined;
  });
  if (found === undefined) throw new Error(`no example of ${type} has ${path.join('/')}`);
  return found;
}

function errorsOf(object: JsonValue) {
  return checkObject(object as JsonObject).filter(({ level }) => level === 'error');
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
  test.each(variants.map((object, index) => [index, object] as const))(
    'valid example %i has no findings',
    (_, object) => {
      expect(checkObject(object).filter(({ code }) => !DEPRECATED.has(code))).toEqual([]);
    },
  );

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
    for (const { value, code = expect.any(String), at } of refusalsOf(row)) {
      const errors = errorsOf(changed(exampleWith(type, [name]), { [name]: value }));
      expect({ value, errors }).toEqual({
        value,
        errors: [expect.objectContaining({ code, pointer: `/${name}${at}` })],
      });
    }
  });
});

describe.each(EMBEDDED.map((embedded) => [`${embedded.host} ${embedded.path.join('/')}`, embedded] as const))(
  '%s',
  (_, { host, path, table }) => {
    const object = exampleWith(host, path);
    const pointer = `/${path.join('/')}`;
    const rows = rowsOf(host, table);

    test.each(rows.map((row) => [row.name, row] as const))('A.5, C.4: %s takes only what it is', (name, row) => {
      for (const { value, code = expect.any(String), at } of refusalsOf(row)) {
        const errors = errorsOf(replaced(object, [...path, name], value));
        expect({ value, errors }).toEqual({
          value,
          errors: [expect.objectContaining({ code, pointer: `${pointer}/${name}${at}` })],
        });
      }
    });

    const required = rows.filter(({ isRequired }) => isRequired).map(({ name }) => name);
    if (required.length > 0) {
      test.each(required)('property-missing: %s is required', (name) => {
        expect(errorsOf(replaced(object, [...path, name], undefined))).toEqual([
          expect.objectContaining({ pointer, level: 'error' }),
        ]);
      });
    }

    test('X-14 unknown-member: other members are hinted at', () => {
      // The id of a cyber-observable follows from its extensions, too.
      const findings = checkObject(replaced(object, [...path, 'x_more'], 1) as JsonObject).filter(
        ({ code }) => code !== 'id-derivation',
      );
      expect(findings).toEqual([
        expect.objectContaining({ code: 'unknown-member', level: 'hint', pointer: `${pointer}/x_more` }),
      ]);
    });
  },
);
