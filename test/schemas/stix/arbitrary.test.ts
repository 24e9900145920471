// Objects that nobody thought of: random JSON, and valid objects with random changes.
import fc from 'fast-check';
import { checkObject } from '../../../schemas/stix/check-object.ts';
import type { JsonObject, JsonValue } from '../../../schemas/stix/json.ts';
import { DEFAULT_POLICY, refuses } from '../../../schemas/stix/policy.ts';
import { isRuleCode } from '../../../schemas/stix/rules.ts';
import { STANDARD_TYPES } from '../../../schemas/stix/types.ts';
import { changed, EXAMPLES, idOf } from './examples.ts';
import { PROPERTIES } from './property-tables.ts';

const NAMES = [
  ...new Set(PROPERTIES.map(({ name }) => name)),
  'type',
  'id',
  'x_example',
  'severity',
  'constructor',
  '__proto__',
];

const value = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<JsonValue>(null, '', 'x', 0, -1, 1.5, 2 ** 60, true, 'stix', '2.1', '\uD800'),
    fc.constantFrom('2024-01-31T08:00:00.000Z', '2024-02-30T00:00:00Z', ...STANDARD_TYPES, ...STANDARD_TYPES.map(idOf)),
    fc.string(),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...NAMES), fc.string()), tie('value'), { maxKeys: 4 }),
  ),
})).value;

const examples = Object.values(EXAMPLES).flat();

const mutated = fc
  .tuple(fc.constantFrom(...examples), fc.constantFrom(...NAMES), fc.option(value, { nil: undefined }))
  .map(([object, name, replacement]) => changed(object, { [name]: replacement }));

const wild = fc
  .tuple(fc.constantFrom(...STANDARD_TYPES, 'x-example-thing'), fc.dictionary(fc.constantFrom(...NAMES), value))
  .map(([type, object]): JsonObject => ({ type, id: idOf(type), spec_version: '2.1', ...object }));

/** Whether a pointer leads to something in the object. */
function leadsSomewhere(object: JsonObject, pointer: string): boolean {
  let place: unknown = object;
  for (const token of pointer.split('/').slice(1)) {
    const name = token.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof place !== 'object' || place === null || !Object.hasOwn(place, name)) return false;
    place = (place as Record<string, unknown>)[name];
  }
  return true;
}

describe('any object', () => {
  test.each([
    ['valid objects with one change', mutated],
    ['objects of random members', wild],
  ])('%s: findings are of known rules, point at what is there, and come once', (_, objects) => {
    fc.assert(
      fc.property(objects, (object) => {
        const findings = checkObject(object);
        expect(findings.filter(({ code }) => !isRuleCode(code))).toEqual([]);
        expect(findings.filter(({ pointer }) => !leadsSomewhere(object, pointer))).toEqual([]);
        const told = findings.map(({ code, pointer, message }) => `${code} ${pointer} ${message}`);
        expect(new Set(told).size).toBe(told.length);
      }),
      { numRuns: 1000 },
    );
  });

  test('a stricter policy refuses what a laxer one refuses', () => {
    fc.assert(
      fc.property(mutated, (object) => {
        const findings = checkObject(object);
        const refused = (['lenient', 'standard', 'strict'] as const).map((level) =>
          refuses(findings, { ...DEFAULT_POLICY, level }),
        );
        const [lenient = [], standard = [], strict = []] = refused;
        expect(standard).toEqual(expect.arrayContaining(lenient));
        expect(strict).toEqual(expect.arrayContaining(standard));
      }),
      { numRuns: 500 },
    );
  });

  test('members that are not STIX never make an object of another type valid', () => {
    fc.assert(
      fc.property(mutated, value, (object, extra) => {
        const before = checkObject(object).filter(({ level }) => level === 'error').length;
        const after = checkObject({ ...object, x_example_more: extra }).filter(({ level }) => level === 'error').length;
        expect(after).toBeGreaterThanOrEqual(Math.min(before, 1));
      }),
      { numRuns: 500 },
    );
  });
});

test('C-32 a marking definition without an id is not marked by itself, whatever else its markings lack', () => {
  const [definition] = EXAMPLES['marking-definition'] ?? [];
  const object = { ...definition, id: undefined, granular_markings: [{ selectors: ['type'], lang: 'pt-BR' }] } as unknown as JsonObject;
  expect(checkObject(object).map(({ code }) => code)).not.toContain('marking-of-itself');
});
