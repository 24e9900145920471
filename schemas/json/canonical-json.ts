// The JSON Canonicalization Scheme (RFC 8785): one text for one value, so that equal values have equal hashes.
import { pointerTo } from '../stix/json.ts';

/**
 * The canonical text of a JSON value: no white space, members sorted by the UTF-16 code units of their names, numbers
 * and strings as ECMAScript writes them. Meant for values up to some hundred levels deep.
 * @throws {TypeError} for what I-JSON (RFC 7493) has no text for, with a JSON pointer to it: a number that is not
 * finite, a lone surrogate, or anything that is no JSON value, like `undefined`.
 */
export function canonicalJson(value: unknown): string {
  return textOf(value, '');
}

function textOf(value: unknown, pointer: string): string {
  switch (typeof value) {
    case 'string':
      return textOfString(value, pointer);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`${place(pointer)} is ${value}; JSON has finite numbers only`);
      return JSON.stringify(value);
    case 'boolean':
      return String(value);
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? textOfList(value, pointer) : textOfObject(value, pointer);
    default:
      throw new TypeError(`${place(pointer)} is of type ${typeof value}, which JSON has not`);
  }
}

function textOfString(value: string, pointer: string): string {
  if (!value.isWellFormed()) throw new TypeError(`${place(pointer)} has a surrogate without its other half`);
  return JSON.stringify(value);
}

function textOfList(list: readonly unknown[], pointer: string): string {
  return `[${Array.from(list, (element, index) => textOf(element, pointerTo(pointer, index))).join(',')}]`;
}

function textOfObject(object: object, pointer: string): string {
  const members = Object.entries(object).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const texts = members.map(([name, value]) => {
    const pointerToMember = pointerTo(pointer, name);
    return `${textOfString(name, pointerToMember)}:${textOf(value, pointerToMember)}`;
  });
  return `{${texts.join(',')}}`;
}

function place(pointer: string): string {
  return pointer === '' ? 'The value' : `The value at ${pointer}`;
}
