// The catalogue, indexed for look-ups: which agency is that, what may it do in which collection, what can it see.
import type {
  AgencyEntry,
  ApiRootEntry,
  Catalogue,
  CollectionEntry,
} from '../schemas/catalogue/catalogue.ts';
import { DEFAULT_CLEARANCE } from '../schemas/catalogue/document.ts';
import { decide, NO_RIGHTS, type Rights } from './access.ts';
import { sightsOf, type Sights } from './markings/sights.ts';
import { viewerThrough, viewerWith, type Viewer } from './markings/viewer.ts';
import type { CollectionId } from './storage/port.ts';

/** One state of the catalogue; a new one is made when the catalogue changes. */
export interface Directory {
  readonly revision: number;
  /** `undefined` until a catalogue was applied. */
  readonly catalogue: Catalogue | undefined;
  agency(name: string): AgencyEntry | undefined;
  /** The agency's own grants and those of its groups, taken together. */
  rights(agency: AgencyEntry, collection: CollectionId): Rights;
  /** What agencies see of what is in the collections. */
  readonly sights: Sights;
  /** The agency as the viewer of a collection or an aggregate. */
  viewer(agency: AgencyEntry, collection: CollectionEntry): Viewer;
  /** The collections of an API root in which the agency has any right, ordered by id (T-3.3-02). */
  visibleCollections(agency: AgencyEntry, root: ApiRootEntry): readonly CollectionEntry[];
  /** API roots with something in them for the agency, and those that hold no collection at all (T-4.1.1-03). */
  visibleRoots(agency: AgencyEntry): readonly ApiRootEntry[];
}

/** Indexes a catalogue. */
export function createDirectory(revision: number, catalogue: Catalogue | undefined): Directory {
  const agencies = new Map(catalogue?.agencies.map((agency) => [agency.name, agency]));
  const rightsByAgency = new Map(
    [...agencies.keys()].map((name) => [name, catalogue === undefined ? new Map() : grantedTo(catalogue, name)]),
  );

  const rights = (agency: AgencyEntry, collection: CollectionId): Rights =>
    rightsByAgency.get(agency.name)?.get(collection) ?? NO_RIGHTS;

  const sights = sightsOf(catalogue ?? NOTHING);
  // The same object each time: adapters keep by it what follows from it.
  const viewers = new Map<string, Viewer>();
  const viewer = ({ name }: AgencyEntry, { id, aggregate }: CollectionEntry): Viewer => {
    const known = viewers.get(`${name} ${id}`);
    if (known !== undefined) return known;
    const made = aggregate === undefined ? viewerWith(sights.in(name, id)) : viewerThrough(name, sights.through(name, id));
    viewers.set(`${name} ${id}`, made);
    return made;
  };

  const visibleCollections = (agency: AgencyEntry, root: ApiRootEntry): readonly CollectionEntry[] =>
    root.collections
      .filter(({ id }) => decide(rights(agency, id), 'see') === 'allowed')
      .toSorted((one, other) => (one.id < other.id ? -1 : 1));

  // Asked on every request, and the same as long as the catalogue is.
  const rootsByAgency = new Map<string, readonly ApiRootEntry[]>();
  const visibleRoots = (agency: AgencyEntry): readonly ApiRootEntry[] => {
    const known = rootsByAgency.get(agency.name);
    if (known !== undefined) return known;
    const visible = (catalogue?.apiRoots ?? []).filter(
      (root) => root.collections.length === 0 || visibleCollections(agency, root).length > 0,
    );
    rootsByAgency.set(agency.name, visible);
    return visible;
  };

  return {
    revision,
    catalogue,
    agency: (name) => agencies.get(name),
    rights,
    sights,
    viewer,
    visibleCollections,
    visibleRoots,
  };
}

function grantedTo(catalogue: Catalogue, agency: string): Map<CollectionId, Rights> {
  const groups = new Set(catalogue.groups.filter(({ agencies }) => agencies.includes(agency)).map(({ name }) => name));
  const granted = new Map<CollectionId, Rights>();
  for (const grant of catalogue.grants) {
    const isTheirs = grant.agency === agency || (grant.group !== undefined && groups.has(grant.group));
    if (!isTheirs) continue;
    const before = granted.get(grant.collection) ?? NO_RIGHTS;
    granted.set(grant.collection, {
      canRead: before.canRead || grant.rights.includes('read'),
      canWrite: before.canWrite || grant.rights.includes('write'),
    });
  }
  return granted;
}

// What is in force until a catalogue was applied.
const NOTHING: Catalogue = {
  discovery: { title: 'Liaison' },
  apiRoots: [],
  groups: [],
  agencies: [],
  grants: [],
  defaultClearance: DEFAULT_CLEARANCE,
  releasability: [],
};
