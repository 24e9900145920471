// What the markings of an object come to, and who may see it.
import * as fc from 'fast-check';
import { factsOf, marksOf } from '../../collections/markings/facts.ts';
import {
  definedIn,
  knownMarkings,
  labelKey,
  labelOf,
  labelOfKey,
  levelOf,
  widened,
  type PlainLabel,
} from '../../collections/markings/label.ts';
import { maySee, sightKey, type Sight } from '../../collections/markings/sight.ts';
import type { JsonObject, JsonValue } from '../../schemas/stix/json.ts';
import { TLP_2_EXTENSION, TLP_NAMES, tlpLevel, tlpLevelOf, tlpName, type TlpLevel } from '../../schemas/stix/tlp.ts';
import { parseTimestamp } from '../../schemas/timestamp.ts';
import { indicator, statementMarking } from '../protocol/stix-objects.ts';
import { TLP } from './model.ts';

const [ONE, TWO, STRANGE] = [1, 2, 3].map((digit) => `marking-definition--0000000${digit}-0000-4000-8000-000000000000`) as [string, string, string];
const KNOWN = knownMarkings(new Map<string, TlpLevel | 'other'>([[ONE, 'other'], [TWO, 'other']]));

describe('the scale of the TLP', () => {
  test.each([
    [TLP.white, 'clear'],
    [TLP.clear, 'clear'],
    [TLP.green, 'green'],
    [TLP.green1, 'green'],
    [TLP.amber, 'amber'],
    [TLP.amber1, 'amber'],
    [TLP['amber+strict'], 'amber+strict'],
    [TLP.red, 'red'],
    [TLP.red1, 'red'],
  ])('%s is %s, by its id alone', (id, name) => {
    expect(tlpName(tlpLevelOf({ id, type: 'marking-definition' }) ?? 0)).toBe(name);
    expect(knownMarkings()(id)).toBe(tlpLevel(name));
  });

  test.each<[what: string, content: JsonObject, name: string | undefined]>([
    ['TLP 1.0 content under another id', { definition_type: 'tlp', definition: { tlp: 'amber' } }, 'amber'],
    ['TLP 1.0 content in capitals', { definition_type: 'tlp', definition: { tlp: 'RED' } }, 'red'],
    ['white', { definition_type: 'tlp', definition: { tlp: 'white' } }, 'clear'],
    ['TLP 2.0 content', { extensions: { [TLP_2_EXTENSION]: { extension_type: 'property-extension', tlp_2_0: 'amber+strict' } } }, 'amber+strict'],
    ['both, of which the stricter counts', { definition_type: 'tlp', definition: { tlp: 'green' }, extensions: { [TLP_2_EXTENSION]: { tlp_2_0: 'red' } } }, 'red'],
    ['a level that there is not', { definition_type: 'tlp', definition: { tlp: 'orange' } }, undefined],
    ['a statement that says tlp', { definition_type: 'statement', definition: { tlp: 'red' } }, undefined],
    ['content of the wrong kind', { definition_type: 'tlp', definition: ['red'], extensions: [] }, undefined],
  ])('a definition is read by its content: %s', (_, content, name) => {
    const level = tlpLevelOf({ type: 'marking-definition', id: ONE, ...content });
    expect(level === undefined ? undefined : tlpName(level)).toBe(name);
  });

  test('a published id means its level whatever its content says', () => {
    expect(tlpLevelOf({ id: TLP.red, definition_type: 'tlp', definition: { tlp: 'white' } })).toBe(4);
  });
});

describe('the marks of an object', () => {
  test.each<[what: string, properties: JsonObject, whole: string[], parts: string[], areReadable: boolean]>([
    ['none', {}, [], [], true],
    ['of the whole, once each', { object_marking_refs: [ONE, TWO, ONE] }, [ONE, TWO], [], true],
    ['of a part', { granular_markings: [{ marking_ref: ONE, selectors: ['id'] }] }, [], [ONE], true],
    ['a language, which is no marking', { granular_markings: [{ lang: 'fr', selectors: ['name'] }] }, [], [], true],
    ['a language and a marking in one', { granular_markings: [{ lang: 'fr', marking_ref: ONE }] }, [], [ONE], true],
    ['of an object inside observed data', { type: 'observed-data', objects: { 0: { object_marking_refs: [ONE], granular_markings: [{ marking_ref: TWO }] } } }, [], [ONE, TWO], true],
    ['objects of another type are no objects', { objects: { 0: { object_marking_refs: [ONE] } } }, [], [], true],
    ['no list', { object_marking_refs: ONE }, [], [], false],
    ['an entry that is no id', { object_marking_refs: [ONE, 5] }, [ONE], [], false],
    ['a granular marking of nothing', { granular_markings: [{ selectors: ['id'] }] }, [], [], false],
    ['a granular marking that is no object', { granular_markings: [ONE] }, [], [], false],
    ['unreadable ones inside', { type: 'observed-data', objects: { 0: { object_marking_refs: {} } } }, [], [], false],
  ])('%s', (_, properties, whole, parts, areReadable) => {
    expect(marksOf({ type: 'x', ...properties })).toEqual({ whole, parts, areReadable });
  });

  test('other facts are read beside them', () => {
    const facts = factsOf({ labels: ['a', 5], revoked: true, valid_until: '2026-01-31T00:00:00Z', created_by_ref: 'identity--1', created: 'c', modified: 5 });
    expect(facts).toMatchObject({ labels: ['a'], isRevoked: true, createdByRef: 'identity--1', created: 'c', modified: undefined });
    expect(facts.validUntil).toBe(parseTimestamp('2026-01-31T00:00:00Z'));
    expect(factsOf({ revoked: 'true', valid_until: 'soon' })).toMatchObject({ isRevoked: false, validUntil: undefined });
  });
});

/** What an object bears, what the label says, and its level where unmarked objects are clear, green, amber and red. */
const LABELS: [what: string, whole: string[], parts: string[], label: PlainLabel, levels: string][] = [
  ['nothing', [], [], { markings: [] }, 'clear green amber red'],
  ['one level', [TLP.green], [], { level: 1, markings: [] }, 'green green green green'],
  ['two levels', [TLP.green, TLP.red1], [], { level: 4, markings: [] }, 'red red red red'],
  ['a statement', [ONE], [], { markings: [ONE] }, 'clear green amber red'],
  ['a statement and a level', [TWO, TLP.amber, ONE], [], { level: 2, markings: [ONE, TWO] }, 'amber amber amber amber'],
  ['a level of a part', [], [TLP.amber], { atLeast: 2, markings: [] }, 'amber amber amber red'],
  ['a part for everybody', [], [TLP.white], { markings: [] }, 'clear green amber red'],
  ['a part stricter than the whole', [TLP.green], [TLP.red], { level: 4, markings: [] }, 'red red red red'],
  ['a part less strict than the whole', [TLP.red], [TLP.green], { level: 4, markings: [] }, 'red red red red'],
  ['a statement about a part', [TLP.clear], [ONE], { level: 0, markings: [ONE] }, 'clear clear clear clear'],
  ['an unknown marking', [STRANGE], [], { atLeast: 4, markings: [STRANGE] }, 'red red red red'],
  ['an unknown marking and a level', [STRANGE, TLP.clear], [], { level: 4, markings: [STRANGE] }, 'red red red red'],
  ['an unknown marking of a part', [TLP.clear], [STRANGE], { level: 4, markings: [STRANGE] }, 'red red red red'],
];

describe.each(LABELS)('an object that bears %s', (_, whole, parts, label, levels) => {
  const granular = parts.map((marking_ref) => ({ marking_ref, selectors: ['id'] }));
  const object = indicator({ object_marking_refs: whole, granular_markings: granular }) as unknown as JsonObject;

  test('has this label and these levels', () => {
    const found = labelOf(object, KNOWN).label;
    expect(found).toEqual(label);
    const byDefault = (['clear', 'green', 'amber', 'red'] as const).map((name) => levelOf(found, tlpLevel(name)));
    expect(byDefault.map(tlpName).join(' ')).toBe(levels);
  });
});

test('what cannot be read counts as red', () => {
  expect(labelOf({ type: 'x', object_marking_refs: [{}] }, KNOWN).label).toEqual({ atLeast: 4, markings: [] });
});

test('the definitions of the TLP are for everybody, unless they are marked otherwise', () => {
  const definition = { type: 'marking-definition', id: TLP.red };
  expect(labelOf(definition, KNOWN).label).toEqual({ level: 0, markings: [] });
  expect(labelOf({ ...definition, object_marking_refs: [TLP.amber] }, KNOWN).label).toEqual({ level: 2, markings: [] });
  expect(labelOf({ type: 'marking-definition', id: ONE }, KNOWN).label).toEqual({ markings: [] });
});

test('definitions are known by their content, and of two levels the stricter counts', () => {
  const tlp = { type: 'marking-definition', id: ONE, definition_type: 'tlp', definition: { tlp: 'amber' } };
  const defined = definedIn([tlp, statementMarking({ id: TWO }) as unknown as JsonObject, { type: 'note', id: STRANGE }]);
  expect([...defined]).toEqual([[ONE, 2], [TWO, 'other']]);
  expect(knownMarkings(new Map([[ONE, 'other' as const]]), defined)(ONE)).toBe(2);
  expect(labelOf({ type: 'x', object_marking_refs: [ONE] }, knownMarkings(defined))).toEqual({
    label: { level: 2, markings: [ONE] },
    unknown: [],
    uses: [ONE],
  });
});

const levels = fc.constantFrom<TlpLevel>(0, 1, 2, 3, 4);
const ids = fc.constantFrom(...Object.values(TLP), ONE, TWO, STRANGE);
const markings = fc.uniqueArray(ids, { maxLength: 5 });
const sights: fc.Arbitrary<Sight> = fc.record({
  agency: fc.constantFrom('a', 'b'),
  clearance: fc.option(levels, { nil: undefined }),
  defaultLevel: levels,
  closed: fc.subarray([ONE, TWO, STRANGE]),
});

function objectWith(whole: readonly string[], parts: readonly string[]): JsonObject {
  const granular: JsonValue[] = parts.map((marking_ref) => ({ marking_ref, selectors: ['id'] }));
  return { type: 'x', object_marking_refs: [...whole], granular_markings: granular };
}

describe('whatever the markings are', () => {
  test('P5 one more never makes an object visible to somebody, to whole or part', () => {
    fc.assert(
      fc.property(markings, markings, ids, fc.boolean(), sights, (whole, parts, more, isOfWhole, sight) => {
        fc.pre(whole.length > 0 || parts.length > 0);
        const before = labelOf(objectWith(whole, parts), KNOWN).label;
        const after = labelOf(isOfWhole ? objectWith([...whole, more], parts) : objectWith(whole, [...parts, more]), KNOWN).label;
        // The level of an unmarked object isn't said by a marking, so that the first one of the TLP may be below it.
        fc.pre(!isOfWhole || before.level !== undefined || after.level === undefined || levelOf(before, sight.defaultLevel) <= after.level);
        if (maySee(sight, after, 'b')) expect(maySee(sight, before, 'b')).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test('their order is no matter', () => {
    fc.assert(
      fc.property(markings, markings, (whole, parts) => {
        const there = labelOf(objectWith(whole, parts), KNOWN);
        expect(labelOf(objectWith(whole.toReversed(), parts.toReversed()), KNOWN).label).toEqual(there.label);
      }),
    );
  });

  test('marking a part instead of the whole never makes an object visible to somebody', () => {
    fc.assert(
      fc.property(markings, sights, (marked, sight) => {
        const label = labelOf(objectWith([], marked), KNOWN).label;
        if (maySee(sight, label, 'b')) expect(maySee(sight, labelOf(objectWith(marked, []), KNOWN).label, 'b')).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  test('a label is read back from its key, and its key is the same again', () => {
    fc.assert(
      fc.property(markings, markings, markings, (whole, parts, others) => {
        const label = labelOf(objectWith(whole, parts), KNOWN).label;
        const used = widened(widened(label, labelOf(objectWith(others, []), KNOWN).label, 'b'), label, 'a');
        for (const one of [label, used]) {
          expect(labelOfKey(labelKey(one))).toEqual(one);
          expect(labelKey(labelOfKey(labelKey(one)))).toBe(labelKey(one));
        }
      }),
    );
  });
});

/** Who looks, at what, and whether it is there for them. */
const VISIBLE: [who: string, sight: Partial<Sight>, label: PlainLabel, publisher: string, isThere: boolean][] = [
  ['an agency with just the level', { clearance: 2 }, { level: 2, markings: [] }, 'b', true],
  ['an agency with less', { clearance: 1 }, { level: 2, markings: [] }, 'b', false],
  ['its publisher, with less', { clearance: 1 }, { level: 4, markings: [] }, 'a', true],
  ['its publisher, who may only write', { clearance: undefined }, { level: 4, markings: [] }, 'a', true],
  ['one who may only write, of others', { clearance: undefined }, { level: 0, markings: [] }, 'b', false],
  ['an agency with the default level, of the unmarked', { clearance: 1 }, { markings: [] }, 'b', true],
  ['an agency below the default level', { clearance: 1, defaultLevel: 2 }, { markings: [] }, 'b', false],
  ['an agency to whom it is releasable', { closed: [TWO] }, { level: 1, markings: [ONE] }, 'b', true],
  ['an agency to whom only one marking is releasable', { closed: [TWO] }, { level: 1, markings: [ONE, TWO] }, 'b', false],
  ['its publisher, to whom it is not releasable', { closed: [TWO] }, { level: 1, markings: [TWO] }, 'a', true],
  ['an agency to whom it is releasable, above its clearance', { clearance: 1, closed: [] }, { level: 2, markings: [ONE] }, 'b', false],
  ['its publisher, above the ceiling', { ceiling: 2 }, { level: 3, markings: [] }, 'a', false],
  ['an agency at the ceiling', { ceiling: 2, clearance: 2 }, { level: 2, markings: [] }, 'b', true],
];

test.each(VISIBLE)('%s', (_, wishes, label, publisher, isThere) => {
  expect(maySee({ agency: 'a', clearance: 4, defaultLevel: 1, closed: [], ...wishes }, label, publisher)).toBe(isThere);
});

test('a marking definition is readable by whoever may read what bears the marking', () => {
  const definition = { level: 4 as const, markings: [] };
  const used = widened(definition, { level: 1, markings: [ONE] }, 'c');
  const sight: Sight = { agency: 'a', clearance: 1, defaultLevel: 1, closed: [] };
  expect(maySee(sight, definition, 'b')).toBe(false);
  expect(maySee(sight, used, 'b')).toBe(true);
  expect(maySee({ ...sight, clearance: 0 }, used, 'b')).toBe(false);
  expect(maySee({ ...sight, closed: [ONE] }, used, 'b')).toBe(false);
  expect(maySee({ ...sight, agency: 'c', clearance: undefined }, used, 'b')).toBe(true);
  expect(maySee({ ...sight, ceiling: 0 }, used, 'b')).toBe(false);
});

test('two sights have one key only if they see the same', () => {
  fc.assert(
    fc.property(sights, sights, (one, other) => {
      expect(sightKey(one) === sightKey(other)).toBe(JSON.stringify(Object.entries(one)) === JSON.stringify(Object.entries(other)));
    }),
  );
});

test('every level has a name, and every name a level', () => {
  expect(TLP_NAMES.map((name) => tlpLevel(name))).toEqual([0, 1, 2, 3, 4]);
  expect(tlpLevel('orange')).toBeUndefined();
});
