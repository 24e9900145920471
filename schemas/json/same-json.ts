// Whether two JSON texts say the same, which decides whether publishing again is harmless (P4).
import { isDeepStrictEqual } from 'node:util';
import { exactNumber } from './exact-number.ts';

/** JSON.parse as Node has it: for a scalar, the reviver also gets the text that it was written as. */
const parseWithSource = JSON.parse as (
  text: string,
  reviver: (name: string, value: unknown, context: { readonly source?: string }) => unknown,
) => unknown;

/**
 * Whether two JSON texts have the same value: the same members in any order, strings of the same characters however
 * escaped, and numbers of the same value however written, with all their digits: 1.0 is 1 and -0 is 0, but
 * 9007199254740993 is not 9007199254740992.
 *
 * @param a, b JSON in UTF-8 without repeated names, up to some hundred levels deep, as SplitElement.bytes that were
 * not refused
 */
export function sameJson(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0 || isDeepStrictEqual(valueOf(a), valueOf(b));
}

function valueOf(bytes: Uint8Array): unknown {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
  return parseWithSource(text, (_name, value, { source }) =>
    typeof value === 'number' && source !== undefined ? exactNumber(source) : value,
  );
}
