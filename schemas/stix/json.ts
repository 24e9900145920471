// JSON as the checks read it.

/** Any JSON value. */
export type JsonValue = string | number | boolean | null | JsonList | JsonObject;

/** A JSON array. */
export type JsonList = readonly JsonValue[];

/** A JSON object. */
export interface JsonObject {
  readonly [name: string]: JsonValue;
}

/** Whether a value is a JSON object, which neither a list nor null is. */
export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value is a list. */
export function isList(value: JsonValue | undefined): value is JsonList {
  return Array.isArray(value);
}

/** Whether a value is neither an object nor a list. */
export function isScalar(value: JsonValue): value is string | number | boolean | null {
  return typeof value !== 'object' || value === null;
}

/** The strings of a list of strings; of anything else, nothing. */
export function stringsOf(value: JsonValue | undefined): string[] {
  return isList(value) ? value.filter((entry) => typeof entry === 'string') : [];
}

/** The pointer to a member or an entry of what `pointer` points at (RFC 6901, 3). */
export function pointerTo(pointer: string, member: string | number): string {
  return typeof member === 'number' ? `${pointer}/${member}` : `${pointer}/${escapeToken(member)}`;
}

function escapeToken(name: string): string {
  return name.includes('~') || name.includes('/') ? name.replaceAll('~', '~0').replaceAll('/', '~1') : name;
}
