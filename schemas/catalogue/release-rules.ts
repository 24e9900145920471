// What the entries of a catalogue must and must not say about each other where they say who may see what.
import { publishedTlpLevel, tlpLevel } from '../stix/tlp.ts';
import type { CatalogueFault } from './fault.ts';
import { RELEASE_DEFAULTS } from './document.ts';
import { didYouMean } from './nearest.ts';
import { type CollectionOutline, type Mention, type Outline, present } from './outline.ts';
import { collectionsByReference, repeated, textsOf, unresolved, whichCollection } from './rules.ts';

/** Keys of a collection that are about publishing there, which nobody can do in an aggregate. */
const PUBLISHING_KEYS: ReadonlySet<string> = new Set([
  'validation',
  'allowed_types',
  'custom_content',
  'report_hints',
  'default_marking',
  'highest_marking',
  'granular_markings',
  'unknown_markings',
  'attribution',
  'new_versions',
  'retention',
  'legal_hold',
]);

/** Everything about release that an outline says twice, refers to in vain, or takes back in another place. */
export function checkReleaseRules(outline: Outline): CatalogueFault[] {
  const collections = outline.roots.flatMap((root) => root.collections);
  return [
    ...collections.flatMap(contradictingMarkings),
    ...collections.flatMap(uselessKeys),
    ...aggregateFaults(outline, collections),
    ...groupReferences(outline, collections),
    ...releasabilityFaults(outline),
    ...proxyFaults(outline, collections),
  ];
}

// Otherwise nothing that is unmarked could be published there.
function contradictingMarkings({ defaultMarking, highestMarking }: CollectionOutline): CatalogueFault[] {
  const byDefault = tlpLevel(defaultMarking?.text ?? RELEASE_DEFAULTS.defaultMarking);
  const highest = tlpLevel(highestMarking?.text ?? RELEASE_DEFAULTS.highestMarking);
  const at = defaultMarking ?? highestMarking;
  if (byDefault === undefined || highest === undefined || byDefault <= highest || at === undefined) return [];
  const said = defaultMarking === undefined ? `default_marking, which is ${RELEASE_DEFAULTS.defaultMarking} here` : 'highest_marking';
  const message =
    defaultMarking === undefined ? `must not be below ${said}` : `must not be above ${said}, ${highestMarking?.text}`;
  return [{ path: at.path, message }];
}

function uselessKeys({ partsOf, keys }: CollectionOutline): CatalogueFault[] {
  if (partsOf === undefined) return [];
  return keys
    .filter(({ text }) => PUBLISHING_KEYS.has(text))
    .map(({ path }) => ({ path, message: 'is of no use in an aggregate collection, as nobody publishes there' }));
}

function aggregateFaults({ roots, grants }: Outline, collections: readonly CollectionOutline[]): CatalogueFault[] {
  const ids = collectionsByReference(roots);
  const known = new Set(ids.keys());
  const aggregates = new Set(present(collections.filter(({ partsOf }) => partsOf !== undefined).map(({ id }) => id?.text)));
  const isAggregate = (mention: Mention): boolean => aggregates.has(ids.get(mention.text) ?? '');
  const parts = collections.flatMap(({ partsOf = [] }) => partsOf);
  const writes = grants
    .filter(({ collection }) => collection !== undefined && isAggregate(collection))
    .flatMap(({ rights }) => rights.filter(({ text }) => text === 'write'));
  return [
    ...unresolved(parts, known, 'collection', whichCollection),
    ...collections.flatMap(({ partsOf = [] }) => repeatedParts(partsOf, ids)),
    ...parts.filter(isAggregate).map(({ text, path }) => {
      return { path, message: `${JSON.stringify(text)} is an aggregate itself; name the collections that it is made of` };
    }),
    ...writes.map(({ path }) => ({ path, message: 'can\'t be granted in an aggregate collection, which is read-only' })),
  ];
}

// The same text twice is told by the schema; here, one collection by its id and by its alias.
function repeatedParts(parts: readonly Mention[], ids: ReadonlyMap<string, string>): CatalogueFault[] {
  const seen = new Map<string, string>();
  return parts.flatMap(({ text, path }) => {
    const id = ids.get(text);
    if (id === undefined) return [];
    const before = seen.get(id);
    seen.set(id, before ?? text);
    if (before === undefined || before === text) return [];
    return [{ path, message: `${JSON.stringify(text)} is the same collection as ${JSON.stringify(before)} in this list` }];
  });
}

function groupReferences({ groupNames }: Outline, collections: readonly CollectionOutline[]): CatalogueFault[] {
  return unresolved(present(collections.map(({ group }) => group)), textsOf(groupNames), 'group', didYouMean);
}

function releasabilityFaults({ releasability, agencyNames, groupNames }: Outline): CatalogueFault[] {
  const markings = present(releasability.map(({ marking }) => marking));
  const toNobody = 'must name agencies, groups or both; an empty list stands for nobody but publisher and operators';
  return [
    ...repeated(markings, 'marking of an entry'),
    ...markings
      .filter(({ text }) => publishedTlpLevel(text) !== undefined)
      .map(({ path }) => ({ path, message: 'is a marking of the TLP, about which the clearance of grants decides' })),
    ...unresolved(releasability.flatMap(({ agencies }) => agencies), textsOf(agencyNames), 'agency', didYouMean),
    ...unresolved(releasability.flatMap(({ groups }) => groups), textsOf(groupNames), 'group', didYouMean),
    ...releasability.filter(({ namesAnybody }) => !namesAnybody).map(({ place }) => ({ path: place, message: toNobody })),
  ];
}

function proxyFaults({ proxyIdentity, identities }: Outline, collections: readonly CollectionOutline[]): CatalogueFault[] {
  const proxied = present(collections.map(({ attribution }) => attribution)).filter(({ text }) => text === 'proxy');
  if (proxyIdentity === undefined) {
    const message = 'needs the key proxy_identity at the top of the catalogue: the identity that takes the place of authors';
    return proxied.map(({ path }) => ({ path, message }));
  }
  if (!textsOf(identities).has(proxyIdentity.text)) return [];
  return [{ path: proxyIdentity.path, message: 'is the identity of an agency, which would be taken for the author' }];
}
