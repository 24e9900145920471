// From text to syntax tree, within limits that hold whatever the text is.

import { EOF } from 'chevrotain';
import type { IToken } from 'chevrotain';
import type { Expectation } from './expectations.ts';
import { PatternParser } from './parser.ts';
import { problemAt, problemOfCharacter, problemOfEnd, problemOfToken } from './problem.ts';
import type { PatternProblem } from './problem.ts';
import { ClosingBracket, ClosingParenthesis, OpeningBracket, OpeningParenthesis, patternLexer } from './tokens.ts';
import type { PatternTree } from './tree.ts';

/** The longest pattern that is read, in UTF-16 code units. */
export const MAX_PATTERN_LENGTH = 65_536;

/** How many brackets and parentheses may be open at once; the parser recurses once per parenthesis. */
export const MAX_NESTING_DEPTH = 64;

/** A pattern's tree, or the first problem that keeps it from having one. */
export type PatternResult = { readonly tree: PatternTree } | { readonly problem: PatternProblem };

/**
 * Reads a STIX pattern (STIX 2.1, section 9) by its grammar alone; `checkPattern` looks at what it means. Takes both
 * pattern versions, 2.0 being 2.1 without EXISTS. Never throws; the time is linear in the length of the text.
 */
export function parsePattern(text: string): PatternResult {
  if (text.length > MAX_PATTERN_LENGTH) {
    return { problem: problemAt(text, MAX_PATTERN_LENGTH, `a pattern has at most ${MAX_PATTERN_LENGTH} characters`) };
  }
  const { tokens, unreadable } = tokensOf(text);
  parser.input = tokens;
  const expression = parser.pattern();
  const [error] = parser.errors;
  const atEnd = error === undefined || error.token.tokenType === EOF;
  if (atEnd && unreadable !== undefined) return { problem: unreadable() };
  if (error === undefined) return { tree: { kind: 'pattern', expression, text } };
  const expectation = error.message as Expectation;
  return { problem: atEnd ? problemOfEnd(text, expectation) : problemOfToken(text, error.token, expectation) };
}

// One parser for all: it keeps nothing from one pattern to the next. Its grammar is checked in the tests.
const parser = new PatternParser(true);

interface Tokens {
  readonly tokens: IToken[];
  /** The problem of what follows the tokens, when they aren't all of the text. */
  readonly unreadable: (() => PatternProblem) | undefined;
}

function tokensOf(text: string): Tokens {
  const { tokens, errors } = patternLexer.tokenize(text);
  const tooDeep = indexOfTooDeep(tokens);
  if (tooDeep !== undefined) {
    const offset = tokens[tooDeep]?.startOffset ?? 0;
    const reason = `brackets and parentheses are nested more than ${MAX_NESTING_DEPTH} deep`;
    return { tokens: tokens.slice(0, tooDeep), unreadable: () => problemAt(text, offset, reason) };
  }
  const [error] = errors;
  return { tokens, unreadable: error && (() => problemOfCharacter(text, error.offset)) };
}

function indexOfTooDeep(tokens: readonly IToken[]): number | undefined {
  if (tokens.length <= MAX_NESTING_DEPTH) return undefined;
  let depth = 0;
  for (const [index, { tokenType }] of tokens.entries()) {
    if (tokenType === OpeningBracket || tokenType === OpeningParenthesis) depth += 1;
    if (tokenType === ClosingBracket || tokenType === ClosingParenthesis) depth -= 1;
    if (depth > MAX_NESTING_DEPTH) return index;
  }
  return undefined;
}
