// How tokens follow each other in JSON (RFC 8259, 2 to 5), as a table of steps from state to state.
import * as t from './tokens.ts';

/** No step: the token must not stand here. */
export const NO_STEP = 0;
/** The whole text is still to come. */
export const ROOT = 1;
/** Behind `{`. */
export const FIRST_NAME = 2;
/** Behind a comma in an object. */
export const NAME = 3;
/** Behind a name. */
export const NAME_SEPARATOR = 4;
/** Behind a colon. */
export const MEMBER_VALUE = 5;
/** Behind `[`. */
export const FIRST_ELEMENT = 6;
/** Behind a comma in a list. */
export const ELEMENT = 7;
/** Behind the value of a member. */
export const AFTER_MEMBER = 8;
/** Behind an element of a list. */
export const AFTER_ELEMENT = 9;
/** Behind the root. */
export const END = 10;
/** An object or list was closed; which state that leads to depends on what is open around it. */
export const CLOSED = 11;

/** What may come in each state, in words. */
export const EXPECTED: readonly string[] = [
  '',
  'a JSON object',
  "a member name or '}'",
  "a member name after ','",
  "':' after a member name",
  "a value after ':'",
  "a value or ']'",
  "a value after ','",
  "',' or '}' after a member",
  "',' or ']' after an element",
  'nothing but white space after the end',
];

const SCALARS = [t.STRING, t.NUMBER, t.TRUE, t.FALSE, t.NULL];
const VALUES_TO_COME = [ROOT, MEMBER_VALUE, FIRST_ELEMENT, ELEMENT];

const GRAMMAR_STEPS: readonly [from: readonly number[], tokens: readonly number[], to: number][] = [
  [[FIRST_NAME, NAME], [t.STRING], NAME_SEPARATOR],
  [[NAME_SEPARATOR], [t.COLON], MEMBER_VALUE],
  [[ROOT], SCALARS, END],
  [[MEMBER_VALUE], SCALARS, AFTER_MEMBER],
  [[FIRST_ELEMENT, ELEMENT], SCALARS, AFTER_ELEMENT],
  [VALUES_TO_COME, [t.OBJECT_START], FIRST_NAME],
  [VALUES_TO_COME, [t.LIST_START], FIRST_ELEMENT],
  [[AFTER_MEMBER], [t.COMMA], NAME],
  [[AFTER_ELEMENT], [t.COMMA], ELEMENT],
  [[FIRST_NAME, AFTER_MEMBER], [t.OBJECT_END], CLOSED],
  [[FIRST_ELEMENT, AFTER_ELEMENT], [t.LIST_END], CLOSED],
];

/** Where the token `t` leads from state `s`, at index `(s << 4) | t`. */
export const STEPS = steps();

function steps(): Uint8Array {
  const table = new Uint8Array((END + 1) << 4).fill(NO_STEP);
  for (const [states, tokens, to] of GRAMMAR_STEPS) {
    for (const state of states) {
      for (const token of tokens) table[(state << 4) | token] = to;
    }
  }
  return table;
}
