// What random catalogues say about release: clearances, defaults, aggregates, releasability.
import * as fc from 'fast-check';
import type { Catalogue, CollectionEntry, GrantEntry, ReleasabilityEntry } from '../../schemas/catalogue/catalogue.ts';
import { RELEASE_DEFAULTS } from '../../schemas/catalogue/document.ts';
import { publishedTlpLevel, TLP_NAMES, tlpLevel } from '../../schemas/stix/tlp.ts';

const tlp = fc.constantFrom(...TLP_NAMES);
const days = fc.integer({ min: 1, max: 36_500 });
const types = fc.uniqueArray(fc.stringMatching(/^[a-z]{3,6}(?:-[a-z0-9]{1,6}){0,2}$/), { minLength: 1, maxLength: 3 });
const labels = fc.uniqueArray(fc.constantFrom('apt', 'yes', 'null', 'a: b', ' blank '), { minLength: 1, maxLength: 3 });

const settings = fc
  .record({
    defaultMarking: tlp,
    highestMarking: tlp,
    granularMarkings: fc.constantFrom('as-object' as const, 'refuse' as const),
    unknownMarkings: fc.constantFrom('red' as const, 'refuse' as const),
    attribution: fc.constantFrom('keep' as const, 'require-own' as const, 'proxy' as const),
    newVersions: fc.constantFrom('creator' as const, 'anyone' as const),
    legalHold: fc.boolean(),
  })
  .filter(({ defaultMarking, highestMarking }) => tlpLevel(defaultMarking) <= tlpLevel(highestMarking));

const retention = fc
  .record({ days, daysAfterValidUntil: days }, { requiredKeys: [] })
  .filter((rule) => Object.keys(rule).length > 0);

const filters = fc.record({ types, highestMarking: tlp, labels }, { requiredKeys: ['highestMarking'] });

/** Random catalogues that are like this one but for what they say about release. */
export function withRelease(catalogue: Catalogue): fc.Arbitrary<Catalogue> {
  const collections = catalogue.apiRoots.flatMap((root) => root.collections);
  return fc.subarray(collections).chain((parts) => {
    const ids = parts.map(({ id }) => id);
    return fc
      .record({
        collections: fc.tuple(...collections.map((entry) => released(entry, ids, catalogue))),
        clearances: fc.tuple(...catalogue.grants.map(() => fc.option(tlp, { nil: undefined }))),
        defaultClearance: fc.record({ members: tlp, others: tlp }),
        releasability: releasabilities(catalogue),
        proxyIdentity: fc.uuid({ version: 4 }).map((uuid) => `identity--${uuid}`),
      })
      .map((chosen) => assembled(catalogue, chosen));
  });
}

// Of the collections that aren't parts some become aggregates of those that are.
function released(entry: CollectionEntry, parts: readonly string[], { groups }: Catalogue): fc.Arbitrary<CollectionEntry> {
  const group = fc.constantFrom(undefined, ...groups.map(({ name }) => name));
  const ordinary = fc
    .record({ settings, retention: fc.option(retention, { nil: undefined }), group })
    .map((chosen): CollectionEntry => {
      const extra = { ...(chosen.retention && { retention: chosen.retention }), ...(chosen.group && { group: chosen.group }) };
      return { ...entry, ...chosen.settings, ...extra };
    });
  if (parts.length === 0 || parts.includes(entry.id)) return ordinary;
  const of = fc.shuffledSubarray([...parts], { minLength: 1 });
  const { allowedTypes: _types, ...bare } = entry;
  const readOnly = { ...bare, ...RELEASE_DEFAULTS, validation: 'standard', customContent: 'allow', reportsHints: false } as const;
  const aggregate = fc.tuple(of, filters).map(([ids, kept]): CollectionEntry => {
    return { ...readOnly, aggregate: { ...kept, of: ids } };
  });
  return fc.oneof(ordinary, aggregate);
}

function releasabilities({ agencies, groups }: Catalogue): fc.Arbitrary<ReleasabilityEntry[]> {
  const entry = fc.record(
    {
      marking: fc.uuid({ version: 4 }).map((uuid) => `marking-definition--${uuid}`),
      title: fc.constantFrom('Releasable to some', 'no', '# 1'),
      agencies: fc.shuffledSubarray(agencies.map(({ name }) => name)),
      groups: fc.shuffledSubarray(groups.map(({ name }) => name)),
    },
    { requiredKeys: ['marking', 'agencies', 'groups'] },
  );
  return fc
    .uniqueArray(entry, { selector: ({ marking }) => marking, maxLength: 3 })
    .map((entries) => entries.filter(({ marking }) => publishedTlpLevel(marking) === undefined));
}

function assembled(
  catalogue: Catalogue,
  { collections, clearances, defaultClearance, releasability, proxyIdentity }: {
    collections: readonly CollectionEntry[];
    clearances: readonly GrantEntry['clearance'][];
    defaultClearance: Catalogue['defaultClearance'];
    releasability: readonly ReleasabilityEntry[];
    proxyIdentity: string;
  },
): Catalogue {
  const byId = new Map(collections.map((entry) => [entry.id, entry]));
  const needsProxy = collections.some(({ attribution }) => attribution === 'proxy');
  const grants = catalogue.grants.flatMap((grant, index): GrantEntry[] => {
    const rights = byId.get(grant.collection)?.aggregate === undefined ? grant.rights : grant.rights.filter((right) => right === 'read');
    const clearance = clearances[index];
    return rights.length === 0 ? [] : [{ ...grant, rights, ...(clearance && { clearance }) }];
  });
  return {
    ...catalogue,
    apiRoots: catalogue.apiRoots.map((root) =>
      Object.assign({}, root, { collections: root.collections.map((entry) => byId.get(entry.id) ?? entry) }),
    ),
    grants,
    defaultClearance,
    releasability,
    ...(needsProxy ? { proxyIdentity } : {}),
  };
}
