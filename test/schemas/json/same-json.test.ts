// Whether two JSON texts say the same (P4).
import fc from 'fast-check';
import { sameJson } from '../../../schemas/json/same-json.ts';
import { processorTime } from '../../processor-time.ts';
import { arbitraryChoices, arbitraryJson, objectOf, withWhiteSpace } from './arbitrary-json.ts';

const same = (a: string, b: string): boolean => sameJson(Buffer.from(a), Buffer.from(b));

/** Texts of one line say the same, texts of different lines don't. */
const SAYINGS: readonly (readonly string[])[] = [
  ['0', '-0', '0.0', '0e7', '-0.000E-3', '0e99999999999999999999'],
  ['1', '1.0', '1e0', '10e-1', '0.1e1', '1000000000000000000000e-21', '0.000000000000000000001E+21', '1e+000'],
  ['-1', '-1.0', '-10e-1'],
  ['100', '1e2', '100.000', '0.01e4'],
  ['999999999999999', '999999999999999.0'],
  ['9999999999999999', '99999999999999990e-1'],
  ['10000000000000000', '1e16'],
  ['9007199254740992', '9007199254740992.0'],
  ['9007199254740993', '9007199254740993e0'],
  ['0.1', '1e-1', '0.10'],
  ['0.1000000000000000055511151231257827', '1000000000000000055511151231257827e-34'],
  ['0.30000000000000004'],
  ['0.3'],
  ['1e400', '10e399', '0.1e401'],
  ['1e401'],
  ['-1e400'],
  ['1e-400', '0.1e-399'],
  ['1e-401'],
  ['1e99999999999999999999', '10e99999999999999999998'],
  ['1e99999999999999999998'],
  ['1e-99999999999999999999'],
  [`1e${'9'.repeat(2000)}`, `1e+0${'9'.repeat(2000)}`],
  [`1e${'9'.repeat(2001)}`],
  [`1e-${'9'.repeat(2000)}`],
  ['"1"', String.raw`"\u0031"`],
  ['"1e1"'],
  ['10', '1e1'],
  ['"\u00e9"', String.raw`"\u00e9"`, String.raw`"\u00E9"`],
  ['"e\u0301"', String.raw`"\u0065\u0301"`],
  ['"/"', String.raw`"\/"`],
  ['"😀"', String.raw`"\ud83d\ude00"`],
  [String.raw`"\ud83d"`],
  [String.raw`"\ud83e"`],
  ['"a"'],
  ['"A"'],
  ['null'],
  ['true'],
  ['false'],
  ['""'],
  ['[]'],
  ['{}'],
  ['[null]'],
  ['[[]]'],
  ['[1,2]', '[1.0,20e-1]'],
  ['[2,1]'],
  ['[1,2,null]'],
  ['{"a":1,"b":[{}]}', '{"b":[{}],"a":1}', String.raw`{"\u0061":1.0,"b":[{}]}`],
  ['{"a":1,"b":[[]]}'],
  ['{"a":1}'],
  ['{"a":null}'],
  ['{"a":"1"}'],
  ['{"b":1}'],
  ['{"0":1,"1":2}', '{"1":2,"0":1}'],
  ['{"__proto__":1}', '{"__proto__":1.0}'],
  ['{"__proto__":2}'],
  ['{"__proto__":null}'],
  ['{"__proto__":{"a":1}}'],
  ['{"text":"15e-1"}'],
  ['1.5'],
];

test('P4 texts say the same when they mean the same, and only then', () => {
  const texts = SAYINGS.flatMap((line, meaning) => line.map((text) => ({ text, meaning })));
  for (const a of texts) {
    for (const b of texts) expect([a, b, same(a.text, b.text)]).toEqual([a, b, a.meaning === b.meaning]);
  }
});

test('P4 order of members, escapes and white space do not matter', () => {
  fc.assert(
    fc.property(arbitraryJson(), arbitraryChoices(), (value, choices) => {
      const compact = JSON.stringify(value);
      const escaped = compact.replaceAll(/[\u0080-\uffff]/g, escape);
      expect(same(compact, withWhiteSpace(JSON.stringify(reversed(JSON.parse(escaped))), choices))).toBe(true);
      expect(same(escaped, compact)).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('P4 for any two values it agrees with their canonical comparison, both ways', () => {
  fc.assert(
    fc.property(arbitraryJson(), arbitraryJson(), (a, b) => {
      const [first, second] = [JSON.stringify(a), JSON.stringify(b)];
      const isSame = JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
      expect([same(first, second), same(second, first)]).toEqual([isSame, isSame]);
    }),
    { numRuns: 300 },
  );
});

test('P4 whole numbers are compared with all their digits', () => {
  const [whole, step] = [fc.bigInt({ min: 10n, max: 10n ** 40n }), fc.bigInt({ min: -2n, max: 2n })];
  fc.assert(
    fc.property(whole, step, fc.nat(9), fc.constantFrom('', '-'), (number, difference, zeros, sign) => {
      const scaled = `${sign}${number + difference}${'0'.repeat(zeros)}e-${zeros}`;
      expect(same(`${sign}${number}`, scaled)).toBe(difference === 0n);
    }),
  );
});

test('P8 numbers of five million digits are compared in no more than seconds', () => {
  const digits = '1'.repeat(5_000_000);
  const took = processorTime(() => {
    expect(same(digits, `${digits}.0`)).toBe(true);
    expect(same(`1e${digits}`, `1e${digits}1`)).toBe(false);
    expect(same(`${digits}${'0'.repeat(1_000_000)}`, `${digits}e1000000`)).toBe(true);
  });
  expect(took).toBeLessThan(5_000);
});

function escape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** The value with the members of every object in reverse order. */
function reversed(value: fc.JsonValue): fc.JsonValue {
  return rebuilt(value, (members) => members.toReversed());
}

function sorted(value: fc.JsonValue): fc.JsonValue {
  return rebuilt(value, (members) => members.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

type Member = [name: string, value: fc.JsonValue];

function rebuilt(value: fc.JsonValue, order: (members: Member[]) => Member[]): fc.JsonValue {
  if (Array.isArray(value)) return value.map((element) => rebuilt(element, order));
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value as Record<string, fc.JsonValue>);
  return objectOf(order(members).map(([name, member]) => [name, rebuilt(member, order)]));
}
