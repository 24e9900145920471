// The schema files: valid JSON Schema, readable on their own, and safe.
import { Ajv2020 } from 'ajv/dist/2020.js';
import { FORMATS } from '../../../schemas/stix/formats/index.ts';
import { isList, isObject, type JsonObject, type JsonValue } from '../../../schemas/stix/json.ts';
import { RULES } from '../../../schemas/stix/rules.ts';
import { SCHEMA_BASE, SCHEMA_FILES } from '../../../schemas/stix/schema-files.ts';
import { STANDARD_TYPES } from '../../../schemas/stix/types.ts';
import { containedValidators, objectValidators } from '../../../schemas/stix/validators.ts';
import { VOCABULARIES } from '../../../schemas/stix/vocabularies.ts';
import { EXAMPLES } from './examples.ts';

/** Keywords whose failure is told by the rule beside them. */
const TOLD_BY_RULE = ['format', 'pattern', 'const', 'not', 'anyOf', 'oneOf', 'dependentRequired'];

interface Place {
  readonly path: string;
  readonly schema: JsonObject;
  /** Whether a failure here is reported, rather than one way among others. */
  readonly isTold: boolean;
}

function placesIn(value: JsonValue, path: string, isTold: boolean): Place[] {
  if (isList(value)) return value.flatMap((entry, index) => placesIn(entry, `${path}/${index}`, isTold));
  if (!isObject(value)) return [];
  const inside = Object.entries(value).flatMap(([name, member]) =>
    placesIn(member, `${path}/${name}`, isTold && !['if', 'not', 'anyOf', 'oneOf'].includes(name)),
  );
  return [{ path, schema: value, isTold }, ...inside];
}

const places = SCHEMA_FILES.flatMap(({ path, schema }) => placesIn(schema, path, true));

// Members of `properties` and `$defs` are names, not keywords.
const schemas = places.filter(({ path }) => !/\/(?:properties|\$defs|dependentRequired|patternProperties)$/.test(path));

describe('the schemas of STIX 2.1', () => {
  test('there is one for each type, each predefined extension, and what they share', () => {
    const names = SCHEMA_FILES.map(({ path }) => path.replace(/^.*\/|\.json$/g, '').replace('.json', ''));
    expect(names).toEqual(expect.arrayContaining([...STANDARD_TYPES]));
    expect(SCHEMA_FILES.filter(({ path }) => path.startsWith('extensions/'))).toHaveLength(13);
    expect(new Set(names).size).toBe(names.length);
  });

  test.each(SCHEMA_FILES.map(({ path, schema }) => [path, schema] as const))(
    '%s is valid JSON Schema 2020-12',
    (path, schema) => {
      const ajv = new Ajv2020({ strict: false });
      expect(ajv.validateSchema(schema)).toBe(true);
      expect(schema).toMatchObject({
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        $id: SCHEMA_BASE + path,
        title: expect.any(String),
        description: expect.any(String),
      });
    },
  );

  test.each(SCHEMA_FILES.filter(({ path }) => !path.startsWith('common/')).map(({ path }) => path))(
    '%s compiles in strict mode and has a section',
    (path) => {
      expect(() => objectValidators.accepts(path, {})).not.toThrow();
      expect(() => objectValidators.mistakes(path, {})).not.toThrow();
      expect(SCHEMA_FILES.find((file) => file.path === path)?.schema.section).toEqual(expect.any(String));
    },
  );

  test.each(SCHEMA_FILES.filter(({ path }) => path.startsWith('cyber-observables/')).map(({ path }) => path))(
    '%s compiles for containers, too',
    (path) => {
      expect(() => containedValidators.accepts(path, {}, {})).not.toThrow();
    },
  );

  test('every rule that a schema names exists', () => {
    const named = schemas.map(({ schema }) => schema.rule).filter((rule) => typeof rule === 'string');
    expect(named.filter((rule) => !Object.hasOwn(RULES, rule))).toEqual([]);
  });

  test('whatever can fail in its own way has a rule and says what would be right', () => {
    const mute = schemas.filter(
      ({ schema, isTold, path }) =>
        isTold &&
        TOLD_BY_RULE.some((keyword) => schema[keyword] !== undefined) &&
        !path.endsWith('/properties/type') &&
        (typeof schema.rule !== 'string' || typeof schema.title !== 'string'),
    );
    expect(mute.map(({ path }) => path)).toEqual([]);
  });

  test('advisory schemas break no MUST', () => {
    const inAdvice = schemas.filter(
      ({ path, schema }) => path.includes('/advisory/') && typeof schema.rule === 'string',
    );
    expect(inAdvice.length).toBeGreaterThan(20);
    expect(inAdvice.filter(({ schema }) => RULES[schema.rule as keyof typeof RULES].level === 'must')).toEqual([]);
  });

  test('formats and vocabularies that a schema names exist', () => {
    const formats = schemas.map(({ schema }) => schema.format).filter((format) => typeof format === 'string');
    expect(formats.filter((format) => !Object.hasOwn(FORMATS, format))).toEqual([]);
    expect(Object.keys(FORMATS).filter((format) => !formats.includes(format))).toEqual([]);
    const vocabularies = schemas.map(({ schema }) => schema.vocabulary).filter((name) => typeof name === 'string');
    expect(new Set(vocabularies)).toEqual(
      new Set([...VOCABULARIES.keys()].filter((name) => name !== 'hash-algorithm-ov')),
    );
  });

  test('M-01, M-03, M-04: patterns are anchored and repeat no groups', () => {
    const patterns = schemas.map(({ schema }) => schema.pattern).filter((pattern) => typeof pattern === 'string');
    expect(patterns.length).toBeGreaterThan(5);
    expect(patterns.filter((pattern) => !pattern.startsWith('^') || /\)[*+{]/.test(pattern))).toEqual([]);
    const alternatives = patterns.filter((pattern) => pattern.includes('|'));
    expect(alternatives.filter((pattern) => /^\^?[^(]*\|/.test(pattern))).toEqual([]);
  });

  test('properties and embedded types are described', () => {
    const files = SCHEMA_FILES.filter(({ path }) => !path.startsWith('common/'));
    const mute = files.flatMap(({ path, schema }) =>
      Object.entries((schema.properties ?? {}) as Record<string, JsonObject>)
        .filter(
          ([name, property]) => !PLAIN.has(name) && property.description === undefined && property.$ref === undefined,
        )
        .map(([name]) => `${path} ${name}`),
    );
    expect(mute).toEqual([]);
  });

  // Other tools don't know our keywords; to them the examples are as valid.
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema(SCHEMA_FILES.map(({ schema }) => schema as object));

  test.each(Object.entries(EXAMPLES))('plain JSON Schema takes the examples of %s', (type, variants) => {
    const path = SCHEMA_FILES.find(
      (file) => file.path.endsWith(`${type}.json`) && !file.path.startsWith('extensions'),
    )?.path;
    const validate = ajv.getSchema(`${SCHEMA_BASE}${path}`);
    for (const object of variants) expect(validate?.(object)).toBe(true);
  });
});

/** Properties whose schema says it all. */
const PLAIN: ReadonlySet<string> = new Set(['type', 'id', 'defanged', 'extensions', 'tlp_2_0', 'extension_type']);
