// The grammar of STIX patterning (STIX 2.1, section 9), which builds the syntax tree as it goes. One token of
// lookahead decides everywhere, so that the time is linear in the length of the pattern.

import { ComparisonGrammar } from './comparison-grammar.ts';
import { integerOf, numberOf, timestampOf } from './constants.ts';
import { EXPECTATION_AS_MESSAGE, EXPECTING } from './expectations.ts';
import * as t from './tokens.ts';
import type { ObservationExpression, ObservationOperator, Qualifier } from './tree.ts';

/**
 * Parser of token streams. Set `input`, call `pattern()`, and look at `errors`: their messages are the names of
 * expectations. The recursion is as deep as parentheses are nested: the caller bounds that beforehand.
 */
export class PatternParser extends ComparisonGrammar {
  /** `skipValidations` leaves out the checks of the grammar itself (ambiguities and the like), which a test makes. */
  constructor(skipValidations: boolean) {
    super([...t.TOKENS], {
      maxLookahead: 1,
      recoveryEnabled: false,
      skipValidations,
      errorMessageProvider: EXPECTATION_AS_MESSAGE,
    });
    this.performSelfAnalysis();
  }

  /** pattern := alternatives { FOLLOWEDBY alternatives } */
  readonly pattern = this.RULE('pattern', (): ObservationExpression => {
    const start = this.LA(1).startOffset;
    const operands = [this.SUBRULE(this.alternatives)];
    this.MANY(() => {
      this.CONSUME(t.FollowedBy);
      operands.push(this.SUBRULE2(this.alternatives));
    });
    return this.joinedObservations('FOLLOWEDBY', operands, start);
  });

  /** alternatives := conjunction { OR conjunction } */
  private readonly alternatives = this.RULE('alternatives', (): ObservationExpression => {
    const start = this.LA(1).startOffset;
    const operands = [this.SUBRULE(this.conjunction)];
    this.MANY(() => {
      this.CONSUME(t.Or);
      operands.push(this.SUBRULE2(this.conjunction));
    });
    return this.joinedObservations('OR', operands, start);
  });

  /** conjunction := qualified { AND qualified } */
  private readonly conjunction = this.RULE('conjunction', (): ObservationExpression => {
    const start = this.LA(1).startOffset;
    const operands = [this.SUBRULE(this.qualified)];
    this.MANY(() => {
      this.CONSUME(t.And);
      operands.push(this.SUBRULE2(this.qualified));
    });
    return this.joinedObservations('AND', operands, start);
  });

  /** qualified := ( "[" comparison "]" | "(" pattern ")" ) { qualifier } */
  private readonly qualified = this.RULE('qualified', (): ObservationExpression => {
    const start = this.LA(1).startOffset;
    const expression = this.OR({
      DEF: [
        {
          ALT: (): ObservationExpression => {
            this.CONSUME(t.OpeningBracket);
            const comparison = this.SUBRULE(this.comparison);
            this.CONSUME(t.ClosingBracket, EXPECTING.afterComparison);
            return { kind: 'observation', comparison, start, end: this.endOfLast() };
          },
        },
        {
          ALT: (): ObservationExpression => {
            this.CONSUME(t.OpeningParenthesis);
            const inner = this.SUBRULE(this.pattern);
            this.CONSUME(t.ClosingParenthesis, EXPECTING.afterGroupedObservation);
            return inner;
          },
        },
      ],
      ERR_MSG: EXPECTING.observation.ERR_MSG,
    });
    const qualifiers: Qualifier[] = [];
    this.MANY(() => {
      qualifiers.push(this.SUBRULE(this.qualifier));
    });
    if (qualifiers.length === 0) return expression;
    return { kind: 'qualified-observation', expression, qualifiers, start, end: this.endOfLast() };
  });

  /** qualifier := WITHIN duration SECONDS | REPEATS count TIMES | START timestamp STOP timestamp */
  private readonly qualifier = this.RULE('qualifier', (): Qualifier => {
    const start = this.LA(1).startOffset;
    return this.OR([
      {
        ALT: (): Qualifier => {
          this.CONSUME(t.Within);
          const seconds = numberOf(this.CONSUME(t.Duration, EXPECTING.seconds));
          this.CONSUME(t.Seconds, EXPECTING.secondsKeyword);
          return { kind: 'within', seconds, start, end: this.endOfLast() };
        },
      },
      {
        ALT: (): Qualifier => {
          this.CONSUME(t.Repeats);
          const times = integerOf(this.CONSUME(t.UnsignedInteger, EXPECTING.times));
          this.CONSUME(t.Times, EXPECTING.timesKeyword);
          return { kind: 'repeats', times, start, end: this.endOfLast() };
        },
      },
      {
        ALT: (): Qualifier => {
          this.CONSUME(t.Start);
          const startTime = timestampOf(this.CONSUME(t.Timestamp, EXPECTING.timestamp));
          this.CONSUME(t.Stop, EXPECTING.stop);
          const stopTime = timestampOf(this.CONSUME2(t.Timestamp, EXPECTING.timestamp));
          return { kind: 'start-stop', startTime, stopTime, start, end: this.endOfLast() };
        },
      },
    ]);
  });

  // `(a AND b) AND c` is `a AND b AND c`: its first operand is taken apart (STIX 2.1, 9.5.3).
  private joinedObservations(operator: ObservationOperator, operands: ObservationExpression[], start: number) {
    const [first] = operands;
    if (operands.length === 1 && first !== undefined) return first;
    const isSame = first?.kind === 'observation-combination' && first.operator === operator;
    const flat = isSame ? [...first.operands, ...operands.slice(1)] : operands;
    return { kind: 'observation-combination' as const, operator, operands: flat, start, end: this.endOfLast() };
  }
}
