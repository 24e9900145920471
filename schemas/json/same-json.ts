// Whether two JSON texts say the same, however they spell it (P4, T-5.5-04).
import { isDeepStrictEqual } from 'node:util';

/**
 * Whether two texts have the same value: members in any order, strings whatever their escapes, numbers by their exact
 * decimal value (1.0 is 1, but 9007199254740993 is not 9007199254740992).
 * @param one UTF-8 JSON, nested no deeper than the call stack allows
 */
export function sameJson(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0 || isDeepStrictEqual(parseExactly(one), parseExactly(other));
}

/** A number by its exact value; a class, so that it equals nothing but another one. */
class Decimal {
  readonly value: string;

  constructor(value: string) {
    this.value = value;
  }
}

type Reviver = (this: unknown, name: string, value: unknown, context: { readonly source?: string }) => unknown;

const keepNumbers: Reviver = (_name, value, { source }) =>
  typeof value === 'number' ? new Decimal(exactValue(source ?? String(value))) : value;

function parseExactly(bytes: Uint8Array): unknown {
  return JSON.parse(Buffer.from(bytes).toString('utf8'), keepNumbers as (this: unknown, name: string, value: unknown) => unknown);
}

/** A number as its significant digits and the power of ten of the last one: `-15e-1` for -1.50. */
function exactValue(source: string): string {
  const [mantissa = '', exponent = '0'] = source.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const significant = withoutTrailingZeros(digits);
  if (significant === '') return '0';
  const power = BigInt(exponent) - BigInt(fraction.length) + BigInt(digits.length - significant.length);
  return `${mantissa.startsWith('-') ? '-' : ''}${significant}e${power}`;
}

// A loop, because an expression for it takes quadratic time on many zeros.
function withoutTrailingZeros(digits: string): string {
  let end = digits.length;
  while (end > 0 && digits[end - 1] === '0') end -= 1;
  return digits.slice(0, end);
}
