// The lower half of the grammar: what stands inside the brackets of one observation (STIX 2.1, 9.6 and 9.7).

import { EmbeddedActionsParser } from 'chevrotain';
import { constantOf, digitsOf, endOf, equalityOperatorOf, unquoted } from './constants.ts';
import { EXPECTING } from './expectations.ts';
import * as t from './tokens.ts';
import type {
  ComparisonExpression,
  ComparisonTest,
  Constant,
  MatchTest,
  ObjectPath,
  OrderedConstant,
  OrderTest,
  PathStep,
  TextConstant,
} from './tree.ts';

/** Rules for comparison expressions; the grammar of whole patterns extends them. */
export class ComparisonGrammar extends EmbeddedActionsParser {
  /** comparison := conjunction { OR conjunction } */
  protected readonly comparison = this.RULE('comparison', (): ComparisonExpression => {
    const start = this.LA(1).startOffset;
    const operands = [this.SUBRULE(this.comparisonConjunction)];
    this.MANY(() => {
      this.CONSUME(t.Or);
      operands.push(this.SUBRULE2(this.comparisonConjunction));
    });
    return this.joinedComparisons('OR', operands, start);
  });

  /** conjunction := test { AND test } */
  private readonly comparisonConjunction = this.RULE('comparisonConjunction', (): ComparisonExpression => {
    const start = this.LA(1).startOffset;
    const operands = [this.SUBRULE(this.test)];
    this.MANY(() => {
      this.CONSUME(t.And);
      operands.push(this.SUBRULE2(this.test));
    });
    return this.joinedComparisons('AND', operands, start);
  });

  /** test := "(" comparison ")" | existence | pathTest */
  private readonly test = this.RULE(
    'test',
    (): ComparisonExpression =>
      this.OR({
        DEF: [
          { ALT: () => this.SUBRULE(this.pathTest) },
          {
            ALT: () => {
              this.CONSUME(t.OpeningParenthesis);
              const comparison = this.SUBRULE(this.comparison);
              this.CONSUME(t.ClosingParenthesis, EXPECTING.afterGroupedComparison);
              return comparison;
            },
          },
          { ALT: () => this.SUBRULE(this.existence) },
        ],
        ERR_MSG: EXPECTING.comparison.ERR_MSG,
      }),
  );

  /** existence := [ NOT ] EXISTS path */
  private readonly existence = this.RULE('existence', (): ComparisonTest => {
    const start = this.LA(1).startOffset;
    const negated = this.OPTION(() => this.CONSUME(t.Not)) !== undefined;
    this.CONSUME(t.Exists, EXPECTING.exists);
    const path = this.SUBRULE(this.path);
    return { kind: 'existence', path, negated, start, end: this.endOfLast() };
  });

  /** pathTest := path [ NOT ] ( equality constant | order orderedConstant | match text | IN set ) */
  private readonly pathTest = this.RULE('pathTest', (): ComparisonTest => {
    const start = this.LA(1).startOffset;
    const path = this.SUBRULE(this.path);
    const negated = this.OPTION(() => this.CONSUME(t.Not)) !== undefined;
    return this.OR({
      DEF: [
        {
          ALT: (): ComparisonTest => {
            const operator = equalityOperatorOf(this.CONSUME(t.EqualityOperator));
            const constant = constantOf(this.CONSUME(t.Constant, EXPECTING.constant));
            return { kind: 'equality', path, negated, operator, constant, start, end: this.endOfLast() };
          },
        },
        {
          ALT: (): ComparisonTest => {
            const operator = this.CONSUME(t.OrderOperator).image as OrderTest['operator'];
            const constant = constantOf(this.CONSUME(t.OrderedConstant, EXPECTING.orderedConstant)) as OrderedConstant;
            return { kind: 'order', path, negated, operator, constant, start, end: this.endOfLast() };
          },
        },
        {
          ALT: (): ComparisonTest => {
            const operator = this.CONSUME(t.MatchOperator).image as MatchTest['operator'];
            const constant = constantOf(this.CONSUME(t.Text, EXPECTING.text)) as TextConstant;
            return { kind: 'match', path, negated, operator, constant, start, end: this.endOfLast() };
          },
        },
        {
          ALT: (): ComparisonTest => {
            this.CONSUME(t.In);
            const constants = this.SUBRULE(this.set);
            return { kind: 'membership', path, negated, constants, start, end: this.endOfLast() };
          },
        },
      ],
      ERR_MSG: EXPECTING.operator.ERR_MSG,
    });
  });

  /** set := "(" [ constant { "," constant } ] ")" */
  private readonly set = this.RULE('set', (): Constant[] => {
    const constants: Constant[] = [];
    this.CONSUME(t.OpeningParenthesis, EXPECTING.setStart);
    this.OPTION(() => {
      constants.push(constantOf(this.CONSUME(t.Constant)));
      this.MANY(() => {
        this.CONSUME(t.Comma);
        constants.push(constantOf(this.CONSUME2(t.Constant, EXPECTING.constant)));
      });
    });
    this.CONSUME(t.ClosingParenthesis, constants.length === 0 ? EXPECTING.firstOfSet : EXPECTING.afterConstant);
    return constants;
  });

  /** path := objectType ":" property { "." property | "[" index "]" } */
  private readonly path = this.RULE('path', (): ObjectPath => {
    const type = this.CONSUME(t.ObjectType, EXPECTING.path);
    this.CONSUME(t.Colon, EXPECTING.colon);
    const steps: PathStep[] = [this.SUBRULE(this.property)];
    this.MANY(() => {
      const step = this.OR2([
        {
          ALT: () => {
            this.CONSUME(t.Dot);
            return this.SUBRULE2(this.property);
          },
        },
        { ALT: () => this.SUBRULE(this.index) },
      ]);
      steps.push(step);
    });
    return { kind: 'path', objectType: type.image, steps, start: type.startOffset, end: this.endOfLast() };
  });

  private readonly property = this.RULE('property', (): PathStep => {
    const name = this.CONSUME(t.PropertyName, EXPECTING.property);
    const { image, startOffset: start } = name;
    return { kind: 'property', name: image.startsWith("'") ? unquoted(image) : image, start, end: endOf(name) };
  });

  private readonly index = this.RULE('index', (): PathStep => {
    const start = this.CONSUME(t.OpeningBracket).startOffset;
    const index = this.CONSUME(t.Index, EXPECTING.index);
    const end = endOf(this.CONSUME(t.ClosingBracket, EXPECTING.indexEnd));
    if (index.tokenType === t.AnyIndex) return { kind: 'any-index', start, end };
    return { kind: 'index', digits: digitsOf(index), start, end };
  });

  /** The offset behind the token that was taken last. */
  protected endOfLast(): number {
    return endOf(this.LA(0));
  }

  // `(a AND b) AND c` is `a AND b AND c`: its first operand is taken apart (STIX 2.1, 9.6).
  private joinedComparisons(operator: 'AND' | 'OR', operands: ComparisonExpression[], start: number) {
    const [first] = operands;
    if (operands.length === 1 && first !== undefined) return first;
    const isSame = first?.kind === 'comparison-combination' && first.operator === operator;
    const flat = isSame ? [...first.operands, ...operands.slice(1)] : operands;
    return { kind: 'comparison-combination' as const, operator, operands: flat, start, end: this.endOfLast() };
  }
}
