// A valid object of every type with every property that can be there at once; for what excludes each other, variants.
import { deterministicId } from '../../../schemas/stix/deterministic-id.ts';
import type { JsonObject } from '../../../schemas/stix/json.ts';
import { changed, idOf, type Changes, type Examples } from './valid/common.ts';
import { DOMAIN_OBJECTS } from './valid/domain-objects.ts';
import { FILES_AND_TRAFFIC } from './valid/files-and-traffic.ts';
import { META_OBJECTS } from './valid/meta-objects.ts';
import { OBSERVABLES } from './valid/observables.ts';

export { changed, idOf, observableIdOf, type Changes } from './valid/common.ts';

/** The valid objects of each type, the fullest first. */
export const EXAMPLES: Examples = { ...DOMAIN_OBJECTS, ...OBSERVABLES, ...FILES_AND_TRAFFIC, ...META_OBJECTS };

/** The fullest valid object of a type. */
export function exampleOf(type: string): JsonObject {
  const [fullest] = EXAMPLES[type] ?? [];
  if (fullest === undefined) throw new Error(`there is no example of ${type}`);
  return fullest;
}

/** The fullest valid object of a type with some members changed; a cyber-observable's id follows its content. */
export function example(type: string, changes: Changes = {}): JsonObject {
  const object = changed(exampleOf(type), changes);
  const hasDerivedId = !('id' in changes) && !('type' in changes) && deterministicId(exampleOf(type)) !== undefined;
  return hasDerivedId ? { ...object, id: deterministicId(object) ?? idOf(type) } : object;
}
