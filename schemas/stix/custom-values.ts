// Values that no schema knows: custom properties and the content of extensions (T-03, T-04, T-09).
import { isBase64, isHex } from './formats/octets.ts';
import { isDictionaryKey } from './formats/property-names.ts';
import { IDENTIFIER, typeOfIdentifier } from './identifier.ts';
import { isList, pointerTo, type JsonList, type JsonObject, type JsonValue } from './json.ts';
import { kindOf, quote } from './quote.ts';
import type { Report } from './report.ts';

/** Deeper values are not looked at. */
export const DEEPEST = 100;

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
  checkValue(name, value, pointer, 0);

  function checkValue(name: string, value: JsonValue, pointer: string, depth: number): void {
    if (value === null) return report('null-value', pointer, 'is null', 'a value, or no such property');
    checkSuffix(name, value, pointer);
    if (typeof value === 'number') return checkNumber(value, pointer, report);
    if (typeof value !== 'object') return;
    if (depth === DEEPEST) return report('nesting-depth', pointer, 'is nested too deep', `at most ${DEEPEST} levels`);
    if (isList(value)) checkEntries(value, pointer, depth);
    else checkMembers(value, pointer, depth);
  }

  function checkEntries(list: JsonList, pointer: string, depth: number): void {
    if (list.length === 0) reportEmpty('empty-list', 'is an empty list', pointer, depth);
    for (let index = 0; index < list.length; index += 1) {
      const entry = list[index];
      if (entry !== undefined && (typeof entry !== 'string')) checkValue('', entry, pointerTo(pointer, index), depth + 1);
    }
  }

  function checkMembers(object: JsonObject, pointer: string, depth: number): void {
    const names = Object.keys(object);
    if (names.length === 0) reportEmpty('empty-object', 'is an empty object', pointer, depth);
    for (const member of names) {
      const place = pointerTo(pointer, member);
      if (!isDictionaryKey(member)) {
        report('dictionary-key', place, `${quote(member)} can't be a key`, KEY);
      } else if (/[A-Z]/.test(member)) {
        report('dictionary-key-case', place, `${quote(member)} has capitals`, 'a key in lower case');
      }
      const value = object[member];
      if (value !== undefined) checkValue(member, value, place, depth + 1);
    }
  }

  function reportEmpty(code: 'empty-list' | 'empty-object', message: string, pointer: string, depth: number): void {
    report(context.isExtension || depth === 0 ? code : 'custom-value', pointer, message, 'a value, or no such property');
  }

  function checkSuffix(name: string, value: Exclude<JsonValue, null>, pointer: string): void {
    if (!name.includes('_')) return;
    if (name.endsWith('_ref')) checkReference(value, pointer);
    else if (name.endsWith('_refs')) checkReferences(value, pointer);
    else if (name.endsWith('_bin')) checkOctets('base64-form', isBase64, BASE64, value, pointer, report);
    else if (name.endsWith('_hex')) checkOctets('hex-form', isHex, HEX, value, pointer, report);
  }

  function checkReferences(value: JsonValue, pointer: string): void {
    if (!isList(value)) return report('value-type', pointer, `is ${kindOf(value)}`, 'a list, for its name ends in _refs');
    for (const [index, entry] of value.entries()) {
      if (entry !== null) checkReference(entry, pointerTo(pointer, index));
    }
  }

  function checkReference(value: JsonValue, pointer: string): void {
    if (typeof value !== 'string') {
      report('value-type', pointer, `is ${kindOf(value)}`, 'an identifier, for its name ends in _ref');
    } else if (context.references !== 'identifiers') {
      if (!Object.hasOwn(context.references.keysOf, value)) {
        report('container-reference', pointer, `${quote(value)} is no key of the container`, 'the key of another object in it');
      }
    } else if (typeOfIdentifier(value) === undefined) {
      const code = value === '' && !context.isExtension ? 'custom-value' : 'identifier-form';
      report(code, pointer, `${quote(value)} is no identifier`, IDENTIFIER);
    }
  }
}

// Outside the range, readers round differently; nobody knows whether the property is an integer.
function checkNumber(value: number, pointer: string, report: Report): void {
  if (!Number.isInteger(value) || Number.isSafeInteger(value)) return;
  report('unsafe-number', pointer, `${value} is beyond what every reader keeps`, 'at most 9007199254740991 either way');
}

function checkOctets(
  code: 'base64-form' | 'hex-form',
  isRight: (text: string) => boolean,
  expected: string,
  value: JsonValue,
  pointer: string,
  report: Report,
): void {
  if (typeof value !== 'string') return report('value-type', pointer, `is ${kindOf(value)}`, expected);
  if (!isRight(value)) report(code, pointer, `${quote(value)} is not allowed here`, expected);
}

const KEY = '1 to 250 letters, digits, hyphens and underscores';
const BASE64 = 'base64 with its padding, for the name ends in _bin';
const HEX = 'pairs of hexadecimal digits, for the name ends in _hex';
