// Following an object path through the properties of the standard's objects (STIX 2.1, 9.7).

import { OBJECT_PROPERTIES } from './object-properties.ts';
import type { PropertyKind, PropertyTable } from './property-kinds.ts';
import type { ObjectPath, PathStep } from './tree.ts';

/** Where a path leads: to values of one kind, or to a step that fits nothing. */
export type PathEnd =
  | { readonly kind: PropertyKind }
  | {
      readonly misfit: PathStep;
      /** Why it fits nothing, as the rest of a sentence that begins with the step. */
      readonly reason: string;
    };

/** Follows a path on an object whose type has this table. */
export function followPath(path: ObjectPath, table: PropertyTable): PathEnd {
  let kind: PropertyKind = { kind: 'object', properties: table, isOpen: false };
  for (const step of path.steps) {
    const next: PropertyKind | Misfit =
      step.kind === 'property' ? kindBehindName(kind, step.name) : kindBehindIndex(kind);
    if (typeof next === 'object' && 'reason' in next) return { misfit: step, reason: next.reason };
    kind = next;
  }
  return { kind };
}

/** A kind of property in words: `a timestamp`, `a list`. */
export function kindInWords(kind: PropertyKind): string {
  const name = typeof kind === 'string' ? kind : kind.kind;
  return WORDS[name];
}

const WORDS = {
  string: 'a string',
  integer: 'an integer',
  float: 'a float',
  boolean: 'a boolean',
  timestamp: 'a timestamp',
  binary: 'binary data',
  hex: 'hexadecimal data',
  hashes: 'a dictionary of hashes',
  anything: 'any value',
  list: 'a list',
  dictionary: 'a dictionary',
  object: 'an object',
  reference: 'a reference',
} as const;

interface Misfit {
  readonly reason: string;
}

function kindBehindName(kind: PropertyKind, name: string): PropertyKind | Misfit {
  if (kind === 'anything') return 'anything';
  if (kind === 'hashes') return 'string';
  if (typeof kind === 'string') return { reason: `stands behind ${WORDS[kind]}, which has no parts` };
  switch (kind.kind) {
    case 'dictionary':
      return kind.values;
    case 'object':
      return kind.properties.get(name) ?? (kind.isOpen ? 'anything' : { reason: 'is no property there' });
    case 'reference':
      return kindBehindReference(kind.objectTypes, name);
    case 'list':
      return { reason: 'stands behind a list, which needs [*] or an index such as [0] first' };
  }
}

// All the types that the standard lets a reference point to hold a property of one name in one kind.
function kindBehindReference(objectTypes: readonly string[], name: string): PropertyKind | Misfit {
  if (objectTypes.length === 0) return 'anything';
  const kinds = objectTypes.map((type) => OBJECT_PROPERTIES.get(type)?.get(name));
  return kinds.find((kind) => kind !== undefined) ?? { reason: `is no property of ${objectTypes.join(' or ')}` };
}

function kindBehindIndex(kind: PropertyKind): PropertyKind | Misfit {
  if (kind === 'anything') return 'anything';
  if (typeof kind === 'object' && kind.kind === 'list') return kind.items;
  return { reason: `stands behind ${kindInWords(kind)}, which is no list` };
}
