// Which findings keep an object out of a collection (H.4).
import { checkObject } from '../../../schemas/stix/check-object.ts';
import type { JsonObject } from '../../../schemas/stix/json.ts';
import { DEFAULT_POLICY, refuses, type ValidationPolicy } from '../../../schemas/stix/policy.ts';
import { RULES } from '../../../schemas/stix/rules.ts';
import { example, idOf } from './examples.ts';
import { RULE_EXAMPLES } from './rule-examples.ts';

const DEFINITION = idOf('extension-definition');

function refusedCodes(object: JsonObject, policy: Partial<ValidationPolicy> = {}): string[] {
  const whole = { ...DEFAULT_POLICY, ...policy };
  return [...new Set(refuses(checkObject(object, whole), whole).map(({ code }) => code))];
}

const brokenMust = RULE_EXAMPLES.filter(({ code, policy }) => RULES[code].level === 'must' && policy === undefined);
const brokenShould = RULE_EXAMPLES.filter(({ code, policy }) => RULES[code].level === 'should' && policy === undefined);
const ambiguous = RULE_EXAMPLES.filter(({ code, policy }) => RULES[code].level === 'ambiguous' && policy === undefined);

describe('a policy', () => {
  test.each(brokenMust)('standard and strict refuse a broken MUST: $code, $wrong', ({ object, code }) => {
    expect(refusedCodes(object)).toEqual([code]);
    expect(refusedCodes(object, { level: 'strict' })).toContain(code);
  });

  test.each(ambiguous)('only strict refuses what is ambiguous: $code, $wrong', ({ object, code }) => {
    expect(refusedCodes(object)).toEqual([]);
    expect(refusedCodes(object, { level: 'strict' })).toContain(code);
  });

  test.each(brokenShould.filter(({ code }) => !/^custom-(?:type|property|extension)$/.test(code)))(
    'none refuses a hint: $code, $wrong',
    ({ object, code }) => {
      expect(refusedCodes(object)).toEqual([]);
      expect(refusedCodes(object, { level: 'strict' })).not.toContain(code);
    },
  );

  const identity = example('identity');
  const customised = { ...identity, x_example: 1 };
  const extended = {
    ...identity,
    extensions: { [DEFINITION]: { extension_type: 'toplevel-property-extension' } },
    rank: 1,
  };

  test.each([
    // object                            level       custom content       refused for
    ['a custom property', customised, 'standard', 'allow', []],
    ['a custom property', customised, 'strict', 'allow', ['custom-property']],
    ['a custom property', customised, 'lenient', 'allow', []],
    ['a custom property', customised, 'standard', 'extensions-only', ['custom-property']],
    ['a custom property', customised, 'lenient', 'extensions-only', ['custom-property']],
    ['a custom property', customised, 'standard', 'refuse', ['custom-content-not-taken']],
    ['an extension property', extended, 'standard', 'allow', []],
    ['an extension property', extended, 'strict', 'allow', []],
    ['an extension property', extended, 'standard', 'extensions-only', []],
    ['an extension property', extended, 'standard', 'refuse', ['custom-content-not-taken']],
  ] as const)('H.4: %s, %s, custom content: %s', (...[, object, level, customContent, refused]) => {
    expect(refusedCodes(object, { level, customContent })).toEqual(refused);
  });

  test('TLP 2.0 is taken where other extensions are refused', () => {
    const amber = RULE_EXAMPLES.find(({ wrong }) => wrong === 'another name with the TLP 2.0 extension')?.object ?? {};
    expect(refusedCodes({ ...amber, name: 'TLP:AMBER+STRICT' }, { customContent: 'refuse' })).toEqual([]);
  });

  test('allowed types are taken and no others', () => {
    expect(refusedCodes(identity, { allowedTypes: ['identity'] })).toEqual([]);
    expect(refusedCodes(identity, { allowedTypes: ['malware'], level: 'lenient' })).toEqual(['type-not-taken']);
  });

  test.each([
    ['without id', { ...identity, id: 5 }, ['id-missing']],
    ['without type', { ...identity, type: null }, ['type-missing']],
    ['with an id that is none', { ...identity, id: 'x' }, ['identifier-form']],
    ["with another type's id", { ...identity, id: idOf('malware') }, ['id-type']],
    ['with a version that is none', { ...identity, modified: 'today' }, ['timestamp-form']],
    ['with a creation time that is none', { ...identity, created: '2024-02-30T00:00:00.000Z' }, ['timestamp-calendar']],
    ['of an unknown version of STIX', { ...identity, spec_version: '2.2' }, ['spec-version']],
    ['without a name', { ...identity, name: 5, labels: [], confidence: 101 }, []],
    ['modified before it was created', { ...identity, modified: '2023-01-31T08:00:00Z' }, []],
  ] as const)('lenient refuses only what cannot be stored: an object %s', (_, object, refused) => {
    expect(refusedCodes(object, { level: 'lenient' })).toEqual(refused);
  });

  test('the default is standard, with custom content and without STIX 2.0', () => {
    expect(DEFAULT_POLICY).toEqual({ level: 'standard', customContent: 'allow', stix20: false });
  });
});

describe('STIX 2.0 objects', () => {
  const { spec_version: _, ...old } = example('identity');
  const { modified: __, ...marking } = old;

  test('B-01: are taken where the collection takes them', () => {
    expect(checkObject(old, { ...DEFAULT_POLICY, stix20: true })).toEqual([]);
    expect(refusedCodes(old)).toEqual(['stix-2.0-not-taken']);
  });

  test('a marking definition has no modified', () => {
    const object = { ...marking, type: 'marking-definition', id: idOf('marking-definition') };
    expect(checkObject(object, { ...DEFAULT_POLICY, stix20: true })).toEqual([]);
  });

  test.each([
    ['a time in a list', { modified: ['2024'] }, 'timestamp-form', '/modified'],
    ['a day that does not exist', { created: '2023-02-29T00:00:00.000Z' }, 'timestamp-calendar', '/created'],
    ['markings that are no list', { object_marking_refs: 'x' }, 'value-type', '/object_marking_refs'],
    [
      'a marking that is none',
      { object_marking_refs: [idOf('identity')] },
      'reference-target',
      '/object_marking_refs/0',
    ],
    ['an id of another type', { id: idOf('malware') }, 'id-type', '/id'],
    ['a version before its object', { modified: '2023-01-31T08:00:00.000Z' }, 'time-order', '/modified'],
  ] as const)('are refused with %s', (_, changes, code, pointer) => {
    const findings = checkObject({ ...old, ...changes }, { ...DEFAULT_POLICY, stix20: true });
    expect(findings).toEqual([expect.objectContaining({ code, pointer, level: 'error' })]);
  });
});
