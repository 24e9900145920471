// The syntax tree of a STIX pattern (STIX 2.1, section 9). Parentheses and quotes aren't in it: the shape of the tree
// says what they said.

/**
 * Where a node stands in the text, in UTF-16 code units; `end` is the first unit behind it. Only the parser sets them,
 * so that trees made by hand need none; {@link withoutPositions} takes them away to compare two trees.
 */
export interface Positioned {
  readonly start?: number;
  readonly end?: number;
}

/** A whole pattern. */
export interface PatternTree {
  readonly kind: 'pattern';
  readonly expression: ObservationExpression;
  /** The text that was parsed; absent in a tree made by hand. */
  readonly text?: string;
}

/** What is looked for across observations (STIX 2.1, 9.5). */
export type ObservationExpression = Observation | ObservationCombination | QualifiedObservation;

/** One observation: `[comparison]`. */
export interface Observation extends Positioned {
  readonly kind: 'observation';
  readonly comparison: ComparisonExpression;
}

/**
 * Observation expressions joined by one operator, from left to right. At least two; the first is never a combination
 * with the same operator, since `(a AND b) AND c` is `a AND b AND c`.
 */
export interface ObservationCombination extends Positioned {
  readonly kind: 'observation-combination';
  readonly operator: ObservationOperator;
  readonly operands: readonly ObservationExpression[];
}

/** AND binds tighter than OR, OR tighter than FOLLOWEDBY. */
export type ObservationOperator = 'AND' | 'OR' | 'FOLLOWEDBY';

/** An observation expression and the qualifiers written behind it, one at least, the innermost first. */
export interface QualifiedObservation extends Positioned {
  readonly kind: 'qualified-observation';
  readonly expression: ObservationExpression;
  readonly qualifiers: readonly Qualifier[];
}

export type Qualifier = WithinQualifier | RepeatsQualifier | StartStopQualifier;

/** `WITHIN 5 SECONDS`; the number has no minus sign. */
export interface WithinQualifier extends Positioned {
  readonly kind: 'within';
  readonly seconds: NumberConstant;
}

/** `REPEATS 5 TIMES`; the number has no minus sign. */
export interface RepeatsQualifier extends Positioned {
  readonly kind: 'repeats';
  readonly times: IntegerConstant;
}

/** `START t'…' STOP t'…'` */
export interface StartStopQualifier extends Positioned {
  readonly kind: 'start-stop';
  readonly startTime: TimestampConstant;
  readonly stopTime: TimestampConstant;
}

/** What one observation must fulfil (STIX 2.1, 9.6). */
export type ComparisonExpression = ComparisonCombination | ComparisonTest;

/** Comparison expressions joined by one operator; two at least, the first no combination with the same operator. */
export interface ComparisonCombination extends Positioned {
  readonly kind: 'comparison-combination';
  /** AND binds tighter than OR. */
  readonly operator: 'AND' | 'OR';
  readonly operands: readonly ComparisonExpression[];
}

/** The smallest comparison expressions: one object path each. */
export type ComparisonTest = EqualityTest | OrderTest | MatchTest | MembershipTest | ExistenceTest;

interface TestOfPath extends Positioned {
  readonly path: ObjectPath;
  /** Whether NOT stands before the operator. */
  readonly negated: boolean;
}

/** `path = constant`, `path != constant` */
export interface EqualityTest extends TestOfPath {
  readonly kind: 'equality';
  readonly operator: '=' | '!=';
  readonly constant: Constant;
}

/** `path < constant` and the like */
export interface OrderTest extends TestOfPath {
  readonly kind: 'order';
  readonly operator: '<' | '<=' | '>' | '>=';
  readonly constant: OrderedConstant;
}

/** `path LIKE 'text'` and the like */
export interface MatchTest extends TestOfPath {
  readonly kind: 'match';
  readonly operator: 'LIKE' | 'MATCHES' | 'ISSUBSET' | 'ISSUPERSET';
  readonly constant: TextConstant;
}

/** `path IN (constant, constant)`; the list may be empty. */
export interface MembershipTest extends TestOfPath {
  readonly kind: 'membership';
  readonly constants: readonly Constant[];
}

/** `EXISTS path`, which STIX 2.0 patterns don't have. */
export interface ExistenceTest extends TestOfPath {
  readonly kind: 'existence';
}

/** `object-type:property.property[index]` (STIX 2.1, 9.7) */
export interface ObjectPath extends Positioned {
  readonly kind: 'path';
  readonly objectType: string;
  /** One step at least; the first is a property. */
  readonly steps: readonly PathStep[];
}

export type PathStep = PropertyStep | IndexStep | AnyIndexStep;

/** A property or dictionary key, without the quotes that it may need in the text. */
export interface PropertyStep extends Positioned {
  readonly kind: 'property';
  readonly name: string;
}

/** `[0]`: one item of a list. */
export interface IndexStep extends Positioned {
  readonly kind: 'index';
  /** As in {@link IntegerConstant}. */
  readonly digits: string;
}

/** `[*]`: some item of a list. */
export interface AnyIndexStep extends Positioned {
  readonly kind: 'any-index';
}

export type Constant = OrderedConstant | BooleanConstant;
export type OrderedConstant = NumberConstant | TextConstant | HexConstant | BinaryConstant | TimestampConstant;
export type NumberConstant = IntegerConstant | FloatConstant;

export interface BooleanConstant extends Positioned {
  readonly kind: 'boolean';
  readonly value: boolean;
}

/** Kept in digits because the language sets no bound: `Number(digits)` may round. */
export interface IntegerConstant extends Positioned {
  readonly kind: 'integer';
  /** `0` or decimal digits without leading zero, perhaps after a minus sign; no plus sign. */
  readonly digits: string;
}

export interface FloatConstant extends Positioned {
  readonly kind: 'float';
  /** Decimal digits with a point and digits behind it, perhaps after a minus sign; no plus sign. */
  readonly digits: string;
}

export interface TextConstant extends Positioned {
  readonly kind: 'text';
  /** The text itself, without quotes and escapes. */
  readonly value: string;
}

export interface HexConstant extends Positioned {
  readonly kind: 'hex';
  /** Pairs of hexadecimal digits as written; may be empty. */
  readonly digits: string;
}

export interface BinaryConstant extends Positioned {
  readonly kind: 'binary';
  /** Padded base64 without line feeds. */
  readonly base64: string;
}

export interface TimestampConstant extends Positioned {
  readonly kind: 'timestamp';
  /** A timestamp of STIX form, perhaps on a day that no calendar has. */
  readonly value: string;
}

/** A copy of the tree that holds only what the pattern means: no positions, no source text. */
export function withoutPositions(tree: PatternTree): PatternTree {
  return { kind: 'pattern', expression: copyOfMeaning(tree.expression) as ObservationExpression };
}

function copyOfMeaning(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(copyOfMeaning);
  if (typeof part !== 'object' || part === null) return part;
  const meaning = Object.entries(part).filter(([name]) => name !== 'start' && name !== 'end');
  return Object.fromEntries(meaning.map(([name, value]) => [name, copyOfMeaning(value)]));
}
