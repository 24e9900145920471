// The value of a JSON number, kept in full where a double would round it.

/** Every integer of that many digits is exactly a double. */
const EXACT_DIGITS = 15;
/** A longer exponent is compared digit by digit; arithmetic on it would take more time than it is worth. */
const LONGEST_EXPONENT = 1000;

/** A number that a double does not hold exactly, or might not. */
export class ExactNumber {
  /** Sign, digits that neither begin nor end with 0, and the power of ten: equal texts are equal values. */
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/**
 * The value of a number from its text (RFC 8259, 6). Numbers are equal if and only if what this gives is deeply and
 * strictly equal, however they are written; -0 equals 0. Only with exponents of more than 1,000 digits, equal numbers
 * that are written otherwise may come out as different.
 */
export function exactNumber(source: string): number | ExactNumber {
  const { whole, fraction, sign, exponentDigits } = partsOf(source);
  const digits = whole + fraction;
  const first = firstNonZero(digits);
  if (first === digits.length) return 0;
  const end = endOfNonZero(digits);
  const significant = `${source.startsWith('-') ? '-' : ''}${digits.slice(first, end)}`;
  const shift = digits.length - end - fraction.length;
  const exponent = `${sign}${exponentDigits.slice(firstNonZero(exponentDigits)) || '0'}`;
  if (exponent.length > LONGEST_EXPONENT) return new ExactNumber(`${significant}e${exponent}, shifted by ${shift}`);
  const power = BigInt(exponent) + BigInt(shift);
  return power >= 0 && BigInt(end - first) + power <= EXACT_DIGITS
    ? Number(significant) * 10 ** Number(power)
    : new ExactNumber(`${significant}e${power}`);
}

// By hand: a regular expression runs out of stack on numbers of millions of digits.
function partsOf(source: string) {
  const isExponent = (at: number): boolean => source[at] === 'e' || source[at] === 'E';
  let mantissaEnd = 0;
  while (mantissaEnd < source.length && !isExponent(mantissaEnd)) mantissaEnd += 1;
  const mantissa = source.slice(source.startsWith('-') ? 1 : 0, mantissaEnd);
  const point = mantissa.indexOf('.');
  const exponent = source.slice(mantissaEnd + 1);
  return {
    whole: point === -1 ? mantissa : mantissa.slice(0, point),
    fraction: point === -1 ? '' : mantissa.slice(point + 1),
    sign: exponent.startsWith('-') ? '-' : '',
    exponentDigits: exponent === '' ? '0' : exponent.replace(/^[+-]/, ''),
  };
}

function firstNonZero(digits: string): number {
  let at = 0;
  while (digits[at] === '0') at += 1;
  return at;
}

function endOfNonZero(digits: string): number {
  let end = digits.length;
  while (digits[end - 1] === '0') end -= 1;
  return end;
}
