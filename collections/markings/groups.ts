// What an adapter keeps with each version, so that a page is one walk along an index although readers see different
// versions of an object: its edges among those that every reader sees together, and whether there are others at all.
import { labelKey } from './label.ts';
import type { LinedVersion } from './lines.ts';

/** What a version is among those of its object in its group. */
export interface Edges {
  /** The oldest, and the newest, in its specification version. */
  readonly isFirst: boolean;
  readonly isLast: boolean;
  /** In the newest specification version. */
  readonly inNewestSpec: boolean;
}

/**
 * The group of a version: whoever sees one of its object's versions in it may see all of them. So a version that is no
 * last one in its group is none for anybody, and where an object has a single group its edges are the same for all.
 */
export function groupOf({ part = '', line, publisher, label }: LinedVersion): string {
  return JSON.stringify([part, line, publisher, labelKey(label)]);
}

/** Whether all these versions of an object are in one group; if not, `shownVersions` has to say who is shown what. */
export function isPlain(versions: readonly LinedVersion[]): boolean {
  return new Set(versions.map(groupOf)).size <= 1;
}

/** The edges of the versions of an object, each in its group. */
export function edgesOf<Version extends LinedVersion>(versions: readonly Version[]): Map<Version, Edges> {
  const groups = Map.groupBy(versions, groupOf);
  return new Map([...groups.values()].flatMap(edgesIn));
}

function edgesIn<Version extends LinedVersion>(group: readonly Version[]): [Version, Edges][] {
  const specs = Map.groupBy(group, ({ specVersion }) => specVersion);
  const newestSpec = [...specs.keys()].toSorted().at(-1);
  return [...specs].flatMap(([spec, inSpec]) => {
    const keys = inSpec.map(({ version }) => version).toSorted();
    const [first, last] = [keys[0], keys.at(-1)];
    return inSpec.map((one): [Version, Edges] => [
      one,
      { isFirst: one.version === first, isLast: one.version === last, inNewestSpec: spec === newestSpec },
    ]);
  });
}
