// The grammar of JSON numbers (RFC 8259, 6) as a table of steps from byte to byte.

/** No step: the number ends before this byte, if it may end there. */
export const NO_STEP = 0;
/** Before the first byte of a number. */
export const NUMBER_BEGIN = 1;
const MINUS = 2;
const ZERO = 3;
const INTEGER = 4;
const POINT = 5;
const FRACTION = 6;
const EXPONENT_MARK = 7;
const EXPONENT_SIGN = 8;
const EXPONENT = 9;

const DIGITS = '0123456789';

const STEPS: readonly [from: number, characters: string, to: number][] = [
  [NUMBER_BEGIN, '-', MINUS],
  [NUMBER_BEGIN, '0', ZERO],
  [NUMBER_BEGIN, '123456789', INTEGER],
  [MINUS, '0', ZERO],
  [MINUS, '123456789', INTEGER],
  [INTEGER, DIGITS, INTEGER],
  [ZERO, '.', POINT],
  [INTEGER, '.', POINT],
  [POINT, DIGITS, FRACTION],
  [FRACTION, DIGITS, FRACTION],
  [ZERO, 'eE', EXPONENT_MARK],
  [INTEGER, 'eE', EXPONENT_MARK],
  [FRACTION, 'eE', EXPONENT_MARK],
  [EXPONENT_MARK, '+-', EXPONENT_SIGN],
  [EXPONENT_MARK, DIGITS, EXPONENT],
  [EXPONENT_SIGN, DIGITS, EXPONENT],
  [EXPONENT, DIGITS, EXPONENT],
];

/** Where the byte `b` leads from state `s`, at index `(s << 8) | b`. */
export const NUMBER_STEPS = numberSteps();

function numberSteps(): Uint8Array {
  const table = new Uint8Array((EXPONENT + 1) << 8).fill(NO_STEP);
  for (const [from, characters, to] of STEPS) {
    for (const character of characters) table[(from << 8) | character.charCodeAt(0)] = to;
  }
  return table;
}

/** Whether a number may end in that state. */
export function mayEndNumber(state: number): boolean {
  return state === ZERO || state === INTEGER || state === FRACTION || state === EXPONENT;
}
