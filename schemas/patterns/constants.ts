// From tokens to the constants and names that they spell (STIX 2.1, 9.2).

import type { IToken, TokenType } from 'chevrotain';
import * as tokens from './tokens.ts';
import type { Constant, EqualityTest, IntegerConstant, NumberConstant, TimestampConstant } from './tree.ts';

/** The offset behind a token. */
export function endOf(token: IToken): number {
  return token.startOffset + token.image.length;
}

/** The text between single quotes, its escapes undone. */
export function unquoted(image: string): string {
  const inside = image.slice(1, -1);
  return inside.includes('\\') ? inside.replaceAll(/\\(.)/g, '$1') : inside;
}

/** The constant that a token of the family Constant spells. */
export function constantOf(token: IToken): Constant {
  const { image, startOffset: start } = token;
  const end = endOf(token);
  switch (token.tokenType) {
    case tokens.Text:
      return { kind: 'text', value: unquoted(image), start, end };
    case tokens.True:
    case tokens.False:
      return { kind: 'boolean', value: token.tokenType === tokens.True, start, end };
    case tokens.Hex:
      return { kind: 'hex', digits: image.slice(2, -1), start, end };
    case tokens.Binary:
      return { kind: 'binary', base64: image.slice(2, -1).replaceAll(/[\r\n]+/g, ''), start, end };
    case tokens.Timestamp:
      return timestampOf(token);
    default:
      return numberOf(token);
  }
}

/** The number that a token spells. */
export function numberOf(token: IToken): NumberConstant {
  if (!FLOATS.has(token.tokenType)) return integerOf(token);
  return { kind: 'float', digits: digitsOf(token), start: token.startOffset, end: endOf(token) };
}

/** The whole number that a token spells. */
export function integerOf(token: IToken): IntegerConstant {
  return { kind: 'integer', digits: digitsOf(token), start: token.startOffset, end: endOf(token) };
}

/** The timestamp that a token spells. */
export function timestampOf(token: IToken): TimestampConstant {
  return { kind: 'timestamp', value: token.image.slice(2, -1), start: token.startOffset, end: endOf(token) };
}

/** The decimal digits of a number, after a minus sign perhaps but never a plus sign. */
export function digitsOf(token: IToken): string {
  return token.image.startsWith('+') ? token.image.slice(1) : token.image;
}

/** The operator that a token of the family EqualityOperator spells; the grammar has two spellings of each. */
export function equalityOperatorOf(token: IToken): EqualityTest['operator'] {
  return token.image === '=' || token.image === '==' ? '=' : '!=';
}

const FLOATS: ReadonlySet<TokenType> = new Set([tokens.UnsignedFloat, tokens.NegativeFloat]);
