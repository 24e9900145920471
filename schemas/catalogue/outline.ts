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
  return {
    id: mentionIn(collection, 'id'),
    alias: mentionIn(collection, 'alias'),
    title: mentionIn(collection, 'title'),
  };
}

function grantOutline(grant: Part): GrantOutline {
  return {
    place: grant.path,
    agency: mentionIn(grant, 'agency'),
    group: mentionIn(grant, 'group'),
    collection: mentionIn(grant, 'collection'),
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

function partOf({ value, path }: Part, key: string): Part {
  const isKeyed = typeof value === 'object' && value !== null && Object.hasOwn(value, key);
  return { value: isKeyed ? (value as Record<string, unknown>)[key] : undefined, path: [...path, key] };
}
