// Advice for the usual slips, added to the sentence that says what was expected.

import { tokenMatcher } from 'chevrotain';
import type { IToken, TokenType } from 'chevrotain';
import type { Expectation } from './expectations.ts';
import { excerpt } from './position.ts';
import * as t from './tokens.ts';

/**
 * What to do about a token that stands where something else was expected; `undefined` when nothing more can be said.
 * `beforeColon` tells that the token touches a colon, as an object type does.
 */
export function hintFor(expectation: Expectation, token: IToken, beforeColon: boolean): string | undefined {
  const keyword = keywordMeantBy(token.image, expectation);
  if (keyword !== undefined) return `keywords are case-sensitive: write ${keyword}`;
  return HINTS.find((hint) => applies(hint, expectation, token, beforeColon))?.advice(token);
}

interface Hint {
  readonly expectations: readonly Expectation[];
  readonly tokens: readonly TokenType[];
  readonly beforeColon?: boolean;
  readonly advice: (token: IToken) => string;
}

const HINTS: readonly Hint[] = [
  {
    expectations: ['property'],
    tokens: [t.HyphenatedName],
    advice: ({ image }) => `a property name with a hyphen stands in quotes: '${excerpt(image)}'`,
  },
  {
    expectations: ['property'],
    tokens: [t.Keyword],
    advice: ({ image }) => `a keyword that names a property stands in quotes: '${image}'`,
  },
  {
    expectations: ['comparison', 'path'],
    tokens: [t.Text],
    beforeColon: true,
    advice: () => 'an object type stands without quotes',
  },
  {
    expectations: ['comparison', 'path'],
    tokens: [t.Constant],
    advice: () => 'the object path stands left of the operator, the constant right of it',
  },
  {
    expectations: ['comparison'],
    tokens: [t.OpeningBracket],
    advice: () => 'inside brackets, group with parentheses',
  },
  {
    expectations: ['constant', 'orderedConstant', 'text'],
    tokens: [t.Not],
    advice: () => 'NOT stands before the operator',
  },
  {
    expectations: ['constant', 'orderedConstant', 'text', 'firstOfSet'],
    tokens: [t.ObjectType],
    advice: () => 'an object path stands left of the operator only, and a text stands in single quotes',
  },
  {
    expectations: ['orderedConstant'],
    tokens: [t.True, t.False],
    advice: () => 'true and false are compared with = or != only',
  },
  {
    expectations: ['afterComparison', 'afterGroupedComparison'],
    tokens: [t.FollowedBy],
    advice: () => 'FOLLOWEDBY joins observations, each in brackets of its own',
  },
  {
    expectations: ['timestamp'],
    tokens: [t.Text],
    advice: () => 'the letter t stands before its opening quote',
  },
];

function applies(hint: Hint, expectation: Expectation, token: IToken, beforeColon: boolean): boolean {
  return (
    hint.expectations.includes(expectation) &&
    hint.tokens.some((type) => tokenMatcher(token, type)) &&
    (hint.beforeColon === undefined || hint.beforeColon === beforeColon)
  );
}

function keywordMeantBy(image: string, expectation: Expectation): string | undefined {
  return KEYWORDS_THERE[expectation]?.find((keyword) => keyword.toLowerCase() === image.toLowerCase());
}

const AFTER_OBSERVATION = ['AND', 'OR', 'FOLLOWEDBY', 'WITHIN', 'REPEATS', 'START'];

const KEYWORDS_THERE: Partial<Record<Expectation, readonly string[]>> = {
  afterObservation: AFTER_OBSERVATION,
  afterGroupedObservation: AFTER_OBSERVATION,
  afterComparison: ['AND', 'OR'],
  afterGroupedComparison: ['AND', 'OR'],
  secondsKeyword: ['SECONDS'],
  timesKeyword: ['TIMES'],
  stop: ['STOP'],
  exists: ['EXISTS'],
  operator: ['NOT', 'IN', 'LIKE', 'MATCHES', 'ISSUBSET', 'ISSUPERSET'],
  constant: ['true', 'false'],
  firstOfSet: ['true', 'false'],
};
