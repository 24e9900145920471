// What the entries of a catalogue must and must not say about each other, which JSON Schema can't say.
import type { CatalogueFault } from './fault.ts';
import { referenceTo } from './document.ts';
import { didYouMean } from './nearest.ts';
import { type GrantOutline, type Mention, type Outline, present, type RootOutline } from './outline.ts';

/** What is served beside the API roots, by the first segment of its paths (T-8.2.1-01, -04). */
const BESIDE_ROOTS: ReadonlyMap<string, string> = new Map([
  ['taxii2', 'discovery is'],
  ['health', 'the server tells how it is'],
  ['console', 'the console is'],
  ['openapi', 'the server tells how it is spoken to'],
  ['openapi.json', 'the server tells how it is spoken to'],
]);
/** Kept free under every API root (T-6-01). */
const CHANNELS_SEGMENT = 'channels';
/** The endpoints under an API root (T-3.1). */
const ENDPOINT_SEGMENTS = new Set(['collections', 'status']);

/** Everything that an outline says twice, refers to in vain, or keeps from being reached. */
export function checkRules(outline: Outline): CatalogueFault[] {
  const { roots, agencyNames, identities, groupNames } = outline;
  return [
    ...repeated(present(roots.map(({ path }) => path)), 'path of an API root'),
    ...unreachableRoots(roots),
    ...repeated(present(roots.flatMap(({ collections }) => collections.map(({ id }) => id))), 'id of a collection'),
    ...roots.flatMap(repeatedInRoot),
    ...repeated(agencyNames, 'name of an agency'),
    ...repeated(identities, 'identity of an agency'),
    ...repeated(groupNames, 'name of a group'),
    ...references(outline),
    ...repeatedGrants(outline),
  ];
}

/** A fault at each text that was there before; they are `what` of something. */
export function repeated(mentions: readonly Mention[], what: string): CatalogueFault[] {
  const seen = new Set<string>();
  return mentions.flatMap(({ text, path }) => {
    if (seen.has(text)) return [{ path, message: `${JSON.stringify(text)} is already the ${what}; it must be unique` }];
    seen.add(text);
    return [];
  });
}

// T-5.2.1-02: an alias is unique within its API root, not beyond. It can't be another collection's id either, since the
// schema refuses aliases that look like one.
function repeatedInRoot({ collections }: RootOutline): CatalogueFault[] {
  return [
    ...repeated(present(collections.map(({ alias }) => alias)), 'alias of a collection of this API root'),
    ...repeated(present(collections.map(({ title }) => title)), 'title of a collection of this API root'),
  ];
}

// The exchange answers for an API root where the longest path of one fits (T-4.2-01), so a root that stands where
// another has an endpoint would take that endpoint's place.
function unreachableRoots(roots: readonly RootOutline[]): CatalogueFault[] {
  const paths = present(roots.map(({ path }) => path));
  const declared = new Set(paths.map(({ text }) => text));
  return paths.flatMap(({ text, path }) => {
    const segments = text.split('/');
    const [first = ''] = segments;
    const beside = BESIDE_ROOTS.get(first);
    if (beside !== undefined) return [{ path, message: `must not begin with "${first}", where ${beside}` }];
    if (segments.includes(CHANNELS_SEGMENT)) {
      return [{ path, message: `must not have a segment "${CHANNELS_SEGMENT}", which TAXII keeps for channels` }];
    }
    const above = segments
      .map((segment, position) => ({ segment, root: segments.slice(0, position).join('/') || '/' }))
      .find(({ segment, root }) => ENDPOINT_SEGMENTS.has(segment) && declared.has(root));
    if (above === undefined) return [];
    const message = `must not stand on "${above.segment}", an endpoint of the API root ${JSON.stringify(above.root)}`;
    return [{ path, message }];
  });
}

function references({ defaultRoot, roots, agencyNames, groupNames, members, grants }: Outline): CatalogueFault[] {
  const rootPaths = textsOf(present(roots.map(({ path }) => path)));
  const [agencies, groups] = [textsOf(agencyNames), textsOf(groupNames)];
  const collections = new Set(collectionsByReference(roots).keys());
  const agencyMentions = [...members, ...present(grants.map(({ agency }) => agency))];
  return [
    ...unresolved(present([defaultRoot]), rootPaths, 'API root', didYouMean),
    ...unresolved(agencyMentions, agencies, 'agency', didYouMean),
    ...unresolved(present(grants.map(({ group }) => group)), groups, 'group', didYouMean),
    ...unresolved(present(grants.map(({ collection }) => collection)), collections, 'collection', whichCollection),
  ];
}

/** A fault at each text that names none of what is known; `hint` says which may be meant. */
export function unresolved(
  mentions: readonly Mention[],
  known: ReadonlySet<string>,
  what: string,
  hint: (text: string, known: ReadonlySet<string>) => string,
): CatalogueFault[] {
  return mentions
    .filter(({ text }) => !known.has(text))
    .map(({ text, path }) => ({
      path,
      message: `${JSON.stringify(text)} is no ${what} of this catalogue${hint(text, known)}`,
    }));
}

/** A hint for a reference to a collection that leads nowhere. */
export function whichCollection(text: string, known: ReadonlySet<string>): string {
  const ofThatAlias = known.values().find((reference) => reference.endsWith(`/${text}`));
  if (ofThatAlias !== undefined) return `; did you mean ${JSON.stringify(ofThatAlias)}?`;
  return didYouMean(text, known) || '; a collection is named by its id, or by its API root, "/" and its alias';
}

// Two grants of one agency in one collection would be two places to look for one answer.
function repeatedGrants({ grants, roots }: Outline): CatalogueFault[] {
  const ids = collectionsByReference(roots);
  const first = new Map<string, number>();
  return grants.flatMap(({ place, agency, group, collection }: GrantOutline, index) => {
    const id = ids.get(collection?.text ?? '');
    if (id === undefined || (agency === undefined) === (group === undefined)) return [];
    const key = JSON.stringify([agency?.text, group?.text, id]);
    const before = first.get(key);
    first.set(key, before ?? index);
    if (before === undefined) return [];
    return [{ path: place, message: `grants to the same in the same collection as grants[${before}]; make them one` }];
  });
}

/** The id of each collection, under all that an entry may name it by: its id, and its API root and alias. */
export function collectionsByReference(roots: readonly RootOutline[]): Map<string, string> {
  const ids = new Map<string, string>();
  for (const { path, collections } of roots) {
    for (const { id, alias } of collections) {
      if (id !== undefined) ids.set(id.text, id.text);
      if (path === undefined || alias === undefined) continue;
      const reference = referenceTo(path.text, alias.text);
      ids.set(reference, id?.text ?? reference);
    }
  }
  return ids;
}

/** The texts, each once. */
export function textsOf(mentions: readonly Mention[]): ReadonlySet<string> {
  return new Set(mentions.map(({ text }) => text));
}
