// What stops a pattern from being read, as a sentence for the person who wrote it.

import type { IToken, TokenType } from 'chevrotain';
import { endOf } from './constants.ts';
import { EXPECTED } from './expectations.ts';
import type { Expectation } from './expectations.ts';
import { hintFor } from './hints.ts';
import { codePointName, excerpt, positionFinder, positionInWords } from './position.ts';
import type { Position } from './position.ts';
import * as t from './tokens.ts';

/** Why a text is no pattern: the first place that doesn't fit. */
export interface PatternProblem extends Position {
  /** Place and reason in one sentence: `column 31: expected a comparison operator, found "]"`. */
  readonly message: string;
}

/** A problem at an offset (in UTF-16 code units) of the text. */
export function problemAt(text: string, offset: number, reason: string): PatternProblem {
  const position = positionFinder(text)(offset);
  return { ...position, message: `${positionInWords(position)}: ${reason}` };
}

/** The problem of a token that the grammar can't take where it stands. */
export function problemOfToken(text: string, token: IToken, expectation: Expectation): PatternProblem {
  const explanation = MALFORMED.get(token.tokenType);
  if (explanation !== undefined) return explanation(text, token);
  const hint = hintFor(expectation, token, text[endOf(token)] === ':');
  const reason = `expected ${EXPECTED[expectation]}, found "${excerpt(token.image)}"`;
  return problemAt(text, token.startOffset, hint === undefined ? reason : `${reason}; ${hint}`);
}

/** The problem of a text that ends too early. */
export function problemOfEnd(text: string, expectation: Expectation): PatternProblem {
  return problemAt(text, text.length, `expected ${EXPECTED[expectation]}, but the pattern ends here`);
}

/** The problem of a character with which no token begins. */
export function problemOfCharacter(text: string, offset: number): PatternProblem {
  const character = String.fromCodePoint(text.codePointAt(offset) ?? 0);
  if (QUOTES.has(character)) {
    return problemAt(text, offset, `a text stands in straight single quotes, not in ${character}`);
  }
  const shown = /\p{C}/u.test(character) ? codePointName(character) : `"${character}"`;
  return problemAt(text, offset, `the character ${shown} has no meaning outside a text in single quotes`);
}

type Explanation = (text: string, token: IToken) => PatternProblem;

const QUOTES: ReadonlySet<string> = new Set('"`´“”„‘’‚«»');

const MALFORMED: ReadonlyMap<TokenType, Explanation> = new Map<TokenType, Explanation>([
  [t.MalformedText, problemOfText],
  [t.MalformedNumber, (text, token) => problemAt(text, token.startOffset, reasonOfNumber(token.image))],
  [t.MalformedHex, saying("a hexadecimal constant h'…' holds pairs of the digits 0-9 and a-f")],
  [t.MalformedBinary, saying("a binary constant b'…' holds padded base64, four characters at least")],
  [t.MalformedTimestamp, saying("a timestamp constant has the form t'2024-01-31T12:00:00Z'")],
  [t.MalformedComment, saying('the comment that opens here is never closed')],
]);

function saying(reason: string): Explanation {
  return (text, token) => problemAt(text, token.startOffset, reason);
}

function reasonOfNumber(image: string): string {
  if (/e/i.test(image)) return 'a number has no exponent: write its digits out';
  return image.endsWith('.') ? 'a decimal point needs a digit behind it' : 'a number has no leading zeros';
}

// The token reaches to the end of the text; what broke it is its first bad escape, or else the missing end.
function problemOfText(text: string, { startOffset }: IToken): PatternProblem {
  for (let offset = startOffset + 1; offset < text.length; offset += 1) {
    if (text[offset] !== '\\') continue;
    const escaped = text[offset + 1];
    if (escaped !== '\\' && escaped !== "'") {
      return problemAt(text, offset, "in a text a backslash stands only before ' or \\: write \\\\ for one backslash");
    }
    offset += 1;
  }
  return problemAt(text, startOffset, 'the text that opens here is never closed');
}
