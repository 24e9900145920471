// A small world for tests of release: who there is, what they may, and what they may publish.
import * as fc from 'fast-check';
import { catalogueOf } from '../../collections/catalogue/from-document.ts';
import type { Catalogue } from '../../schemas/catalogue/catalogue.ts';
import type { ObjectQuery, VersionSelection } from '../../collections/storage/port.ts';
import { versionKey } from '../../schemas/timestamp.ts';
import { instant, type StixObject } from '../protocol/stix-objects.ts';
import { TLP } from './model.ts';

/** Collections: two ordinary ones and one that is made of them. */
export const DESK = 'a1d00000-0000-4000-8000-000000000001';
export const OPEN = 'a1d00000-0000-4000-8000-000000000002';
export const BOTH = 'a1d00000-0000-4000-8000-000000000003';

/** Agencies; `low` gets green, `high` red, `writer` may not read, and `desk` is a member of the desk's group. */
export const WORLD_AGENCIES = ['low', 'desk', 'high', 'writer', 'operator'] as const;
export type WorldAgency = (typeof WORLD_AGENCIES)[number];

/** Markings that aren't of the TLP: the first is releasable to `desk` and `high`, the second to the group. */
export const MARKINGS = [1, 2, 3].map((digit) => `marking-definition--0000000${digit}-0000-4000-8000-000000000000`);

/** The identity of an agency. */
export function identityOf(agency: WorldAgency): string {
  return `identity--0000000${WORLD_AGENCIES.indexOf(agency)}-0000-4000-8000-00000000000a`;
}

/** What a test wants otherwise of a collection, in the words of the catalogue file. */
export type CollectionRules = Readonly<Record<string, unknown>>;

/** The catalogue of the world. */
export function worldCatalogue(desk: CollectionRules = {}, open: CollectionRules = {}, aggregate: CollectionRules = {}): Catalogue {
  return catalogueOf({
    discovery: { title: 'World' },
    api_roots: [
      {
        path: 'world',
        title: 'World',
        collections: [
          { id: DESK, title: 'Desk', group: 'desks', ...desk },
          { id: OPEN, title: 'Open', ...open },
          { id: BOTH, title: 'Both', aggregate: { of: [DESK, OPEN] }, ...aggregate },
        ],
      },
    ],
    agencies: WORLD_AGENCIES.map((name) => ({
      name,
      title: name,
      kind: name === 'operator' ? 'operator' : 'member',
      identity: identityOf(name),
    })),
    groups: [{ name: 'desks', title: 'Desks', agencies: ['desk'] }],
    grants: [
      ...[DESK, OPEN].flatMap((collection) => [
        { agency: 'low', collection, rights: ['read', 'write'] as const },
        { agency: 'desk', collection, rights: ['read', 'write'] as const },
        { agency: 'high', collection, rights: ['read', 'write'] as const, clearance: 'red' as const },
        { agency: 'writer', collection, rights: ['write'] as const },
      ]),
      { agency: 'operator', collection: DESK, rights: ['read'] as const, clearance: 'amber+strict' as const },
      ...(['low', 'high', 'operator'] as const).map((agency) => ({ agency, collection: BOTH, rights: ['read'] as const })),
      { agency: 'desk', collection: BOTH, rights: ['read'] as const, clearance: 'green' as const },
    ],
    releasability: [
      { marking: MARKINGS[0] ?? '', agencies: ['desk', 'high'] },
      { marking: MARKINGS[1] ?? '', groups: ['desks'] },
    ],
  });
}

const mark = fc.oneof({ arbitrary: fc.constantFrom(...Object.values(TLP)), weight: 3 }, { arbitrary: fc.constantFrom(...MARKINGS), weight: 2 });
const marks = fc.uniqueArray(mark, { maxLength: 2 });
const digit = fc.integer({ min: 1, max: 2 });

function marked(object: StixObject, whole: readonly string[], parts: readonly string[]): StixObject {
  return {
    ...object,
    ...(whole.length === 0 ? {} : { object_marking_refs: whole }),
    ...(parts.length === 0 ? {} : { granular_markings: parts.map((marking_ref) => ({ marking_ref, selectors: ['id'] })) }),
  };
}

const versioned = fc
  .record({ type: fc.constantFrom('malware', 'indicator'), digit, step: fc.nat({ max: 2 }), name: fc.constantFrom('a', 'b') })
  .map(({ type, digit: one, step, name }): StixObject => {
    const id = `${type}--0000000${one}-0000-4000-8000-00000000000b`;
    return { type, spec_version: '2.1', id, created: instant(0), modified: instant(step), name, labels: [`label-${one}`] };
  });

const observable = fc
  .record({ digit, isDefanged: fc.boolean() })
  .map(({ digit: one, isDefanged }): StixObject => {
    const id = `ipv4-addr--0000000${one}-0000-5000-8000-00000000000c`;
    return { type: 'ipv4-addr', spec_version: '2.1', id, value: '198.51.100.3', ...(isDefanged ? { defanged: true } : {}) };
  });

const definition = fc.constantFrom(...MARKINGS).map((id): StixObject => {
  const content = { definition_type: 'statement', definition: { statement: id } };
  return { type: 'marking-definition', spec_version: '2.1', id, created: instant(0), ...content };
});

const publishedDefinition = fc.constantFrom(TLP.green, TLP.red).map((id): StixObject => {
  return { type: 'marking-definition', spec_version: '2.1', id, created: instant(0), name: 'TLP' };
});

/** Objects of few ids and versions, so that they meet, with all kinds of markings. */
export const worldObjects: fc.Arbitrary<StixObject> = fc
  .tuple(
    fc.oneof({ arbitrary: versioned, weight: 4 }, { arbitrary: observable, weight: 2 }, { arbitrary: definition, weight: 2 }, publishedDefinition),
    marks,
    fc.oneof({ arbitrary: fc.constant([]), weight: 2 }, marks),
  )
  .map(([object, whole, parts]) => {
    const isOfAnother = (id: string): boolean => id !== object.id;
    return object.type === 'marking-definition' && object['name'] === 'TLP'
      ? object
      : marked(object, whole.filter(isOfAnother), parts.filter(isOfAnother));
  });

/** The ids that the objects of the world have. */
export const worldIds = fc
  .constantFrom('malware b', 'indicator b', 'ipv4-addr c')
  .chain((kind) => digit.map((one) => {
    const [type = '', last = ''] = kind.split(' ');
    return `${type}--0000000${one}-0000-${type === 'ipv4-addr' ? '5' : '4'}000-8000-00000000000${last}`;
  }));

/** Which versions are asked for. */
export const worldSelections: fc.Arbitrary<VersionSelection> = fc.oneof(
  fc.constant('all' as const),
  fc
    .record({ first: fc.boolean(), last: fc.boolean(), values: fc.subarray([0, 1, 2].map((step) => versionKey(instant(step)) ?? '')) })
    .filter(({ first, last, values }) => first || last || values.length > 0),
);

/** Questions about a collection. */
export const worldQueries: fc.Arbitrary<ObjectQuery> = fc
  .record({
    versions: worldSelections,
    specVersions: fc.option(fc.subarray(['2.0', '2.1'], { minLength: 1 }), { nil: undefined }),
    types: fc.option(fc.subarray(['malware', 'indicator', 'ipv4-addr', 'marking-definition'], { minLength: 1 }), { nil: undefined }),
  })
  .map(({ versions, specVersions, types }) => ({
    versions,
    ...(specVersions && { specVersions }),
    ...(types && { types }),
    limit: 10_000,
    maximumBytes: 1e9,
  }));
