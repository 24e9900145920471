// What each agency sees where, worked out from the catalogue: the grants' clearances and who markings are releasable to.
import type { Catalogue, CollectionEntry, GrantEntry } from '../../schemas/catalogue/catalogue.ts';
import { strictest, tlpLevel, type TlpLevel } from '../../schemas/stix/tlp.ts';
import type { PartSight, Sight } from './sight.ts';

/** What agencies see under one state of the catalogue. Agencies and collections that it doesn't have see and show nothing. */
export interface Sights {
  /**
   * The strictest level that the agency gets in the collection; `undefined` where it may not read. In an aggregate it is
   * what its grants say there, red where they say nothing; its parts may give less.
   */
  clearance(agency: string, collection: string): TlpLevel | undefined;
  /** What the agency sees of a collection that is no aggregate. */
  in(agency: string, collection: string): Sight;
  /**
   * What the agency sees of each part of an aggregate, by the part's id. Parts that it may not read aren't there, and
   * none is where it may not read the aggregate.
   */
  through(agency: string, aggregate: string): ReadonlyMap<string, PartSight>;
  /** Markings that are releasable to the agency, among others; sorted. */
  releasable(agency: string): readonly string[];
}

/** Works out who sees what under that catalogue. */
export function sightsOf(catalogue: Catalogue): Sights {
  const collections = new Map(catalogue.apiRoots.flatMap((root) => root.collections.map((entry) => [entry.id, entry])));
  const members = new Map(catalogue.groups.map(({ name, agencies }) => [name, new Set(agencies)]));
  const clearances = clearancesOf(catalogue, collections, members);
  const markings = new Map(catalogue.agencies.map(({ name }) => [name, markingsOf(catalogue, name, members)]));

  const clearance: Sights['clearance'] = (agency, collection) => clearances.get(agency)?.get(collection);
  const sightIn: Sights['in'] = (agency, collection) => ({
    agency,
    clearance: clearance(agency, collection),
    defaultLevel: tlpLevel(collections.get(collection)?.defaultMarking ?? 'red'),
    closed: markings.get(agency)?.closed ?? [],
  });
  return {
    clearance,
    in: sightIn,
    through(agency, aggregate) {
      const entry = collections.get(aggregate)?.aggregate;
      const most = clearance(agency, aggregate);
      if (entry === undefined || most === undefined) return new Map();
      const ceiling = tlpLevel(entry.highestMarking);
      const parts = new Map<string, PartSight>();
      for (const part of entry.of) {
        const inPart = sightIn(agency, part);
        if (inPart.clearance === undefined) continue;
        const lower = inPart.clearance < most ? inPart.clearance : most;
        parts.set(part, { inPart, through: { ...inPart, clearance: lower, ceiling } });
      }
      return parts;
    },
    releasable: (agency) => markings.get(agency)?.open ?? [],
  };
}

function clearancesOf(
  catalogue: Catalogue,
  collections: ReadonlyMap<string, CollectionEntry>,
  members: ReadonlyMap<string, ReadonlySet<string>>,
): Map<string, Map<string, TlpLevel>> {
  const clearances = new Map<string, Map<string, TlpLevel>>();
  for (const grant of catalogue.grants) {
    const entry = collections.get(grant.collection);
    if (entry === undefined || !grant.rights.includes('read')) continue;
    for (const agency of agenciesOf(grant, members)) {
      const ofAgency = clearances.get(agency) ?? new Map<string, TlpLevel>();
      clearances.set(agency, ofAgency);
      const isMember = entry.group !== undefined && members.get(entry.group)?.has(agency) === true;
      const given = clearanceOf(grant, entry, isMember, catalogue);
      // The most generous of several grants counts.
      ofAgency.set(entry.id, strictest([ofAgency.get(entry.id), given]) ?? given);
    }
  }
  return clearances;
}

function clearanceOf(
  { clearance }: GrantEntry,
  { aggregate }: CollectionEntry,
  isMember: boolean,
  { defaultClearance }: Catalogue,
): TlpLevel {
  if (clearance !== undefined) return tlpLevel(clearance);
  if (aggregate !== undefined) return tlpLevel('red');
  return tlpLevel(isMember ? defaultClearance.members : defaultClearance.others);
}

function agenciesOf({ agency, group }: GrantEntry, members: ReadonlyMap<string, ReadonlySet<string>>): Iterable<string> {
  return agency === undefined ? (members.get(group ?? '') ?? []) : [agency];
}

function markingsOf(
  { agencies, releasability }: Catalogue,
  agency: string,
  members: ReadonlyMap<string, ReadonlySet<string>>,
): { readonly open: readonly string[]; readonly closed: readonly string[] } {
  const isOpen = (entry: Catalogue['releasability'][number]): boolean =>
    entry.agencies.includes(agency) || entry.groups.some((group) => members.get(group)?.has(agency) === true);
  const open = releasability.filter(isOpen).map(({ marking }) => marking).toSorted();
  const isOperator = agencies.some(({ name, kind }) => name === agency && kind === 'operator');
  if (isOperator) return { open, closed: [] };
  return { open, closed: releasability.filter((entry) => !isOpen(entry)).map(({ marking }) => marking).toSorted() };
}
