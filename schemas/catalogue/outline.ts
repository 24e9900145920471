// The outline of a catalogue: the texts by which its entries are known and refer to each other, each with its place.
// It is taken from any value whatsoever, and leaves out what is not where it belongs.
import type { CataloguePath } from './fault.ts';

/** A text in the catalogue, and where it stands. */
export interface Mention {
  readonly text: string;
  readonly path: CataloguePath;
}

/** A collection, as far as it is there. */
export interface CollectionOutline {
  readonly id: Mention | undefined;
  readonly alias: Mention | undefined;
  readonly title: Mention | undefined;
  readonly group: Mention | undefined;
  readonly defaultMarking: Mention | undefined;
  readonly highestMarking: Mention | undefined;
  readonly attribution: Mention | undefined;
  /** The names of all its keys, each with its place. */
  readonly keys: readonly Mention[];
  /** The collections that it is made of, when it is an aggregate. */
  readonly partsOf: readonly Mention[] | undefined;
}

/** An API root, as far as it is there. */
export interface RootOutline {
  readonly path: Mention | undefined;
  readonly collections: readonly CollectionOutline[];
}

/** A grant, as far as it is there. */
export interface GrantOutline {
  readonly place: CataloguePath;
  readonly agency: Mention | undefined;
  readonly group: Mention | undefined;
  readonly collection: Mention | undefined;
  readonly rights: readonly Mention[];
}

/** To whom a marking is releasable, as far as it is there. */
export interface ReleasabilityOutline {
  readonly place: CataloguePath;
  readonly marking: Mention | undefined;
  readonly agencies: readonly Mention[];
  readonly groups: readonly Mention[];
  /** Whether it has at least one of the two lists, if only an empty one. */
  readonly namesAnybody: boolean;
}

/** All of it. */
export interface Outline {
  readonly defaultRoot: Mention | undefined;
  readonly roots: readonly RootOutline[];
  readonly agencyNames: readonly Mention[];
  readonly identities: readonly Mention[];
  readonly groupNames: readonly Mention[];
  readonly members: readonly Mention[];
  readonly grants: readonly GrantOutline[];
  readonly releasability: readonly ReleasabilityOutline[];
  readonly proxyIdentity: Mention | undefined;
}

/** A value in the catalogue, and where it stands. */
interface Part {
  readonly value: unknown;
  readonly path: CataloguePath;
}

/** The outline of a value that should be a catalogue. */
export function outlineOf(value: unknown): Outline {
  const catalogue: Part = { value, path: [] };
  const agencies = entriesOf(catalogue, 'agencies');
  const groups = entriesOf(catalogue, 'groups');
  return {
    defaultRoot: mentionIn(partOf(catalogue, 'discovery'), 'default'),
    roots: entriesOf(catalogue, 'api_roots').map(rootOutline),
    agencyNames: present(agencies.map((agency) => mentionIn(agency, 'name'))),
    identities: present(agencies.map((agency) => mentionIn(agency, 'identity'))),
    groupNames: present(groups.map((group) => mentionIn(group, 'name'))),
    members: present(groups.flatMap((group) => entriesOf(group, 'agencies').map(mention))),
    grants: entriesOf(catalogue, 'grants').map(grantOutline),
    releasability: entriesOf(catalogue, 'releasability').map(releasabilityOutline),
    proxyIdentity: mentionIn(catalogue, 'proxy_identity'),
  };
}

/** Leaves out what is not there. */
export function present<Item>(items: readonly (Item | undefined)[]): Item[] {
  return items.filter((item) => item !== undefined);
}

function rootOutline(root: Part): RootOutline {
  return { path: mentionIn(root, 'path'), collections: entriesOf(root, 'collections').map(collectionOutline) };
}

function collectionOutline(collection: Part): CollectionOutline {
  const aggregate = partOf(collection, 'aggregate');
  return {
    id: mentionIn(collection, 'id'),
    alias: mentionIn(collection, 'alias'),
    title: mentionIn(collection, 'title'),
    group: mentionIn(collection, 'group'),
    defaultMarking: mentionIn(collection, 'default_marking'),
    highestMarking: mentionIn(collection, 'highest_marking'),
    attribution: mentionIn(collection, 'attribution'),
    keys: keysOf(collection),
    partsOf: aggregate.value === undefined ? undefined : present(entriesOf(aggregate, 'of').map(mention)),
  };
}

function grantOutline(grant: Part): GrantOutline {
  return {
    place: grant.path,
    agency: mentionIn(grant, 'agency'),
    group: mentionIn(grant, 'group'),
    collection: mentionIn(grant, 'collection'),
    rights: present(entriesOf(grant, 'rights').map(mention)),
  };
}

function releasabilityOutline(entry: Part): ReleasabilityOutline {
  return {
    place: entry.path,
    marking: mentionIn(entry, 'marking'),
    agencies: present(entriesOf(entry, 'agencies').map(mention)),
    groups: present(entriesOf(entry, 'groups').map(mention)),
    namesAnybody: keysOf(entry).some(({ text }) => text === 'agencies' || text === 'groups'),
  };
}

function mentionIn(part: Part, key: string): Mention | undefined {
  return mention(partOf(part, key));
}

function mention({ value, path }: Part): Mention | undefined {
  return typeof value === 'string' ? { text: value, path } : undefined;
}

function entriesOf(part: Part, key: string): Part[] {
  const { value, path } = partOf(part, key);
  return Array.isArray(value) ? value.map((entry: unknown, index) => ({ value: entry, path: [...path, index] })) : [];
}

function keysOf({ value, path }: Part): Mention[] {
  return typeof value === 'object' && value !== null
    ? Object.keys(value).map((key) => ({ text: key, path: [...path, key] }))
    : [];
}

function partOf({ value, path }: Part, key: string): Part {
  const isKeyed = typeof value === 'object' && value !== null && Object.hasOwn(value, key);
  return { value: isKeyed ? (value as Record<string, unknown>)[key] : undefined, path: [...path, key] };
}
