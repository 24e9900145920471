// What changes when one catalogue takes the place of another, entry by entry, and in words for whoever applies it.
import type {
  AgencyEntry,
  ApiRootEntry,
  Catalogue,
  CollectionEntry,
  GrantEntry,
  GroupEntry,
  ReleasabilityEntry,
} from '../../schemas/catalogue/catalogue.ts';
import { DEFAULT_CLEARANCE, referenceTo } from '../../schemas/catalogue/document.ts';

/** One entry that comes, goes or changes. */
export interface CatalogueChange {
  readonly kind: 'added' | 'changed' | 'removed';
  readonly what: 'discovery' | 'API root' | 'collection' | 'agency' | 'group' | 'grant' | 'release rules' | 'releasability';
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
 * their path, collections by id, agencies and groups by name, grants by who is granted and where, releasability by
 * marking. The order of entries
 * makes no difference, except that of API roots, which clients see in discovery.
 */
export function differenceOf(before: Catalogue | undefined, after: Catalogue): CatalogueChange[] {
  const lasting = lastingRoots(before, after);
  const changesOf = (what: CatalogueChange['what'], entriesOf: (catalogue: Catalogue) => ComparedEntry[]) =>
    compare(what, before === undefined ? [] : entriesOf(before), entriesOf(after));
  return [
    ...changesOf('discovery', (catalogue) => [discoveryEntry(catalogue, lasting)]),
    ...changesOf('API root', ({ apiRoots }) => apiRoots.map(rootEntry)),
    ...changesOf('collection', (catalogue) => catalogue.apiRoots.flatMap((root) => collectionEntries(root, catalogue))),
    ...changesOf('group', ({ groups }) => groups.map(groupEntry)),
    ...changesOf('agency', ({ agencies }) => agencies.map(agencyEntry)),
    ...changesOf('grant', grantEntries),
    ...changesOf('release rules', releaseEntries),
    ...changesOf('releasability', ({ releasability }) => releasability.map(releasabilityEntry)),
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

function collectionEntries(root: ApiRootEntry, catalogue: Catalogue): ComparedEntry[] {
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
      ...releaseProperties(collection, namesOf(catalogue)),
    };
    return { key: id, name: nameOf(root, collection), properties };
  });
}

function releaseProperties(
  { group, aggregate, retention, legalHold, ...settings }: CollectionEntry,
  names: ReadonlyMap<string, string>,
): ComparedEntry['properties'] {
  return {
    group,
    default_marking: settings.defaultMarking,
    highest_marking: settings.highestMarking,
    granular_markings: settings.granularMarkings,
    unknown_markings: settings.unknownMarkings,
    attribution: settings.attribution,
    new_versions: settings.newVersions,
    'aggregate.of': aggregate?.of.map((id) => names.get(id) ?? id) ?? [],
    'aggregate.types': aggregate === undefined ? [] : (aggregate.types ?? ['all']),
    'aggregate.highest_marking': aggregate?.highestMarking,
    'aggregate.labels': aggregate === undefined ? [] : (aggregate.labels ?? ['all']),
    'retention.days': numberText(retention?.days),
    'retention.days_after_valid_until': numberText(retention?.daysAfterValidUntil),
    legal_hold: String(legalHold),
  };
}

function groupEntry({ name, title, agencies }: GroupEntry): ComparedEntry {
  const gist = `agencies: ${agencies.join(', ') || '(none)'}`;
  return { key: name, name, properties: { title: text(title), agencies }, gist };
}

function agencyEntry({ name, title, identity, kind }: AgencyEntry): ComparedEntry {
  return { key: name, name, properties: { title: text(title), identity, kind } };
}

function grantEntries(catalogue: Catalogue): ComparedEntry[] {
  const names = namesOf(catalogue);
  return catalogue.grants.map(({ agency, group, collection, rights, clearance }: GrantEntry) => {
    const grantee = agency === undefined ? `group ${group}` : `agency ${agency}`;
    const upTo = clearance === undefined ? '' : `, clearance: ${clearance}`;
    return {
      key: `${grantee} ${collection}`,
      name: `to ${grantee} in ${names.get(collection) ?? collection}`,
      properties: { rights, clearance: clearance ?? 'default' },
      gist: `rights: ${rights.join(', ')}${upTo}`,
    };
  });
}

// Where all is by default there is nothing to tell of.
function releaseEntries({ defaultClearance: { members, others }, proxyIdentity }: Catalogue): ComparedEntry[] {
  const isByDefault = members === DEFAULT_CLEARANCE.members && others === DEFAULT_CLEARANCE.others;
  if (isByDefault && proxyIdentity === undefined) return [];
  const properties = {
    'default_clearance.members': members,
    'default_clearance.others': others,
    proxy_identity: proxyIdentity,
  };
  const gist = `default_clearance: members ${members}, others ${others}; proxy_identity: ${proxyIdentity ?? '(none)'}`;
  return [{ key: '', name: '', properties, gist }];
}

function releasabilityEntry({ marking, title, agencies, groups }: ReleasabilityEntry): ComparedEntry {
  const to = [...agencies.map((name) => `agency ${name}`), ...groups.map((name) => `group ${name}`)];
  const gist = `to ${to.join(', ') || 'nobody'}`;
  return { key: marking, name: marking, properties: { title: text(title), agencies, groups }, gist };
}

/** What people call the collections, by id. */
function namesOf({ apiRoots }: Catalogue): ReadonlyMap<string, string> {
  return new Map(apiRoots.flatMap((root) => root.collections.map((entry) => [entry.id, nameOf(root, entry)] as const)));
}

function numberText(value: number | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}

function nameOf({ path }: ApiRootEntry, { id, alias }: CollectionEntry): string {
  return alias === undefined ? id : referenceTo(path, alias);
}

function text(value: string | undefined): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}
