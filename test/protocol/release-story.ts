// What the table of release is made of: markings, filters, readers, and a story in which agencies publish past each other.
import type { ObjectQuery } from '../../collections/storage/port.ts';
import type { Catalogue } from '../../schemas/catalogue/catalogue.ts';
import { versionKey } from '../../schemas/timestamp.ts';
import { TLP } from '../markings/model.ts';
import { BOTH, DESK, MARKINGS, OPEN, worldCatalogue } from '../markings/world.ts';
import { indicator, instant, ipv4Address, malware, newId, statementMarking, versionOf, type StixObject, type Wishes } from './stix-objects.ts';

/** Every version of everything. */
export const EVERY_VERSION = { versions: 'all', specVersions: ['2.0', '2.1'], limit: 10_000, maximumBytes: 1e9 } as const;
/** The default: the last version of each object. */
export const LAST = { first: false, last: true, values: [] } as const;
const SECOND_INSTANT = instant(1);

const whole = (...object_marking_refs: readonly (string | undefined)[]): Wishes => ({ object_marking_refs });
const part = (marking_ref: string): Wishes => ({ granular_markings: [{ marking_ref, selectors: ['name'] }] });
/** A marking definition that is red itself. */
export const STATEMENT = statementMarking(whole(TLP.red));

/** Another one, which no object bears. */
export const HIDDEN_MARKING = statementMarking(whole(TLP.red));

/** Every way of marking an object. */
const MARKED: readonly Wishes[] = [
  {},
  ...Object.values(TLP).map((marking) => whole(marking)),
  whole(TLP.green, TLP.amber),
  whole(TLP.red, TLP.white),
  part(TLP.red),
  part(TLP.green),
  { ...whole(TLP.amber), ...part(TLP['amber+strict']) },
  whole(MARKINGS[0]),
  whole(MARKINGS[1]),
  whole(MARKINGS[1], TLP.amber),
  whole(MARKINGS[0], MARKINGS[1], TLP.clear),
  whole(newId('marking-definition'), TLP.green),
  whole(STATEMENT.id),
  whole(STATEMENT.id, TLP.amber),
];

/** Which versions, and of what: the parameters, and what they mean. */
export const FILTERS: readonly [query: string, means: Partial<ObjectQuery>][] = [
  ['', {}],
  ['match[version]=all', { versions: 'all' }],
  ['match[version]=first', { versions: { first: true, last: false, values: [] } }],
  ['match[version]=first,last', { versions: { first: true, last: true, values: [] } }],
  [`match[version]=${SECOND_INSTANT}`, { versions: { first: false, last: false, values: [versionKey(SECOND_INSTANT) ?? ''] } }],
  ['match[type]=malware', { types: ['malware'] }],
  ['match[type]=indicator,ipv4-addr&match[version]=all', { types: ['indicator', 'ipv4-addr'], versions: 'all' }],
  ['match[type]=marking-definition', { types: ['marking-definition'] }],
  ['match[spec_version]=2.1', { specVersions: ['2.1'] }],
  ['match[spec_version]=2.0', { specVersions: ['2.0'] }],
];

/** One envelope that somebody publishes. */
export interface Sent {
  readonly agency: string;
  readonly collection: string;
  readonly objects: readonly StixObject[];
}

/** An object for each way of marking, or for one in so many, published by that agency. */
export function marked(agency: string, oneIn: number): StixObject[] {
  return MARKED.filter((_, index) => index % oneIn === 0).map((wishes, index) =>
    index % 3 === 0 ? indicator({ name: agency, ...wishes }) : malware({ name: agency, ...wishes }),
  );
}
/** Green at first, then red. */
export const RAISED = malware({ name: 'raised', ...whole(TLP.green) });
/** Red at first, then green. */
export const LOWERED = malware({ name: 'lowered', ...whole(TLP.red) });
/** Published as red by one agency, and as green by another that can't see that. */
export const SHARED = malware({ name: 'of the high', ...whole(TLP.red) });
/** For everybody; others bring versions of it, too. */
export const PLAIN = malware({ name: 'plain', ...whole(TLP.clear) });
/** An object without versions, red and not. */
export const ADDRESS = ipv4Address('198.51.100.9');

/**
 * What everybody publishes, in this order: some of it more than once, and out of each other's sight. Both collections have
 * some objects in common, so that the aggregate has them twice; each has others of its own.
 * @param oneIn of the ways of marking an object one in so many is there
 */
export function storyWith(oneIn: number): Sent[] {
  return [DESK, OPEN].flatMap((collection) => [
    { agency: 'high', collection, objects: [STATEMENT, HIDDEN_MARKING, ...marked('high', oneIn)] },
    { agency: 'high', collection, objects: [RAISED, LOWERED, SHARED, PLAIN, { ...ADDRESS, ...whole(TLP.red) }] },
    { agency: 'low', collection, objects: marked('low', oneIn) },
    { agency: 'high', collection, objects: [versionOf({ ...RAISED, ...whole(TLP.red) }, 1), versionOf({ ...LOWERED, ...whole(TLP.green) }, 1)] },
    // The same id and version as one out of its sight, and new versions of what is somebody else's.
    { agency: 'low', collection, objects: [{ ...SHARED, name: 'of the low', ...whole(TLP.green) }, ADDRESS, versionOf(PLAIN, 1)] },
    { agency: 'writer', collection, objects: [...marked('writer', oneIn), versionOf({ ...SHARED, ...whole(TLP.clear) }, 2), PLAIN, versionOf(RAISED, 2)] },
    { agency: 'desk', collection, objects: [...marked('desk', oneIn), { ...STATEMENT, definition: { statement: 'of the desk' } }, { ...ADDRESS, defanged: true }] },
    { agency: 'high', collection, objects: [versionOf({ ...SHARED, ...whole(TLP.green) }, 1), PLAIN, versionOf(RAISED, 2)] },
  ]);
}

/** The rules under which it is published. */
export const CATALOGUE = worldCatalogue(
  { default_marking: 'green' },
  { default_marking: 'amber', new_versions: 'anyone' },
  { aggregate: { of: [DESK, OPEN], highest_marking: 'amber' } },
);
/** The same collections under other rules. */
export const CHANGED: Readonly<Record<string, Catalogue>> = {
  'default marking': worldCatalogue(
    { default_marking: 'amber' },
    { default_marking: 'clear', new_versions: 'anyone' },
    { aggregate: { of: [DESK, OPEN], highest_marking: 'amber' } },
  ),
  clearance: {
    ...CATALOGUE,
    defaultClearance: { members: 'red', others: 'clear' },
    grants: CATALOGUE.grants.map((grant) => (grant.agency === 'high' && grant.collection === DESK ? { ...grant, clearance: 'amber' } : grant)),
  },
  group: { ...CATALOGUE, groups: CATALOGUE.groups.map((group) => ({ ...group, agencies: ['low', 'high'] })) },
  releasability: { ...CATALOGUE, releasability: CATALOGUE.releasability.map((entry) => ({ ...entry, agencies: ['low'], groups: [] })) },
  ceiling: worldCatalogue(
    { default_marking: 'green' },
    { default_marking: 'amber', new_versions: 'anyone' },
    { aggregate: { of: [DESK, OPEN], highest_marking: 'green' } },
  ),
};
/** Who may read where. */
export const READERS: readonly (readonly [agency: string, collection: string])[] = [
  ...(['low', 'desk', 'high', 'operator'] as const).map((agency) => [agency, DESK] as const),
  ...(['low', 'desk', 'high'] as const).map((agency) => [agency, OPEN] as const),
  ...(['low', 'desk', 'high', 'operator'] as const).map((agency) => [agency, BOTH] as const),
];
