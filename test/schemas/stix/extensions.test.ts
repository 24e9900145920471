// Content beyond the standard that is as it should be (H.1, H.2).
import { checkObject } from '../../../schemas/stix/check-object.ts';
import type { JsonObject } from '../../../schemas/stix/json.ts';
import { DEFAULT_POLICY } from '../../../schemas/stix/policy.ts';
import { example, idOf } from './examples.ts';

const DEFINITION = idOf('extension-definition');
const TIMES = { created: '2024-01-31T08:00:00.000Z', modified: '2024-01-31T08:00:00.000Z' };
const MARKED = { object_marking_refs: ['marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed'] };

function extension(extension_type: string, members: JsonObject = {}): JsonObject {
  return { extensions: { [DEFINITION]: { extension_type, ...members } } };
}

const ACCEPTED: readonly (readonly [string, JsonObject])[] = [
  [
    'a new SDO',
    { type: 'thing', id: idOf('thing'), spec_version: '2.1', ...TIMES, ...extension('new-sdo'), weight: 5 },
  ],
  [
    'a new SCO',
    { type: 'thing', id: idOf('thing'), spec_version: '2.1', ...extension('new-sco'), defanged: true, weight: 5 },
  ],
  ['a new SCO of few words', { type: 'thing', id: idOf('thing'), ...extension('new-sco') }],
  [
    'a new SRO',
    {
      type: 'belonging',
      id: idOf('belonging'),
      spec_version: '2.1',
      ...TIMES,
      ...MARKED,
      ...extension('new-sro'),
      owner_ref: idOf('identity'),
      owned_refs: [idOf('thing')],
    },
  ],
  ['properties inside an extension', example('identity', extension('property-extension', { id: 'x', rank: 5 }))],
  [
    'properties at the top level',
    example('identity', { ...extension('toplevel-property-extension'), rank: 5, toxicity: 8 }),
  ],
  [
    'octets and references in extensions',
    example('identity', extension('property-extension', { a_bin: 'AA==', a_hex: 'ca', a_ref: DEFINITION })),
  ],
];

const TLP_1: readonly (readonly [string, string, string])[] = [
  ['613f2e26-407d-48c7-9eca-b8e91df99dc9', 'TLP:WHITE', 'white'],
  ['34098fce-860f-48ae-8e50-ebd3cc5e41da', 'TLP:GREEN', 'green'],
  ['f88d31f6-486f-44da-b317-01333bde0b82', 'TLP:AMBER', 'amber'],
  ['5e57c739-391a-4eb3-b6be-7d15ca92d5ed', 'TLP:RED', 'red'],
];

const TLP_2: readonly (readonly [string, string, string])[] = [
  ['94868c89-83c2-464b-929b-a1a8aa3c8487', 'TLP:CLEAR', 'clear'],
  ['bab4a63c-aed9-4cf5-a766-dfca5abac2bb', 'TLP:GREEN', 'green'],
  ['55d920b0-5e8b-4f79-9ee9-91f868d9b421', 'TLP:AMBER', 'amber'],
  ['939a9414-2ddd-4d32-a0cd-375ea402b003', 'TLP:AMBER+STRICT', 'amber+strict'],
  ['e828b379-4e03-4974-9ac4-e53a884c97c1', 'TLP:RED', 'red'],
];

describe('G: the published TLP markings are taken without a finding', () => {
  const marking = { type: 'marking-definition', spec_version: '2.1' };

  test.each(TLP_1)('G.1 %s %s', (uuid, name, tlp) => {
    const object = { ...marking, id: `marking-definition--${uuid}`, name, definition_type: 'tlp', definition: { tlp } };
    // G.1: created is compared as a time.
    expect(checkObject({ ...object, created: '2017-01-20T00:00:00.000Z' })).toEqual([]);
    expect(checkObject({ ...object, created: '2017-01-20T00:00:00.000000Z' })).toEqual([]);
  });

  test.each(TLP_2)('G.2 %s %s', (uuid, name, tlp_2_0) => {
    const extensions = {
      'extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d': { extension_type: 'property-extension', tlp_2_0 },
    };
    const object = { ...marking, id: `marking-definition--${uuid}`, name, extensions };
    expect(checkObject({ ...object, created: '2022-10-01T00:00:00.000Z' })).toEqual([]);
    expect(checkObject({ ...object, created: '2023-01-01T00:00:00.000Z' })).toEqual([]);
  });
});

describe('extensions', () => {
  test.each(ACCEPTED)('H.2: %s is taken without a finding', (_, object) => {
    expect(checkObject(object)).toEqual([]);
    expect(checkObject(object, { ...DEFAULT_POLICY, customContent: 'extensions-only' })).toEqual([]);
  });

  test('a custom object follows the common properties of its category', () => {
    const thing = { type: 'x-example-thing', id: idOf('x-example-thing'), spec_version: '2.1', ...TIMES, weight: 5 };
    const errors = (object: JsonObject) =>
      checkObject(object)
        .filter(({ level }) => level === 'error')
        .map(({ code, pointer }) => `${code} ${pointer}`);
    expect(errors(thing)).toEqual([]);
    expect(errors({ ...thing, labels: 'a' })).toEqual(['value-type /labels']);
    expect(errors({ ...thing, modified: '2023-01-31T08:00:00.000Z' })).toEqual(['time-order /modified']);
    expect(errors({ ...thing, granular_markings: [{ selectors: ['height'], lang: 'en' }] })).toEqual([
      'selector-target /granular_markings/0/selectors/0',
    ]);
  });

  test('names that every object inherits are properties like any other', () => {
    const object = JSON.parse('{"constructor":1,"__proto__":{"a_b":1},"toString":2}') as JsonObject;
    const findings = checkObject({ ...example('identity'), ...Object.fromEntries(Object.entries(object)) });
    expect(findings.map(({ code, pointer }) => `${code} ${pointer}`)).toEqual([
      'custom-property /constructor',
      'custom-property-prefix /constructor',
      'property-name /__proto__',
      'property-name /toString',
    ]);
    expect(checkObject({ type: 'constructor', id: idOf('constructor') }).every(({ level }) => level === 'hint')).toBe(
      true,
    );
    const odd = { [DEFINITION]: { extension_type: 'constructor', rank: 1 } };
    expect(checkObject(example('identity', { extensions: odd })).map(({ code }) => code)).toEqual([
      'closed-enumeration',
    ]);
  });
});
