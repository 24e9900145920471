// Changes of a catalogue entry by entry, held against all that holds for a catalogue file. Nothing is in force by it.
import { randomUUID } from 'node:crypto';
import type { Catalogue } from '../../schemas/catalogue/catalogue.ts';
import { checkCatalogue } from '../../schemas/catalogue/check.ts';
import type { ApiRootDocument, CatalogueDocument, CollectionDocument } from '../../schemas/catalogue/document.ts';
import type { CatalogueFault } from '../../schemas/catalogue/fault.ts';
import { catalogueOf } from './from-document.ts';
import { placeInWords } from './place-in-words.ts';
import { withoutAgency, withoutApiRoot, withoutCollections, withoutGroup } from './remove-entry.ts';
import { documentOf } from './write-catalogue.ts';

/** An entry of the catalogue that comes, goes or becomes another one. */
export interface EntryEdit {
  readonly what: 'agency' | 'group' | 'collection' | 'api-root';
  /** What it is known by: the name of an agency or a group, a collection's id, an API root's path; absent where it is new. */
  readonly key?: string;
  /** As a catalogue file has it; of an API root without its collections. Absent where it goes, with all that mentions it. */
  readonly entry?: Readonly<Record<string, unknown>>;
  /** The path of the API root that a collection is in from then on; absent: where it is. */
  readonly apiRoot?: string;
}

/** There can be no such catalogue. The message has all that is wrong, in sentences. */
export class CatalogueRefused extends Error {
  override readonly name = 'CatalogueRefused';
  readonly faults: readonly CatalogueFault[];

  constructor(faults: readonly CatalogueFault[], document: unknown) {
    super(faults.map(({ path, message }) => `${placeInWords(document, path)}${message}`).join('; '));
    this.faults = faults;
  }
}

/** What each kind of entry is known by. */
const KEYS = { agency: 'name', group: 'name', collection: 'id', 'api-root': 'path' } as const;
const IN_WORDS = { agency: 'agency', group: 'group', collection: 'collection', 'api-root': 'API root' } as const;

/**
 * The catalogue with a change, which gets it in the shape of its file, with the ids of collections for their names.
 * @throws {CatalogueRefused} where it would be none
 */
export function changedCatalogue(before: Catalogue, change: (document: CatalogueDocument) => CatalogueDocument): Catalogue {
  const document = change(documentOf(before, new Map()));
  const faults = checkCatalogue(document);
  if (faults.length > 0) throw new CatalogueRefused(faults, document);
  return catalogueOf(document);
}

/**
 * The catalogue with these changes of entries, of which each has to leave a catalogue behind.
 * @throws {CatalogueRefused}
 */
export function withEntries(before: Catalogue, edits: readonly EntryEdit[]): Catalogue {
  return edits.reduce((catalogue, edit) => changedCatalogue(catalogue, (document) => withEntry(document, edit)), before);
}

function withEntry(document: CatalogueDocument, edit: EntryEdit): CatalogueDocument {
  const { what, key, entry } = edit;
  if (key !== undefined && !keysOf(document, what).includes(key)) refuse(document, `there is no ${IN_WORDS[what]} ${JSON.stringify(key)} any more`);
  if (entry === undefined) return without(document, what, key ?? '');
  const name = KEYS[what];
  if (key !== undefined && entry[name] !== key) refuse(document, `the ${name} of what is there stays as it is, since accounts and clients know it`);
  switch (what) {
    case 'agency':
      return { ...document, agencies: replaced(document.agencies, name, key, entry) };
    case 'group':
      return { ...document, groups: replaced(document.groups, name, key, entry) };
    case 'api-root':
      return { ...document, api_roots: withRoot(document.api_roots, key, entry) };
    case 'collection':
      return withCollection(document, edit, { id: randomUUID(), ...entry });
  }
}

function keysOf({ agencies = [], groups = [], api_roots: roots = [] }: CatalogueDocument, what: EntryEdit['what']): string[] {
  switch (what) {
    case 'agency':
      return agencies.map(({ name }) => name);
    case 'group':
      return groups.map(({ name }) => name);
    case 'api-root':
      return roots.map(({ path }) => path);
    case 'collection':
      return roots.flatMap(({ collections }) => collections.map(({ id }) => id));
  }
}

function without(document: CatalogueDocument, what: EntryEdit['what'], key: string): CatalogueDocument {
  switch (what) {
    case 'agency':
      return withoutAgency(document, key);
    case 'group':
      return withoutGroup(document, key);
    case 'api-root':
      return withoutApiRoot(document, key);
    case 'collection':
      return withoutCollections(document, [key]);
  }
}

// What it will be is checked afterwards, whatever it is until then.
function replaced<Entry extends object>(entries: readonly Entry[] = [], name: string, key: string | undefined, entry: object): readonly Entry[] {
  if (key === undefined) return [...entries, entry as Entry];
  return entries.map((each) => ((each as Record<string, unknown>)[name] === key ? (entry as Entry) : each));
}

function withRoot(roots: readonly ApiRootDocument[] = [], key: string | undefined, entry: object): readonly ApiRootDocument[] {
  const collections = roots.find(({ path }) => path === key)?.collections ?? [];
  return replaced(roots, 'path', key, { ...entry, collections });
}

function withCollection(document: CatalogueDocument, { key, apiRoot }: EntryEdit, entry: object): CatalogueDocument {
  const { api_roots: roots = [] } = document;
  const isIn = ({ collections }: ApiRootDocument): boolean => key !== undefined && collections.some(({ id }) => id === key);
  const target = apiRoot ?? roots.find(isIn)?.path;
  if (!roots.some(({ path }) => path === target)) refuse(document, `there is no API root ${JSON.stringify(target ?? '')} to put the collection in`);
  const changed = roots.map((root) => {
    const { collections } = root;
    if (root.path === target) return { ...root, collections: isIn(root) ? replaced(collections, 'id', key, entry) : [...collections, entry as CollectionDocument] };
    return { ...root, collections: collections.filter(({ id }) => id !== key) };
  });
  return { ...document, api_roots: changed };
}

function refuse(document: CatalogueDocument, message: string): never {
  throw new CatalogueRefused([{ path: [], message }], document);
}
