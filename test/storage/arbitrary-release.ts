// Histories of a store with release, as data: publishers and viewers with whatever sights, labels of all kinds, few ids and
// versions, so that they meet.
import fc from 'fast-check';
import type { PlainLabel } from '../../collections/markings/label.ts';
import type { PartSight, Sight } from '../../collections/markings/sight.ts';
import type { ObjectQuery, RemovalNote } from '../../collections/storage/port.ts';
import { versionKey } from '../../schemas/timestamp.ts';
import type { TlpLevel } from '../../schemas/stix/tlp.ts';
import type { TestObject } from './objects.ts';

/** Who publishes, asks and deletes. */
export const AGENCIES = ['p', 'q', 'r'] as const;
const LEVELS: readonly TlpLevel[] = [0, 1, 2, 3, 4];
/** Two markings whose definitions come and go, and one that only the catalogue knows. */
export const [FIRST, SECOND, MAPPED] = [1, 2, 3].map((digit) => `marking-definition--0000000${digit}-0000-4000-8000-000000000000`) as [string, string, string];
/** The ids of all objects. */
export const IDS = ['indicator--1', 'indicator--2', 'malware--1', 'ipv4-addr--1', FIRST, SECOND];
const TYPES = ['indicator', 'malware', 'ipv4-addr', 'marking-definition'];
/** The versions that objects have. */
export const INSTANTS = ['2024-02-29T23:59:59.999Z', '2025-01-01T00:00:00.000Z', '9999-12-31T00:00:00.5Z'];

const level = fc.constantFrom(...LEVELS);
const label: fc.Arbitrary<PlainLabel> = fc.oneof(
  { arbitrary: level.map((said) => ({ level: said, markings: [] })), weight: 4 },
  fc.constantFrom<PlainLabel>({ markings: [] }, { atLeast: 4, markings: ['marking-definition--9'] }, { level: 1, markings: [MAPPED] }),
  { arbitrary: fc.constantFrom<PlainLabel>({ markings: [FIRST] }, { level: 2, markings: [FIRST] }, { level: 0, markings: [SECOND] }), weight: 2 },
);

// One of them comes more often than others: in a history as short as this its versions have to meet.
const anyId = fc.oneof({ arbitrary: fc.constantFrom(...IDS), weight: 2 }, fc.constant('indicator--1'));

const object: fc.Arbitrary<TestObject> = fc
  .record({
    id: anyId,
    version: fc.constantFrom(...INSTANTS),
    specVersion: fc.oneof({ arbitrary: fc.constant('2.1' as const), weight: 3 }, fc.constant('2.0' as const)),
    content: fc.constantFrom('a', 'b'),
    label,
    isRevoked: fc.integer({ min: 0, max: 4 }).map((number) => number === 0),
  })
  .map(({ version, ...rest }) => ({
    ...rest,
    ...(rest.id.startsWith('ipv4-addr') ? {} : { version }),
    uses: rest.label.markings.filter((id) => IDS.includes(id) && id !== rest.id),
  }));

/** What an agency that may read sees of a collection, or one that may only write. */
const sight: fc.Arbitrary<Sight> = fc.record({
  agency: fc.constantFrom(...AGENCIES),
  clearance: fc.oneof({ arbitrary: level, weight: 5 }, fc.constant(undefined)),
  defaultLevel: fc.constantFrom<TlpLevel>(1, 2),
  closed: fc.subarray([FIRST, MAPPED]),
});

const throughSight: fc.Arbitrary<PartSight | undefined> = fc.option(
  fc.tuple(sight, level, level).map(([inPart, most, ceiling]) => {
    const { clearance } = inPart;
    return { inPart, through: { ...inPart, clearance: clearance === undefined || clearance < most ? clearance : most, ceiling } };
  }),
  { nil: undefined, freq: 6 },
);

/** Of which collection somebody asks, and what they see there. */
export interface Looking {
  readonly place: 'one' | 'two' | 'both';
  readonly sight: Sight;
  readonly parts: readonly [PartSight | undefined, PartSight | undefined];
}

const looking: fc.Arbitrary<Looking> = fc.record({
  place: fc.constantFrom('one' as const, 'two' as const, 'both' as const),
  sight,
  parts: fc.tuple(throughSight, throughSight),
});

const selection: fc.Arbitrary<ObjectQuery['versions']> = fc.oneof(
  fc.constant('all' as const),
  fc.constant({ first: false, last: true, values: [] }),
  fc
    .record({ first: fc.boolean(), last: fc.boolean(), values: fc.subarray(INSTANTS.map((text) => versionKey(text) ?? '')) })
    .filter(({ first, last, values }) => first || last || values.length > 0),
);
const specVersions = fc.option(fc.subarray(['2.0', '2.1', '3.0'], { minLength: 1 }), { nil: undefined });

/** Something that happens in the store. */
export const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('publish' as const),
      place: fc.constantFrom('one' as const, 'two' as const),
      sight,
      newVersions: fc.constantFrom('creator' as const, 'anyone' as const),
      objects: fc.array(object, { minLength: 1, maxLength: 5 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('remove' as const),
      place: fc.constantFrom('one' as const, 'two' as const),
      sight,
      id: anyId,
      versions: fc.oneof(fc.constant('all' as const), selection),
      specVersions,
      note: fc.constantFrom<RemovalNote>({ by: 'p', reason: 'no longer true' }, { by: 'q' }, { reason: 'retention: 400 days' }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('filter' as const), types: fc.option(fc.subarray(TYPES, { minLength: 1 }), { nil: undefined }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('hold' as const),
      place: fc.constantFrom('one' as const, 'two' as const),
      id: fc.constantFrom(...IDS),
      isHeld: fc.boolean(),
    }),
  },
);

/** Something that somebody asks; `from` counts the versions of the collection. */
export const question = fc.record({
  looking,
  versions: selection,
  specVersions,
  ids: fc.option(fc.subarray([...IDS, 'tool--unknown'], { minLength: 1 }), { nil: undefined, freq: 3 }),
  types: fc.option(fc.subarray([...TYPES, 'unknown'], { minLength: 1 }), { nil: undefined, freq: 3 }),
  from: fc.option(fc.nat({ max: 30 }), { nil: undefined }),
  limit: fc.integer({ min: 1, max: 4 }),
  maximumBytes: fc.integer({ min: 1, max: 400 }),
});

export type Step = typeof step extends fc.Arbitrary<infer Each> ? Each : never;
export type Question = typeof question extends fc.Arbitrary<infer Each> ? Each : never;
/** Two collections, and the aggregate of both. */
export type Place = Looking['place'];
