// The JSON Schemas of all resources as components of the API document: each by its name, with references that tools
// follow inside the document.
import { resourceSchemas } from '../../schemas/resource-schemas.ts';

/** A JSON Schema. */
export type Schema = Readonly<Record<string, unknown>>;

/** What all schemas share is taken apart, so that each definition has a name of its own. */
const SHARED = 'common';

/** All schemas, by name. */
export function componentSchemas(): Record<string, Schema> {
  const components: Record<string, Schema> = {};
  for (const { name, schema } of resourceSchemas()) {
    const { $schema: _dialect, $id, ...rest } = schema;
    const rewritten = withReferencesInside(rest, $id) as Schema;
    if (name === SHARED) Object.assign(components, rewritten['$defs']);
    else components[name] = rewritten;
  }
  return withoutUnused(components);
}

/** The reference to a component. */
export function referenceTo(name: string): string {
  return `#/components/schemas/${name}`;
}

// JSON Schema 2020-12 lets a $ref have neighbours, but many a tool passes over them, or over what it refers to.
function withReferencesInside(value: unknown, base: string): unknown {
  if (Array.isArray(value)) return value.map((item) => withReferencesInside(item, base));
  if (typeof value !== 'object' || value === null) return value;
  const { $ref, $comment: _forUs, ...rest } = value as { readonly $ref?: unknown; readonly $comment?: unknown };
  const members = Object.fromEntries(Object.entries(rest).map(([name, member]) => [name, withReferencesInside(member, base)]));
  if (typeof $ref !== 'string') return members;
  const reference = { $ref: referenceInside(new URL($ref, base)) };
  return Object.keys(members).length === 0 ? reference : { ...members, allOf: [reference] };
}

function referenceInside({ pathname, hash }: URL): string {
  const name = pathname.replace(/^.*\/(.+)\.json$/, '$1');
  return name === SHARED ? referenceTo(hash.replace('#/$defs/', '')) : referenceTo(name) + hash.slice(1);
}

// Definitions that no resource has use for are for the schemas of STIX, or for nobody.
function withoutUnused(components: Record<string, Schema>): Record<string, Schema> {
  const text = JSON.stringify(components);
  const resources = new Set(resourceSchemas().map(({ name }) => name));
  const isUsed = (name: string): boolean => resources.has(name) || text.includes(`"${referenceTo(name)}"`);
  return Object.fromEntries(Object.entries(components).filter(([name]) => isUsed(name)));
}
