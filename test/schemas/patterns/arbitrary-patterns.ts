// Generators of syntax trees, as wide as the types of the tree allow.

import * as fc from 'fast-check';
import { KEYWORDS } from '../../../schemas/patterns/tokens.ts';
import type {
  BinaryConstant,
  ComparisonExpression,
  ComparisonTest,
  Constant,
  FloatConstant,
  HexConstant,
  IntegerConstant,
  NumberConstant,
  ObjectPath,
  ObservationExpression,
  OrderedConstant,
  PathStep,
  PatternTree,
  Qualifier,
  TextConstant,
  TimestampConstant,
} from '../../../schemas/patterns/patterns.ts';

const piece = fc.oneof(fc.constantFrom("'", '\\', '\n', '"', ']', ')', '*', '/', ' ', 'é', '\u{1f600}'), fc.string());
const anyText = fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join(''));

const unsignedDigits = fc.oneof(fc.nat().map(String), fc.constant('0'), fc.constant('9'.repeat(30)));
const fraction = fc.stringMatching(/^[0-9]{0,4}\.[0-9]{1,4}$/);
const sign = fc.constantFrom('', '-');
const signed = (digits: fc.Arbitrary<string>) => fc.tuple(sign, digits).map((parts) => parts.join(''));

const text: fc.Arbitrary<TextConstant> = anyText.map((value) => ({ kind: 'text', value }));
const integer: fc.Arbitrary<IntegerConstant> = signed(unsignedDigits).map((digits) => ({ kind: 'integer', digits }));
const float: fc.Arbitrary<FloatConstant> = signed(fraction).map((digits) => ({ kind: 'float', digits }));
const hex: fc.Arbitrary<HexConstant> = fc
  .stringMatching(/^(?:[0-9a-fA-F]{2}){0,4}$/)
  .map((digits) => ({ kind: 'hex', digits }));
const binary: fc.Arbitrary<BinaryConstant> = fc
  .uint8Array({ minLength: 1, maxLength: 12 })
  .map((bytes) => ({ kind: 'binary', base64: Buffer.from(bytes).toString('base64') }));
const timestamp: fc.Arbitrary<TimestampConstant> = fc
  .date({ min: new Date('1900-01-01T00:00:00Z'), max: new Date('2199-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => ({ kind: 'timestamp', value: date.toISOString() }));

const ordered: fc.Arbitrary<OrderedConstant> = fc.oneof(text, integer, float, hex, binary, timestamp);
const constant: fc.Arbitrary<Constant> = fc.oneof(
  ordered,
  fc.boolean().map((value): Constant => ({ kind: 'boolean', value })),
);

const objectType = fc
  .oneof(
    fc.constantFrom('file', 'ipv4-addr', 'x-acme-sensor', 'network-traffic', 'AND-', '_'),
    fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_-]{0,8}$/),
  )
  .filter((name) => !KEYWORDS.has(name));
const propertyName = fc.oneof(
  fc.constantFrom('name', 'hashes', 'SHA-256', 'value', ...KEYWORDS),
  fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,6}$/),
  anyText,
);
const property: fc.Arbitrary<PathStep> = propertyName.map((name) => ({ kind: 'property', name }));
const step: fc.Arbitrary<PathStep> = fc.oneof(
  property,
  signed(unsignedDigits).map((digits): PathStep => ({ kind: 'index', digits })),
  fc.constant<PathStep>({ kind: 'any-index' }),
);
const path: fc.Arbitrary<ObjectPath> = fc
  .tuple(objectType, property, fc.array(step, { maxLength: 3 }))
  .map(([type, first, rest]) => ({ kind: 'path', objectType: type, steps: [first, ...rest] }));

const tested = { path, negated: fc.boolean() };
const test: fc.Arbitrary<ComparisonTest> = fc.oneof(
  fc.record({ kind: fc.constant('existence' as const), ...tested }),
  fc.record({
    kind: fc.constant('equality' as const),
    ...tested,
    operator: fc.constantFrom('=' as const, '!=' as const),
    constant,
  }),
  fc.record({
    kind: fc.constant('order' as const),
    ...tested,
    operator: fc.constantFrom('<' as const, '<=' as const, '>' as const, '>=' as const),
    constant: ordered,
  }),
  fc.record({
    kind: fc.constant('match' as const),
    ...tested,
    operator: fc.constantFrom('LIKE' as const, 'MATCHES' as const, 'ISSUBSET' as const, 'ISSUPERSET' as const),
    constant: text,
  }),
  fc.record({ kind: fc.constant('membership' as const), ...tested, constants: fc.array(constant, { maxLength: 3 }) }),
);

const { comparison } = fc.letrec<{ comparison: ComparisonExpression }>((tie) => ({
  comparison: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    test,
    fc
      .record({
        kind: fc.constant('comparison-combination' as const),
        operator: fc.constantFrom('AND' as const, 'OR' as const),
        operands: fc.array(tie('comparison'), { minLength: 2, maxLength: 3 }),
      })
      .filter(({ operator, operands: [first] }) => !isCombination(first, operator)),
  ),
}));

const unsignedNumber: fc.Arbitrary<NumberConstant> = fc.oneof(
  unsignedDigits.map((digits): NumberConstant => ({ kind: 'integer', digits })),
  fraction.map((digits): NumberConstant => ({ kind: 'float', digits })),
);
const qualifier: fc.Arbitrary<Qualifier> = fc.oneof(
  fc.record({ kind: fc.constant('within' as const), seconds: unsignedNumber }),
  fc.record({
    kind: fc.constant('repeats' as const),
    times: fc.record({ kind: fc.constant('integer' as const), digits: unsignedDigits }),
  }),
  fc.record({ kind: fc.constant('start-stop' as const), startTime: timestamp, stopTime: timestamp }),
);

const { observation } = fc.letrec<{ observation: ObservationExpression }>((tie) => ({
  observation: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ kind: fc.constant('observation' as const), comparison }),
    fc.record({
      kind: fc.constant('qualified-observation' as const),
      expression: tie('observation'),
      qualifiers: fc.array(qualifier, { minLength: 1, maxLength: 3 }),
    }),
    fc
      .record({
        kind: fc.constant('observation-combination' as const),
        operator: fc.constantFrom('AND' as const, 'OR' as const, 'FOLLOWEDBY' as const),
        operands: fc.array(tie('observation'), { minLength: 2, maxLength: 3 }),
      })
      .filter(({ operator, operands: [first] }) => !isCombination(first, operator)),
  ),
}));

/** Trees of every shape that the parser can give, without positions. */
export const arbitraryPattern: fc.Arbitrary<PatternTree> = observation.map((expression) => ({
  kind: 'pattern',
  expression,
}));

function isCombination(node: ComparisonExpression | ObservationExpression | undefined, operator: string): boolean {
  return node !== undefined && 'operands' in node && node.operator === operator;
}
