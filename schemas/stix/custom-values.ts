// Values that no schema knows: custom properties and the content of extensions (T-03, T-04).
import { isDictionaryKey } from './formats/property-names.ts';
import { isList, pointerTo, type JsonList, type JsonObject, type JsonValue } from './json.ts';
import { quote } from './quote.ts';
import type { Report } from './report.ts';
import { checkSuffix } from './suffixes.ts';

/** Deeper values are not looked at. */
const DEEPEST = 100;

/** How values are judged that no schema knows. */
export interface ValueContext {
  /**
   * Whether an extension vouches for the content, which then keeps every rule of the standard. In content of
   * the older, custom kind nobody knows which values are lists and references in the sense of the standard, so what is
   * empty inside it is only hinted at.
   */
  readonly isExtension: boolean;
  /** Whether `_ref` values are identifiers, or keys of an observed-data container (T-28). */
  readonly references: 'identifiers' | { readonly keysOf: JsonObject };
}

/** A value on the way down, and where it is. */
interface Place {
  /** The name of the member; of an entry of a list, the empty string. */
  readonly name: string;
  readonly pointer: string;
  readonly depth: number;
}

/** Whether something is nested deeper than the checks go. */
export function isTooDeep(value: JsonValue | undefined, left: number = DEEPEST): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return left === 0 || Object.values(value).some((member: JsonValue) => isTooDeep(member, left - 1));
}

/**
 * Checks a property that no schema knows, and everything in it: no nulls, nothing empty, usable names, and what the
 * end of a name promises.
 */
export function checkCustomValue(
  name: string,
  value: JsonValue,
  pointer: string,
  report: Report,
  context: ValueContext,
): void {
  checkValue(value, { name, pointer, depth: 0 }, report, context);
}

function checkValue(value: JsonValue, place: Place, report: Report, context: ValueContext): void {
  const { name, pointer, depth } = place;
  if (value === null) {
    report('null-value', pointer, 'is null', 'a value, or no such property');
    return;
  }
  checkSuffix(name, value, pointer, report, context);
  if (typeof value === 'number') checkNumber(value, pointer, report);
  if (typeof value !== 'object') return;
  if (depth === DEEPEST) report('nesting-depth', pointer, 'is nested too deep', `at most ${DEEPEST} levels`);
  else if (isList(value)) checkEntries(value, place, report, context);
  else checkMembers(value, place, report, context);
}

function checkEntries(list: JsonList, { pointer, depth }: Place, report: Report, context: ValueContext): void {
  if (list.length === 0) report(codeOfEmpty('empty-list', depth, context), pointer, 'is an empty list', SOMETHING);
  for (let index = 0; index < list.length; index += 1) {
    const entry = list[index];
    if (entry === undefined || typeof entry === 'string') continue;
    checkValue(entry, { name: '', pointer: pointerTo(pointer, index), depth: depth + 1 }, report, context);
  }
}

function checkMembers(object: JsonObject, { pointer, depth }: Place, report: Report, context: ValueContext): void {
  const names = Object.keys(object);
  if (names.length === 0) report(codeOfEmpty('empty-object', depth, context), pointer, 'is an empty object', SOMETHING);
  for (const name of names) {
    const value = object[name];
    if (value === undefined) continue;
    const member = { name, pointer: pointerTo(pointer, name), depth: depth + 1 };
    checkKey(member, report);
    checkValue(value, member, report, context);
  }
}

function checkKey({ name, pointer }: Place, report: Report): void {
  if (!isDictionaryKey(name)) report('dictionary-key', pointer, `${quote(name)} can't be a key`, KEY);
  else if (/[A-Z]/.test(name)) report('dictionary-key-case', pointer, `${quote(name)} has capitals`, 'lower case');
}

function codeOfEmpty<Code extends string>(code: Code, depth: number, context: ValueContext): Code | 'custom-value' {
  return context.isExtension || depth === 0 ? code : 'custom-value';
}

// Outside the range, readers round differently; nobody knows whether the property is an integer.
function checkNumber(value: number, pointer: string, report: Report): void {
  if (Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value))) return;
  report('unsafe-number', pointer, `${value} is beyond what every reader keeps`, 'at most 9007199254740991 either way');
}

const SOMETHING = 'a value, or no such property';
const KEY = '1 to 250 letters, digits, hyphens and underscores';
