// Of all versions of an object a tombstone keeps those that tell who was shown the one that went.
import * as fc from 'fast-check';
import { definedIn, knownMarkings, labelOf, widened } from '../../collections/markings/label.ts';
import { shownVersions, type LinedVersion } from '../../collections/markings/lines.ts';
import { readRivals, rivalsOf, wasShown, writeRivals } from '../../collections/markings/rivals.ts';
import { sightsOf } from '../../collections/markings/sights.ts';
import { viewerThrough, viewerWith, type Viewer } from '../../collections/markings/viewer.ts';
import type { JsonObject } from '../../schemas/stix/json.ts';
import { BOTH, DESK, MARKINGS, OPEN, WORLD_AGENCIES, worldCatalogue, worldObjects } from './world.ts';

const KNOWN = knownMarkings(definedIn([]), new Map(MARKINGS.slice(0, 2).map((id) => [id, 'other'])));

const plainLabel = worldObjects.map((object) => labelOf(object as JsonObject, KNOWN).label);
const label = fc.oneof(
  { arbitrary: plainLabel, weight: 4 },
  fc.tuple(plainLabel, plainLabel, fc.constantFrom('low', 'desk')).map(([own, user, by]) => widened(own, user, by)),
);
// Dates are given afterwards, so that they are in order and each is there once.
const version = fc.record({
  specVersion: fc.constantFrom('2.1' as const, '2.1' as const, '2.0' as const),
  version: fc.constantFrom('v1', 'v2', 'v3'),
  isVersioned: fc.constantFrom(true, true, false),
  publisher: fc.constantFrom(...WORLD_AGENCIES),
  label,
  line: fc.nat({ max: 2 }),
});
const versions = fc.oneof(
  fc.array(version, { minLength: 1, maxLength: 8 }),
  fc.array(fc.tuple(version, fc.constantFrom(DESK, OPEN)).map(([one, part]) => ({ ...one, part })), { minLength: 1, maxLength: 8 }),
);
const inOrder = versions.map((all) => all.map((one, index): LinedVersion => ({ ...one, dateAdded: 1_767_225_600_000_000 + index })));

const catalogues = fc
  .record({ default_marking: fc.constantFrom('clear', 'green', 'amber', 'red'), highest_marking: fc.constantFrom('green', 'amber', 'red') })
  .map(({ default_marking, highest_marking }) =>
    worldCatalogue({ default_marking }, { default_marking }, { aggregate: { of: [DESK, OPEN], highest_marking } }),
  );

/** Everybody, as they look into what these versions are in. */
function viewersOf([first]: readonly LinedVersion[], catalogue: ReturnType<typeof worldCatalogue>): Viewer[] {
  const sights = sightsOf(catalogue);
  const isAggregate = first?.part !== undefined;
  return WORLD_AGENCIES.map((agency) =>
    isAggregate ? viewerThrough(agency, sights.through(agency, BOTH)) : viewerWith(sights.in(agency, DESK)),
  );
}

test('the rivals of a version tell of everybody whether they were shown it, under any catalogue', () => {
  fc.assert(
    fc.property(inOrder, catalogues, (all, catalogue) => {
      for (const viewer of viewersOf(all, catalogue)) {
        const shown = new Set<LinedVersion>(shownVersions(all, viewer));
        for (const going of all) {
          const rivals = rivalsOf(all, going);
          expect([viewer.agency, wasShown(rivals, going.dateAdded, viewer)]).toEqual([viewer.agency, shown.has(going)]);
        }
      }
    }),
    { numRuns: 1500 },
  );
});

test('rivals are the same after they were written and read', () => {
  fc.assert(
    fc.property(inOrder, (all) => {
      expect(readRivals(writeRivals(all))).toEqual(all);
    }),
    { numRuns: 500 },
  );
});

test('rivals stay few in a long history', () => {
  const long = Array.from({ length: 5_000 }, (_, dateAdded): LinedVersion => ({
    dateAdded,
    specVersion: '2.1',
    version: `v${dateAdded}`,
    isVersioned: true,
    publisher: dateAdded % 2 === 0 ? 'low' : 'high',
    label: { level: dateAdded % 3 === 0 ? 1 : 2, markings: [] },
    line: 0,
  }));
  expect(rivalsOf(long, long[4_000] as LinedVersion)).toHaveLength(5);
});
