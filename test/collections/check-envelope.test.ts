// What a collection's catalogue entry says, from its text to what is accepted of an envelope.
import { catalogueOf } from '../../collections/catalogue/from-document.ts';
import { checkEnvelope, type CheckedBody } from '../../collections/publishing/check-envelope.ts';
import { policyOf, type PublishingPolicy } from '../../collections/publishing/policy.ts';
import { EnvelopeRefused } from '../../collections/publishing/refusal.ts';
import { validateEnvelope } from '../../collections/publishing/validate-envelope.ts';
import { contentOf, type EnvelopeContent } from '../../collections/storage/packed-objects.ts';
import type { CollectionDocument } from '../../schemas/catalogue/document.ts';
import {
  customObject,
  identity,
  indicator,
  indicator20,
  ipv4Address,
  malware,
  newId,
  type StixObject,
} from '../protocol/stix-objects.ts';

const BOTH_VERSIONS = ['application/stix+json;version=2.0', 'application/stix+json;version=2.1'];

/** The policy of a collection with this entry in the catalogue. */
function policyFrom(entry: Partial<CollectionDocument>): PublishingPolicy {
  const collection = { id: '5a0d1f3c-6c1e-4f0a-9c51-0a3f1f0c2b11', title: 'A', ...entry };
  const { apiRoots } = catalogueOf({
    discovery: { title: 'A' },
    api_roots: [{ path: 'one', title: 'One', collections: [collection] }],
  });
  const [declared] = apiRoots[0]?.collections ?? [];
  if (declared === undefined) throw new Error('the collection was not declared');
  return policyOf(declared);
}

function check(objects: readonly unknown[], entry: Partial<CollectionDocument> = {}): CheckedBody {
  return checkEnvelope(Buffer.from(JSON.stringify({ objects })), policyFrom(entry));
}

/** What the store would be given, were nothing marked. */
function contentIn({ envelope, marks }: CheckedBody): EnvelopeContent {
  return contentOf({ ...envelope, combinations: marks.combinations.map(() => ({ label: { markings: [] }, uses: [] })) });
}

function thrownBy(action: () => void): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

const isAccepted = (object: StixObject, entry: Partial<CollectionDocument>) =>
  check([object], entry).envelope.objects.accepted === 1;

// Each row says what lenient, standard and strict do with the object.
describe.each<[what: string, object: StixObject, lenient: boolean, standard: boolean, strict: boolean]>([
  ['an object without a fault', identity(), true, true, true],
  ['a pattern that is none', indicator({ pattern: '[' }), true, false, false],
  ['a property that is missing', malware({ is_family: undefined }), true, false, false],
  ['a domain name that is none', ipv4Address('1.2.3'), true, false, false],
  ['only a SHOULD broken', indicator({ indicator_types: ['something-else'] }), true, true, true],
  ['a custom type without a definition', customObject('x-example-thing'), true, true, false],
  ['a custom property without a definition', identity({ x_example_a: 1 }), true, true, false],
  ['an id of another type', indicator({ id: newId('malware') }), false, false, false],
  ['a version that is no timestamp', identity({ modified: 'never' }), false, false, false],
  ['a name for a type that is none', customObject('A'), false, false, false],
])('%s', (_, object, lenient, standard, strict) => {
  test.each([
    ['lenient', lenient],
    ['standard', standard],
    ['strict', strict],
  ] as const)('validation: %s', (validation, expected) => {
    expect(isAccepted(object, { validation })).toBe(expected);
  });
});

test('without a word about validation a collection is standard', () => {
  expect(policyFrom({})).toEqual(policyFrom({ validation: 'standard', custom_content: 'allow', report_hints: false }));
});

describe('allowed_types', () => {
  test.each<[StixObject, boolean]>([
    [indicator(), true],
    [malware(), false],
    [ipv4Address('198.51.100.7'), false],
  ])('%#: only these', (object, expected) => {
    expect(isAccepted(object, { allowed_types: ['indicator'] })).toBe(expected);
    expect(isAccepted(object, { allowed_types: ['indicator'], validation: 'lenient' })).toBe(expected);
    expect(isAccepted(object, {})).toBe(true);
  });

  test('the refusal names the type and what is taken', () => {
    const [refused] = contentIn(check([malware()], { allowed_types: ['indicator', 'identity'] })).refused;
    expect(refused?.message).toMatch(/^\/type: .*malware.*; expected .*indicator.*identity/);
  });
});

describe('custom_content', () => {
  const extended = identity({
    extensions: { [newId('extension-definition')]: { extension_type: 'property-extension', a_property: 1 } },
  });
  test.each<[what: string, object: StixObject, allow: boolean, extensionsOnly: boolean, refuse: boolean]>([
    ['none', identity(), true, true, true],
    ['a custom property', identity({ x_example_a: 1 }), true, false, false],
    ['a custom type', customObject('x-example-thing'), true, false, false],
    ['an extension with a definition', extended, true, true, false],
  ])('%s', (_, object, allow, extensionsOnly, refuse) => {
    expect(isAccepted(object, { custom_content: 'allow' })).toBe(allow);
    expect(isAccepted(object, { custom_content: 'extensions-only' })).toBe(extensionsOnly);
    expect(isAccepted(object, { custom_content: 'refuse' })).toBe(refuse);
  });
});

describe('T-5.5-13 STIX 2.0 by media_types', () => {
  test('is taken where a media type names it', () => {
    const checked = check([indicator20(), indicator()], { media_types: BOTH_VERSIONS });
    expect(contentIn(checked).accepted.map(({ specVersion }) => specVersion)).toEqual(['2.0', '2.1']);
    expect(checked.ofUnsupportedVersion).toBe(0);
  });

  test('is refused and counted elsewhere', () => {
    const checked = check([indicator20(), indicator()]);
    const { accepted, refused } = contentIn(checked);
    expect(accepted.map(({ specVersion }) => specVersion)).toEqual(['2.1']);
    expect(refused).toEqual([expect.objectContaining({ message: expect.stringMatching(/STIX 2\.0/) })]);
    expect(checked.ofUnsupportedVersion).toBe(1);
  });

  test('STIX 2.1 is refused where only 2.0 is named', () => {
    const { envelope, ofUnsupportedVersion } = check([indicator()], { media_types: BOTH_VERSIONS.slice(0, 1) });
    expect({ accepted: envelope.objects.accepted, ofUnsupportedVersion }).toEqual({ accepted: 0, ofUnsupportedVersion: 1 });
  });
});

describe('report_hints', () => {
  const hinted = indicator();
  test('true: the message of a success tells its hints', () => {
    const { accepted } = contentIn(check([hinted, identity()], { report_hints: true }));
    expect(accepted[0]?.message).toMatch(/"name" is missing; expected .+ \(STIX 2\.1, 4\.7, indicator-name\)/);
    expect(accepted[1]).not.toHaveProperty('message');
  });

  test('false: it does not', () => {
    expect(contentIn(check([hinted], { report_hints: false })).accepted[0]).not.toHaveProperty('message');
  });

  test('what refuses is told either way, and hints are not mixed in', () => {
    const wrong = indicator({ pattern: '[' });
    for (const report_hints of [true, false]) {
      const [refused] = contentIn(check([wrong], { report_hints })).refused;
      expect(refused).toMatchObject({ id: wrong.id, version: wrong['modified'] });
      expect(refused?.message).toContain('pattern-syntax');
      expect(refused?.message).not.toContain('indicator-name');
    }
  });
});

test('T-5.5-14 what is accepted are the bytes as they were written, one after the other', () => {
  const texts = [JSON.stringify(identity({ confidence: 0 })).replace('"confidence":0', '"confidence":1e1'), JSON.stringify(malware())];
  const refused = JSON.stringify(indicator({ pattern: '[' }));
  const body = Buffer.from(`{"objects": [${texts[0]}, ${refused},\n${texts[1]}]}`);
  const checked = checkEnvelope(body, policyFrom({}));
  const kept = contentIn(checked).accepted.map(({ start, end }) => Buffer.from(checked.envelope.bytes.subarray(start, end)).toString());
  expect(kept).toEqual(texts);
});

describe('limits', () => {
  const wrong = malware({ is_family: 7, confidence: 'high', labels: [] });
  const bytes = Buffer.from(JSON.stringify({ objects: [wrong, wrong, wrong] }));

  test('an envelope with more objects than the limit is refused, pointing at the first too many', () => {
    const limits = { objects: 2, findings: 100 };
    for (const look of [checkEnvelope, validateEnvelope]) {
      const refusal = thrownBy(() => look(bytes, policyFrom({}), limits));
      expect(refusal).toBeInstanceOf(EnvelopeRefused);
      expect(refusal).toMatchObject({ message: expect.stringContaining('more than 2'), pointer: '/objects/2' });
    }
    expect(checkEnvelope(bytes, policyFrom({}), { objects: 3, findings: 100 }).envelope.objects.refused).toBe(3);
  });

  test('beyond the limit of findings one is told of each object, and how many more there are', () => {
    const { accepted, objects } = validateEnvelope(bytes, policyFrom({}), { objects: 3, findings: 3 });
    expect(accepted).toBe(0);
    expect(objects.map(({ findings }) => findings.map(({ code }) => code))).toEqual([
      ['empty-list', 'value-type', 'value-type'],
      ['empty-list', 'more-errors'],
      ['empty-list', 'more-errors'],
    ]);
    expect(objects[2]?.findings[1]?.message).toContain('2 more');
  });

  test('hints that are cut refuse nothing', () => {
    const hinted = Buffer.from(JSON.stringify({ objects: [indicator()] }));
    const { accepted, objects } = validateEnvelope(hinted, policyFrom({}), { objects: 1, findings: 1 });
    expect(accepted).toBe(1);
    expect(objects[0]?.findings.map(({ level }) => level)).toEqual(['hint', 'hint']);
  });
});
