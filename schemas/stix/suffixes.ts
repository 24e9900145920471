// What the end of a property's name promises (T-09): _ref, _refs, _bin, _hex.
import type { ValueContext } from './custom-values.ts';
import { isBase64, isHex } from './formats/octets.ts';
import { IDENTIFIER, typeOfIdentifier } from './identifier.ts';
import { isList, pointerTo, type JsonValue } from './json.ts';
import { kindOf, quote } from './quote.ts';
import type { Report } from './report.ts';

/** Checks a value that no schema knows against the end of its property's name. */
export function checkSuffix(
  name: string,
  value: Exclude<JsonValue, null>,
  pointer: string,
  report: Report,
  context: ValueContext,
): void {
  if (!name.includes('_')) return;
  if (name.endsWith('_ref')) checkReference(value, pointer, report, context);
  else if (name.endsWith('_refs')) checkReferences(value, pointer, report, context);
  else if (name.endsWith('_bin')) checkOctets('base64-form', isBase64, BASE64, value, pointer, report);
  else if (name.endsWith('_hex')) checkOctets('hex-form', isHex, HEX, value, pointer, report);
}

function checkReferences(value: JsonValue, pointer: string, report: Report, context: ValueContext): void {
  if (!isList(value)) {
    report('value-type', pointer, `is ${kindOf(value)}`, 'a list, for its name ends in _refs');
    return;
  }
  for (const [index, entry] of value.entries()) {
    if (entry !== null) checkReference(entry, pointerTo(pointer, index), report, context);
  }
}

function checkReference(value: JsonValue, pointer: string, report: Report, context: ValueContext): void {
  const { isExtension, references } = context;
  if (typeof value !== 'string') {
    report('value-type', pointer, `is ${kindOf(value)}`, 'an identifier, for its name ends in _ref');
  } else if (references === 'identifiers') {
    if (typeOfIdentifier(value) !== undefined) return;
    const code = value === '' && !isExtension ? 'custom-value' : 'identifier-form';
    report(code, pointer, `${quote(value)} is no identifier`, IDENTIFIER);
  } else if (!Object.hasOwn(references.keysOf, value)) {
    report('container-reference', pointer, `${quote(value)} is no key of the container`, 'the key of an object in it');
  }
}

function checkOctets(
  code: 'base64-form' | 'hex-form',
  isRight: (text: string) => boolean,
  expected: string,
  value: JsonValue,
  pointer: string,
  report: Report,
): void {
  if (typeof value !== 'string') report('value-type', pointer, `is ${kindOf(value)}`, expected);
  else if (!isRight(value)) report(code, pointer, `${quote(value)} has the wrong form`, expected);
}

const BASE64 = 'base64 with its padding, for the name ends in _bin';
const HEX = 'pairs of hexadecimal digits, for the name ends in _hex';
