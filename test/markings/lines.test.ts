// Which versions of an object a reader is shown, and where a new one goes, when not all see the same.
import { placementOf, selectedVersions, shownVersions, type LinedVersion } from '../../collections/markings/lines.ts';
import type { Sight } from '../../collections/markings/sight.ts';
import { viewerWith } from '../../collections/markings/viewer.ts';
import { tlpLevel, type TlpName } from '../../schemas/stix/tlp.ts';

/** The version of that name (`v1`), by that agency, at that level, in that line. Dates are places in the list. */
type Written = readonly [name: string, publisher: string, level: TlpName, line: number];

function stored(...versions: readonly Written[]): (LinedVersion & { name: string })[] {
  return versions.map(([name, publisher, level, line], dateAdded) => ({
    name: `${name} ${publisher}`,
    dateAdded,
    specVersion: '2.1',
    version: name,
    isVersioned: name !== 'none',
    publisher,
    label: { level: tlpLevel(level), markings: [] },
    line,
  }));
}

function sightOf(agency: string, clearance: TlpName | undefined): Sight {
  return { agency, clearance: clearance === undefined ? undefined : tlpLevel(clearance), defaultLevel: 1, closed: [] };
}

describe('what is shown', () => {
  const raised = stored(['v1', 'p', 'green', 0], ['v2', 'p', 'red', 0]);
  const lowered = stored(['v1', 'p', 'red', 0], ['v2', 'p', 'green', 0]);
  const twoLines = stored(['v1', 'p', 'red', 0], ['v9', 'w', 'green', 1], ['v2', 'p', 'amber', 0]);
  const twins = stored(['v1', 'p', 'red', 0], ['v1', 'w', 'green', 0], ['v2', 'w', 'clear', 0]);

  test.each<[what: string, versions: ReturnType<typeof stored>, agency: string, clearance: TlpName | undefined, shown: string[], last: string[]]>([
    ['all is shown to whoever may see all', raised, 'r', 'red', ['v1 p', 'v2 p'], ['v2 p']],
    ['a version with a stricter marking is not there: the older one is the last', raised, 'r', 'green', ['v1 p'], ['v1 p']],
    ['a version with a lower marking is the first to those who could not see the older', lowered, 'r', 'green', ['v2 p'], ['v2 p']],
    ['its publisher sees its own', lowered, 'p', undefined, ['v1 p', 'v2 p'], ['v2 p']],
    ['whoever sees nothing is shown nothing', raised, 'r', undefined, [], []],
    ['of two lines the first is shown to whoever sees both', twoLines, 'r', 'red', ['v1 p', 'v2 p'], ['v2 p']],
    ['the first that is seen, if only some of it', twoLines, 'r', 'amber', ['v2 p'], ['v2 p']],
    ['the other one to whoever sees none of the first', twoLines, 'r', 'green', ['v9 w'], ['v9 w']],
    ['its own to who began it, whatever else it may see', twoLines, 'w', 'red', ['v9 w'], ['v9 w']],
    ['of twins the first', twins, 'r', 'red', ['v1 p', 'v2 w'], ['v2 w']],
    ['of twins its own', twins, 'w', 'red', ['v1 w', 'v2 w'], ['v2 w']],
    ['of twins the one that is seen', twins, 'r', 'green', ['v1 w', 'v2 w'], ['v2 w']],
    ['no version above, though a twin of it is seen by others', twins, 'r', 'clear', ['v2 w'], ['v2 w']],
  ])('%s', (_, versions, agency, clearance, shown, last) => {
    const found = shownVersions(versions, viewerWith(sightOf(agency, clearance)));
    expect(found.map(({ name }) => name)).toEqual(shown);
    const newest = selectedVersions(found, { first: false, last: true, values: [] }, undefined);
    expect(newest.map(({ name }) => name)).toEqual(last);
  });
});

describe('where a new version goes', () => {
  const hidden = stored(['v1', 'p', 'red', 0]);
  const seen = stored(['v1', 'p', 'green', 0]);
  const unversioned = stored(['none', 'p', 'green', 0]);

  test.each<[what: string, versions: ReturnType<typeof stored>, agency: string, version: string | undefined, policy: 'creator' | 'anyone', placement: object]>([
    ['the first begins the first line', [], 'w', 'v1', 'creator', { kind: 'new', line: 0 }],
    ['what is there is there', seen, 'w', 'v1', 'creator', { kind: 'there' }],
    ['another agency\'s object stays its creator\'s', seen, 'w', 'v2', 'creator', { kind: 'not-creator' }],
    ['unless anyone may go on with it', seen, 'w', 'v2', 'anyone', { kind: 'new', line: 0 }],
    ['its creator goes on with it', seen, 'p', 'v2', 'creator', { kind: 'new', line: 0 }],
    ['P5 the same version out of sight is none', hidden, 'w', 'v1', 'creator', { kind: 'new', line: 1 }],
    ['P5 another version of what is out of sight is the first', hidden, 'w', 'v2', 'creator', { kind: 'new', line: 1 }],
    ['P5 also where anyone may go on with it', hidden, 'w', 'v1', 'anyone', { kind: 'new', line: 0 }],
    ['P5 whoever may only write sees its own alone', seen, 'writer', 'v1', 'creator', { kind: 'new', line: 1 }],
    ['T-5.5-06 what has no versions is one item', unversioned, 'w', undefined, 'creator', { kind: 'there' }],
  ])('%s', (_, versions, agency, version, policy, placement) => {
    const sight = sightOf(agency, agency === 'writer' ? undefined : 'green');
    const newcomer = { specVersion: '2.1' as const, ...(version === undefined ? {} : { version }) };
    expect(placementOf(versions, sight, newcomer, policy)).toMatchObject(placement);
  });
});
