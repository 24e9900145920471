// Why somebody sees an object: its level, their clearance, and the grants that give it.
import { definedIn, knownMarkings, labelOf } from '../../collections/markings/label.ts';
import type { OpenCollection, Session } from '../../collections/open-collection.ts';
import { isObject, type JsonObject } from '../../schemas/stix/json.ts';
import { strictest, tlpLevel, tlpName } from '../../schemas/stix/tlp.ts';
import { cut, markingIdsOf, markingName, parsed, titleOf } from './describe.ts';
import { clearanceIn } from './locate.ts';
import type { SightResource } from './resources.ts';

const LONGEST_STATEMENT = 400;
const MOST_MARKINGS = 50;

/** Explains the sight of an object that they are shown. What others see or don't is no part of it. */
export async function explainSight(session: Session, collection: OpenCollection, object: JsonObject): Promise<SightResource> {
  const { asker, directory } = session;
  const ids = markingIdsOf(object).slice(0, MOST_MARKINGS);
  const definitions = await definitionsIn(collection, ids);
  const names = new Map([...definitions].map(([id, definition]) => [id, titleOf(definition, new Map())]));
  const releasable = new Set(directory.sights.releasable(asker.agency.name));
  const ruled = new Map([...releasable].map((id) => [id, 'other' as const]));
  const { label } = labelOf(object, knownMarkings(definedIn(definitions.values()), ruled));
  const { aggregate, defaultMarking } = collection.entry;
  const isMarked = label.level !== undefined;
  const said = strictest([label.level ?? (aggregate === undefined ? tlpLevel(defaultMarking) : undefined), label.atLeast]);
  const clearance = clearanceIn(directory, asker.agency.name, collection.entry);
  const isAbove = said !== undefined && (clearance === undefined || said > clearance);
  return {
    reason: isAbove ? 'own' : 'clearance',
    ...(clearance === undefined ? {} : { clearance: tlpName(clearance) }),
    ...(said === undefined ? {} : { level: tlpName(said) }),
    from: isMarked ? 'marking' : label.atLeast === undefined ? 'default' : 'unknown',
    grants: grantsOf(session, collection.entry.id),
    markings: ids.map((id) => {
      const statement = statementOf(definitions.get(id));
      return {
        ...markingName(id, names),
        ...(statement === undefined ? {} : { statement }),
        ...(releasable.has(id) ? { is_releasable: true } : {}),
      };
    }),
  };
}

async function definitionsIn(collection: OpenCollection, ids: readonly string[]): Promise<Map<string, JsonObject>> {
  if (ids.length === 0) return new Map();
  const query = { ids, versions: { first: false, last: true, values: [] }, limit: MOST_MARKINGS, maximumBytes: 1024 * 1024 };
  const { items } = await collection.look(query, undefined, MOST_MARKINGS);
  return new Map(items.map(parsed).map((definition) => [String(definition.id), definition]));
}

function statementOf(definition: JsonObject | undefined): string | undefined {
  if (definition === undefined) return undefined;
  const { name, definition: content } = definition;
  const statement = isObject(content) ? content.statement : undefined;
  const said = typeof statement === 'string' ? statement : name;
  return typeof said === 'string' ? cut(said, LONGEST_STATEMENT) : undefined;
}

// The agency's own grants and those of its groups.
function grantsOf({ asker, directory }: Session, collection: string): SightResource['grants'] {
  const groups = (directory.catalogue?.groups ?? []).filter(({ agencies }) => agencies.includes(asker.agency.name));
  return (directory.catalogue?.grants ?? []).flatMap((grant): SightResource['grants'][number][] => {
    if (grant.collection !== collection || !grant.rights.includes('read')) return [];
    const given = grant.clearance === undefined ? {} : { clearance: grant.clearance };
    if (grant.agency === asker.agency.name) return [{ kind: 'agency', title: asker.agency.title, ...given }];
    const group = groups.find(({ name }) => name === grant.group);
    return group === undefined ? [] : [{ kind: 'group', title: group.title, ...given }];
  });
}
