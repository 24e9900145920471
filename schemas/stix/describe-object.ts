// What tells a stored object from others: id, type, STIX version and version (B-01, T-5.5-06, T-5.5-07).
import type { JsonObject } from './json.ts';
import { CATEGORIES } from './types.ts';

/** What storage and queries have to know of an object. */
export interface ObjectDescription {
  readonly id: string;
  readonly type: string;
  /** The STIX version that the object is written in. */
  readonly specVersion: '2.0' | '2.1';
  /** The text of `modified`, else of `created`; `undefined` for an object without versions, as every SCO is. */
  readonly version: string | undefined;
}

/** The description of an object; `undefined` when `id` or `type` isn't a string. */
export function describeObject(object: JsonObject): ObjectDescription | undefined {
  const { id, type, created, modified } = object;
  if (typeof id !== 'string' || typeof type !== 'string') return undefined;
  const version = typeof modified === 'string' ? modified : created;
  return {
    id,
    type,
    specVersion: specVersionOf(object),
    version: typeof version === 'string' ? version : undefined,
  };
}

/**
 * The STIX version that an object is written in: what `spec_version` says, else 2.1 for cyber-observables, else 2.0
 * for whatever has `created`. An unknown `spec_version` counts as 2.1, whose rules then report it.
 */
export function specVersionOf(object: JsonObject): '2.0' | '2.1' {
  if (object.spec_version !== undefined) return object.spec_version === '2.0' ? '2.0' : '2.1';
  const isObservable = typeof object.type === 'string' && CATEGORIES.get(object.type) === 'SCO';
  return !isObservable && object.created !== undefined ? '2.0' : '2.1';
}
