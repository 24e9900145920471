// What changes when one catalogue takes the place of another, entry by entry, and in words for whoever applies it.
import type {
  AgencyEntry,
  ApiRootEntry,
  Catalogue,
  CollectionEntry,
  GrantEntry,
  GroupEntry,
} from '../../schemas/catalogue/catalogue.ts';
import { referenceTo } from '../../schemas/catalogue/document.ts';

/** One entry that comes, goes or changes. */
export interface CatalogueChange {
  readonly kind: 'added' | 'changed' | 'removed';
  readonly what: 'discovery' | 'API root' | 'collection' | 'agency' | 'group' | 'grant';
  /** What people call it: an agency's name, `operations/botnets`, `to group asean in operations/botnets`. */
  readonly name: string;
  /** What is different: `title: "Old" -> "New"`, `rights: + write`. For a new grant or group: who gets what. */
  readonly details?: readonly string[];
}

/** An entry as it is compared: by its key, property by property, each written out; the order of a list is no matter. */
interface ComparedEntry {
  readonly key: string;
  readonly name: string;
  readonly properties: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** What is worth telling of a new one. */
  readonly gist?: string;
}

const SIGNS = { added: '+', changed: '~', removed: '-' } as const;

/**
 * Every change from one catalogue to the next; `before` is undefined where there was none. API roots are known by
 * their path, collections by id, agencies and groups by name, grants by who is granted and where. The order of entries
 * makes no difference, except that of API roots, which clients see in discovery.
 */
export function differenceOf(before: Catalogue | undefined, after: Catalogue): CatalogueChange[] {
  const lasting = lastingRoots(before, after);
  const changesOf = (what: CatalogueChange['what'], entriesOf: (catalogue: Catalogue) => ComparedEntry[]) =>
    compare(what, before === undefined ? [] : entriesOf(before), entriesOf(after));
  return [
    ...changesOf('discovery', (catalogue) => [discoveryEntry(catalogue, lasting)]),
    ...changesOf('API root', ({ apiRoots }) => apiRoots.map(rootEntry)),
    ...changesOf('collection', ({ apiRoots }) => apiRoots.flatMap(collectionEntries)),
    ...changesOf('group', ({ groups }) => groups.map(groupEntry)),
    ...changesOf('agency', ({ agencies }) => agencies.map(agencyEntry)),
    ...changesOf('grant', grantEntries),
  ];
}

/** The changes for people, a line for each (`+` added, `~` changed, `-` removed) and one for each detail. */
export function describeChanges(changes: readonly CatalogueChange[]): string {
  if (changes.length === 0) return 'no changes';
  return changes
    .flatMap(({ kind, what, name, details = [] }) => [
      `${SIGNS[kind]} ${name === '' ? what : `${what} ${name}`}`,
      ...details.map((detail) => `    ${detail}`),
    ])
    .join('\n');
}

function compare(
  what: CatalogueChange['what'],
  before: readonly ComparedEntry[],
  after: readonly ComparedEntry[],
): CatalogueChange[] {
  const earlier = new Map(before.map((entry) => [entry.key, entry]));
  const later = new Set(after.map(({ key }) => key));
  const comeOrChanged = after.flatMap((entry): CatalogueChange[] => {
    const old = earlier.get(entry.key);
    if (old === undefined) {
      const details = entry.gist === undefined ? {} : { details: [entry.gist] };
      return [{ kind: 'added', what, name: entry.name, ...details }];
    }
    const details = detailsOf(old.properties, entry.properties);
    return details.length === 0 ? [] : [{ kind: 'changed', what, name: entry.name, details }];
  });
  const gone = before.filter(({ key }) => !later.has(key));
  return [...comeOrChanged, ...gone.map(({ name }): CatalogueChange => ({ kind: 'removed', what, name }))];
}

function detailsOf(before: ComparedEntry['properties'], after: ComparedEntry['properties']): string[] {
  return Object.keys(after).flatMap((property) => {
    const [old, current] = [before[property], after[property]];
    const detail = typeof current === 'object' ? listDetail(old, current) : textDetail(old, current);
    return detail === '' ? [] : [`${property}: ${detail}`];
  });
}

function textDetail(before: unknown, after: string | undefined): string {
  return before === after ? '' : `${before ?? '(none)'} -> ${after ?? '(none)'}`;
}

function listDetail(before: unknown, after: readonly string[]): string {
  const old = new Set(before as readonly string[]);
  const come = after.filter((item) => !old.has(item)).map((item) => `+ ${item}`);
  const gone = [...old.difference(new Set(after))].map((item) => `- ${item}`);
  return [...come, ...gone].join(', ');
}

// A root that comes or goes is a change of its own; only the order of those that stay is one of discovery.
function lastingRoots(before: Catalogue | undefined, after: Catalogue): ReadonlySet<string> {
  const earlier = new Set(before?.apiRoots.map(({ path }) => path));
  return earlier.intersection(new Set(after.apiRoots.map(({ path }) => path)));
}

function discoveryEntry({ discovery, apiRoots }: Catalogue, lasting: ReadonlySet<string>): ComparedEntry {
  const properties = {
    title: text(discovery.title),
    description: text(discovery.description),
    contact: text(discovery.contact),
    'default API root': discovery.default,
    'order of API roots': apiRoots.map(({ path }) => path).filter((path) => lasting.has(path)).join(', '),
  };
  return { key: '', name: '', properties };
}

function rootEntry({ path, title, description, maxContentLength }: ApiRootEntry): ComparedEntry {
  const properties = {
    title: text(title),
    description: text(description),
    max_content_length: String(maxContentLength),
  };
  return { key: path, name: path, properties };
}

function collectionEntries(root: ApiRootEntry): ComparedEntry[] {
  return root.collections.map((collection) => {
    const { id, title, alias, description, mediaTypes, validation, allowedTypes, customContent, reportsHints } = collection;
    const properties = {
      'API root': root.path,
      title: text(title),
      alias,
      description: text(description),
      media_types: mediaTypes,
      validation,
      allowed_types: allowedTypes ?? ['all'],
      custom_content: customContent,
      report_hints: String(reportsHints),
    };
    return { key: id, name: nameOf(root, collection), properties };
  });
}

function groupEntry({ name, title, agencies }: GroupEntry): ComparedEntry {
  const gist = `agencies: ${agencies.join(', ') || '(none)'}`;
  return { key: name, name, properties: { title: text(title), agencies }, gist };
}

function agencyEntry({ name, title, identity, kind }: AgencyEntry): ComparedEntry {
  return { key: name, name, properties: { title: text(title), identity, kind } };
}

function grantEntries({ apiRoots, grants }: Catalogue): ComparedEntry[] {
  const names = new Map(
    apiRoots.flatMap((root) => root.collections.map((entry) => [entry.id, nameOf(root, entry)] as const)),
  );
  return grants.map(({ agency, group, collection, rights }: GrantEntry) => {
    const grantee = agency === undefined ? `group ${group}` : `agency ${agency}`;
    return {
      key: `${grantee} ${collection}`,
      name: `to ${grantee} in ${names.get(collection) ?? collection}`,
      properties: { rights },
      gist: `rights: ${rights.join(', ')}`,
    };
  });
}

function nameOf({ path }: ApiRootEntry, { id, alias }: CollectionEntry): string {
  return alias === undefined ? id : referenceTo(path, alias);
}

function text(value: string | undefined): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}
