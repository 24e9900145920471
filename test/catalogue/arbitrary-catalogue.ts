// Random catalogues, out of the values that YAML is most likely to get wrong.
import * as fc from 'fast-check';
import type { Catalogue, DiscoveryEntry, GrantEntry, GroupEntry } from '../../schemas/catalogue/catalogue.ts';
import { DEFAULT_CLEARANCE, RELEASE_DEFAULTS } from '../../schemas/catalogue/document.ts';
import { withRelease } from './arbitrary-release.ts';

const TRICKY = [
  'yes', 'no', 'null', '~', 'true', '0x1F', '1e3', '012', '.nan', '2026-01-31', '---', '...', '<<', '%YAML 1.1',
  '- list', '# comment', 'key: value', '? key', '"quoted"', "it's", '{flow}', '[flow]', '&anchor', '*alias', '!tag',
  '|', '>', '@at', '`tick`', ' leading', 'trailing ', 'back\\slash', 'größe 🛰', 'no\u{a0}break', '\u{feff}mark',
  'line\u{2028}separator', 'a long line of many words, '.repeat(10), 'longword'.repeat(30),
];

const character = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 1 })
  .filter((one) => !/[\p{Cc}\p{Cs}]/u.test(one));
const line = fc.oneof(fc.constantFrom(...TRICKY), fc.string({ unit: character, minLength: 1, maxLength: 200 }));
const title = line.filter((text) => /\S/.test(text));
const text = fc
  .array(fc.oneof(line, fc.constantFrom('', ' ', '\n', '\t', '\n\n', ' \n ')), { maxLength: 6 })
  .map((parts) => parts.join(''));
const name = fc.stringMatching(/^[a-z0-9]{1,6}(?:-[a-z0-9]{1,6}){0,2}$/);
const segment = fc.stringMatching(/^[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,8}$/).filter(isFree);
const segments = fc.array(segment, { minLength: 1, maxLength: 3 });
const path = fc.oneof(fc.constant('/'), segments.map((parts) => parts.join('/')));
const mediaTypes = fc.uniqueArray(fc.constantFrom('2.1', '2.0'), { minLength: 1 }).map((versions) =>
  versions.map((version) => `application/stix+json;version=${version}`),
);

const collection = fc
  .record(
    {
      id: fc.uuid({ version: 4 }),
      title,
      alias: segment,
      description: text,
      mediaTypes,
      validation: fc.constantFrom('strict' as const, 'standard' as const, 'lenient' as const),
      allowedTypes: fc.uniqueArray(fc.stringMatching(/^[a-z]{3,6}(?:-[a-z0-9]{1,6}){0,2}$/), { minLength: 1, maxLength: 3 }),
      customContent: fc.constantFrom('allow' as const, 'extensions-only' as const, 'refuse' as const),
      reportsHints: fc.boolean(),
    },
    { requiredKeys: ['id', 'title', 'mediaTypes', 'validation', 'customContent', 'reportsHints'] },
  )
  .map((entry) => ({ ...entry, ...RELEASE_DEFAULTS }));

const apiRoot = fc.record(
  {
    path,
    title,
    description: text,
    maxContentLength: fc.oneof(fc.constant(10_485_760), fc.integer({ min: 1, max: 104_857_600 })),
    collections: uniqueBy(collection, ['id', 'title', 'alias']),
  },
  { requiredKeys: ['path', 'title', 'maxContentLength', 'collections'] },
);

const agency = fc.record({
  name,
  title,
  identity: fc.uuid({ version: [1, 2, 3, 4, 5] }).map((uuid) => `identity--${uuid}`),
  kind: fc.constantFrom('operator' as const, 'member' as const, 'vendor' as const),
});

const skeleton = fc.record({
  discovery: fc.record({ title, description: text, contact: text }, { requiredKeys: ['title'] }),
  apiRoots: uniqueBy(apiRoot, ['path']).map(withUniqueIds),
  agencies: uniqueBy(agency, ['name', 'identity']),
});

/** Valid catalogues, small ones: up to five entries of each kind. */
export const catalogues: fc.Arbitrary<Catalogue> = skeleton
  .chain(({ discovery, apiRoots, agencies }) =>
    groupsOf(agencies).chain((groups) =>
      fc.record({
        discovery: withDefault(discovery, apiRoots),
        apiRoots: fc.constant(apiRoots),
        groups: fc.constant(groups),
        agencies: fc.constant(agencies),
        grants: grantsOf({ apiRoots, groups, agencies }),
        defaultClearance: fc.constant(DEFAULT_CLEARANCE),
        releasability: fc.constant([]),
      }),
    ),
  )
  .chain(withRelease);

function groupsOf(agencies: Catalogue['agencies']): fc.Arbitrary<GroupEntry[]> {
  const members = fc.shuffledSubarray(agencies.map((entry) => entry.name));
  return uniqueBy(fc.record({ name, title, agencies: members }), ['name']);
}

function grantsOf({ apiRoots, agencies, groups }: Pick<Catalogue, 'apiRoots' | 'agencies' | 'groups'>) {
  const ids = apiRoots.flatMap(({ collections }) => collections.map(({ id }) => id));
  const ofAgencies = agencies.map((entry) => ({ agency: entry.name }));
  const grantees = [...ofAgencies, ...groups.map((entry) => ({ group: entry.name }))];
  const pairs = ids.flatMap((collection) => grantees.map((grantee) => Object.assign({ collection }, grantee)));
  const rights = fc.shuffledSubarray<'read' | 'write'>(['read', 'write'], { minLength: 1 });
  const withRights = (pair: Omit<GrantEntry, 'rights'>) => rights.map((held) => grant(pair, held));
  return fc.subarray(pairs).chain((chosen) => fc.tuple(...chosen.map(withRights)));
}

function grant(pair: Omit<GrantEntry, 'rights'>, rights: GrantEntry['rights']): GrantEntry {
  return { ...pair, rights };
}

function withDefault(discovery: DiscoveryEntry, apiRoots: Catalogue['apiRoots']): fc.Arbitrary<DiscoveryEntry> {
  const withPath = (path: string): DiscoveryEntry => ({ ...discovery, default: path });
  return fc.constantFrom(discovery, ...apiRoots.map((root) => withPath(root.path)));
}

function withUniqueIds<Root extends { collections: { id: string }[] }>(roots: Root[]): Root[] {
  const seen = new Set<string>();
  for (const root of roots) {
    root.collections = root.collections.filter(({ id }) => !seen.has(id));
    for (const { id } of root.collections) seen.add(id);
  }
  return roots;
}

function uniqueBy<Entry extends object>(entry: fc.Arbitrary<Entry>, keys: (keyof Entry)[]): fc.Arbitrary<Entry[]> {
  const differ = (one: Entry, other: Entry): boolean =>
    keys.every((key) => one[key] === undefined || one[key] !== other[key]);
  return fc
    .array(entry, { maxLength: 5 })
    .map((entries) => entries.filter((one, index) => entries.slice(0, index).every((other) => differ(one, other))));
}

// Segments that the catalogue's rules keep for others.
function isFree(segment: string): boolean {
  return !['taxii2', 'channels', 'collections', 'status', '.', '..'].includes(segment);
}
