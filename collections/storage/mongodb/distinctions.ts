// Which versions of an object are its last, its first, and in its newest specification version; and since when not.
import type { Microseconds, VersionKey } from '../../../schemas/timestamp.ts';
import type { SpecVersion } from '../port.ts';
import { STILL, type Distinctions } from './documents.ts';

/** A version of an object, among others of it. */
export interface Ranked extends Distinctions {
  readonly date_added: Microseconds;
  readonly spec_version: SpecVersion;
  readonly version: VersionKey;
}

type Rank = Pick<Ranked, 'spec_version' | 'version'>;

/** When one version takes a distinction from another of the same object. */
const TAKES: Readonly<Record<keyof Distinctions, (one: Rank, other: Rank) => boolean>> = {
  last_until: (one, other) => one.spec_version === other.spec_version && one.version > other.version,
  first_until: (one, other) => one.spec_version === other.spec_version && one.version < other.version,
  newest_spec_until: (one, other) => one.spec_version > other.spec_version,
  last_of_all_until: (one, other) => one.version > other.version,
  first_of_all_until: (one, other) => one.version < other.version,
};

/** The names of all distinctions. */
export const DISTINCTIONS = Object.keys(TAKES) as (keyof Distinctions)[];

/**
 * The distinctions of a version that joins the others of its group at its date. Those of the others that it takes away end
 * at that date: `others` are changed.
 */
export function join(newcomer: Rank & { date_added: Microseconds }, others: readonly Ranked[]): Distinctions {
  const gained: Distinctions = allAs(STILL);
  for (const distinction of DISTINCTIONS) {
    const takes = TAKES[distinction];
    for (const holder of others) {
      if (holder[distinction] !== STILL) continue;
      if (takes(holder, newcomer)) gained[distinction] = newcomer.date_added;
      else if (takes(newcomer, holder)) holder[distinction] = newcomer.date_added;
    }
  }
  return gained;
}

/** The distinctions that each of the versions of a group has when only these are left: those that it has not keep their dates. */
export function withoutOthers(left: readonly Ranked[]): Distinctions[] {
  const joined: Ranked[] = [];
  for (const version of left) joined.push({ ...version, ...join(version, joined) });
  return joined.map((fresh, index) => {
    const stored = left[index];
    const kept = { ...allAs(STILL) };
    for (const distinction of DISTINCTIONS) {
      if (fresh[distinction] !== STILL) kept[distinction] = stored?.[distinction] ?? fresh[distinction];
    }
    return kept;
  });
}

function allAs(date: Microseconds): Distinctions {
  return { last_until: date, first_until: date, newest_spec_until: date, last_of_all_until: date, first_of_all_until: date };
}
