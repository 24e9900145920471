// Edges within groups find all that a reader is shown, and where an object is plain nothing else.
import * as fc from 'fast-check';
import { edgesOf, groupOf, isPlain } from '../../collections/markings/groups.ts';
import { selectedVersions, shownVersions, type LinedVersion } from '../../collections/markings/lines.ts';
import type { PartSight, Sight } from '../../collections/markings/sight.ts';
import { opennessOf, viewerThrough, viewerWith, type Viewer } from '../../collections/markings/viewer.ts';
import type { VersionSelection } from '../../collections/storage/port.ts';
import type { TlpLevel } from '../../schemas/stix/tlp.ts';

const levels = fc.constantFrom<TlpLevel>(1, 2, 4);
const version = fc.record({
  specVersion: fc.constantFrom('2.0' as const, '2.1' as const),
  version: fc.constantFrom('v1', 'v2', 'v3'),
  publisher: fc.constantFrom('p', 'w'),
  label: levels.map((level) => ({ level, markings: [] })),
  line: fc.nat({ max: 1 }),
});

const ofCollection = fc.array(version, { minLength: 1, maxLength: 6 }).map((versions) =>
  versions.map((one, dateAdded): LinedVersion => ({ ...one, dateAdded, isVersioned: true })),
);
const ofAggregate = fc.array(fc.tuple(version, fc.constantFrom('x', 'y')), { minLength: 1, maxLength: 6 }).map((versions) =>
  versions.map(([one, part], dateAdded): LinedVersion => ({ ...one, part, dateAdded, isVersioned: true })),
);

const sight: fc.Arbitrary<Sight> = fc.record({
  agency: fc.constantFrom('p', 'r'),
  clearance: fc.option(levels, { nil: undefined }),
  defaultLevel: fc.constant<TlpLevel>(1),
  closed: fc.constant([]),
});
const partSight: fc.Arbitrary<PartSight> = fc.tuple(levels, levels, levels).map(([clearance, most, ceiling]) => {
  const inPart: Sight = { agency: 'p', clearance, defaultLevel: 1, closed: [] };
  return { inPart, through: { ...inPart, clearance: most < clearance ? most : clearance, ceiling } };
});
const aggregateViewer = fc
  .tuple(partSight, fc.option(partSight, { nil: undefined }))
  .map(([x, y]) => viewerThrough('p', new Map([['x', x], ...(y === undefined ? [] : ([['y', y]] as const))])));

const cases = fc.oneof(
  fc.tuple(ofCollection, sight.map(viewerWith)),
  fc.tuple(ofAggregate, aggregateViewer),
);
const selection: fc.Arbitrary<VersionSelection> = fc.oneof(
  fc.constant('all' as const),
  fc.constant({ first: true, last: true, values: [] }),
  fc.constant({ first: true, last: false, values: ['v2'] }),
  fc.constant({ first: false, last: true, values: [] }),
);

test('what is shown is found by its edges; where an object is plain, nothing else is', () => {
  fc.assert(
    fc.property(cases, selection, fc.constantFrom(undefined, ['2.0'], ['2.1'], ['2.0', '2.1']), ([versions, viewer], asked, specs) => {
      const found = new Set(foundByEdges(versions, viewer, asked, specs));
      const shown = selectedVersions(shownVersions(versions, viewer), asked, specs);
      expect(shown.filter((one) => !found.has(one))).toEqual([]);
      // Over several specification versions the edge is that of all of them, which edges of one don't tell.
      const isExact = isPlain(versions) && (specs?.length !== 2 || asked === 'all') && hasNoTwins(versions);
      if (isExact) expect(shown).toHaveLength(found.size);
    }),
    { numRuns: 30_000 },
  );
});

test('an edge is what no other version of the group is beyond', () => {
  fc.assert(
    fc.property(fc.oneof(ofCollection, ofAggregate), (versions) => {
      const edges = edgesOf(versions);
      for (const one of versions) {
        const group = versions.filter((other) => groupOf(other) === groupOf(one));
        const inSpec = group.filter(({ specVersion }) => specVersion === one.specVersion);
        expect(edges.get(one)).toEqual({
          isFirst: !inSpec.some(({ version: key }) => key < one.version),
          isLast: !inSpec.some(({ version: key }) => key > one.version),
          inNewestSpec: !group.some(({ specVersion }) => specVersion > one.specVersion),
        });
      }
    }),
    { numRuns: 1_000 },
  );
});

// Twins are in one line and by one publisher only if one of them was hidden from the other's, so never with one label.
function hasNoTwins(versions: readonly LinedVersion[]): boolean {
  return new Set(versions.map(({ specVersion, version: key }) => `${specVersion} ${key}`)).size === versions.length;
}

function foundByEdges(
  versions: readonly LinedVersion[],
  viewer: Viewer,
  asked: VersionSelection,
  specs: readonly string[] | undefined,
): LinedVersion[] {
  const edges = edgesOf(versions);
  return versions.filter((one) => {
    const openness = opennessOf(viewer, one.label, one.part);
    const isOpen = openness === 'anyone' || (openness === 'own' && one.publisher === viewer.agency);
    const { isFirst, isLast, inNewestSpec } = edges.get(one) ?? { isFirst: false, isLast: false, inNewestSpec: false };
    const isOfSpec = specs === undefined ? inNewestSpec : specs.includes(one.specVersion);
    if (!isOpen || !isOfSpec) return false;
    return asked === 'all' || (asked.first && isFirst) || (asked.last && isLast) || asked.values.includes(one.version);
  });
}
