// Which types a reference may point at (D.2).
import { typeOfIdentifier } from './identifier.ts';
import { CATEGORIES, STANDARD_TYPES, type Category } from './types.ts';

const STANDARD: ReadonlySet<string> = new Set(STANDARD_TYPES);

/** What `refersTo` lists: object types, or categories in capitals, which also take types unknown to the standard. */
export type ReferenceTarget = string;

/**
 * A test of whether a text is an identifier of one of the targets. An unknown type may be an extension's object of
 * any category, so it passes where a category is named.
 */
export function referenceTest(targets: readonly ReferenceTarget[]): (text: string) => boolean {
  const accepts = targetTest(targets);
  return (text) => {
    const type = typeOfIdentifier(text);
    return type !== undefined && accepts(type);
  };
}

/** The same test for the type alone. */
export function targetTest(targets: readonly ReferenceTarget[]): (type: string) => boolean {
  const [only] = targets;
  if (targets.length === 1 && only !== undefined && STANDARD.has(only)) return (type) => type === only;
  const types = new Set([...targets, ...standardTypesOf(targets)]);
  const takesUnknown = targets.some((target) => isCategory(target));
  return (type) => types.has(type) || (takesUnknown && !STANDARD.has(type));
}

function standardTypesOf(targets: readonly ReferenceTarget[]): string[] {
  return [...CATEGORIES].filter(([, category]) => targets.includes(category)).map(([type]) => type);
}

function isCategory(target: ReferenceTarget): target is Category {
  return target === target.toUpperCase();
}
