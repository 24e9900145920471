// What the grammar may ask for, in the words of the error messages: "column 31: expected a comparison operator".

import type { ConsumeMethodOpts, IParserErrorMessageProvider } from 'chevrotain';

/** Every expectation, by the place in the grammar where it arises. */
export const EXPECTED = {
  observation: "an observation in brackets, such as [file:name = 'x']",
  afterObservation: 'AND, OR, FOLLOWEDBY, a qualifier or the end of the pattern',
  afterGroupedObservation: 'AND, OR, FOLLOWEDBY, a qualifier or a closing parenthesis',
  seconds: 'a number of seconds, without a minus sign',
  secondsKeyword: 'the keyword SECONDS',
  times: 'a whole number of repetitions, without a minus sign',
  timesKeyword: 'the keyword TIMES',
  timestamp: "a timestamp, such as t'2024-01-31T12:00:00Z'",
  stop: 'the keyword STOP',
  comparison: 'an object path (such as file:name), EXISTS or a parenthesis',
  afterComparison: 'AND, OR or a closing bracket',
  afterGroupedComparison: 'AND, OR or a closing parenthesis',
  exists: 'EXISTS after NOT, which otherwise stands between object path and operator',
  path: 'an object path (such as file:name)',
  colon: 'a colon between object type and property',
  property: 'a property name',
  index: 'a list index: a whole number or *',
  indexEnd: 'the closing bracket of the list index',
  operator: 'a comparison operator',
  constant: 'a constant, such as a text in single quotes',
  orderedConstant: 'a constant that has an order, such as a number',
  text: 'a text in single quotes',
  setStart: 'the parenthesis that opens the set',
  firstOfSet: 'a constant or the parenthesis that closes the set',
  afterConstant: 'a comma or the parenthesis that closes the set',
} as const satisfies Record<string, string>;

/** The name of one expectation. */
export type Expectation = keyof typeof EXPECTED;

/**
 * The parser's option for each expectation. Its text is the name of the expectation, which the parser hands back in
 * its errors; made once because the parser asks for one at every token.
 */
export const EXPECTING = Object.fromEntries(
  Object.keys(EXPECTED).map((name) => [name, { ERR_MSG: name }]),
) as Record<Expectation, ConsumeMethodOpts & { ERR_MSG: string }>;

/**
 * Makes the name of the expectation the whole message of the parser's errors. Mismatches carry it by themselves, see
 * {@link EXPECTING}; the grammar has no repetition that must occur.
 */
export const EXPECTATION_AS_MESSAGE: IParserErrorMessageProvider = {
  buildNoViableAltMessage: ({ customUserDescription }) => customUserDescription ?? unnamed(),
  buildNotAllInputParsedMessage: () => 'afterObservation' satisfies Expectation,
  buildMismatchTokenMessage: unnamed,
  buildEarlyExitMessage: unnamed,
};

function unnamed(): never {
  throw new Error('a place of the grammar has no expectation');
}
