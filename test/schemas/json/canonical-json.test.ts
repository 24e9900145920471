// The JSON Canonicalization Scheme (RFC 8785).
import fc from 'fast-check';
import { canonicalJson } from '../../../schemas/json/canonical-json.ts';
import { arbitraryJson, arbitraryChoices, withWhiteSpace } from './arbitrary-json.ts';

test.each<[value: unknown, text: string]>([
  [null, 'null'],
  [true, 'true'],
  [[], '[]'],
  [{}, '{}'],
  [[1, 'a', [false]], '[1,"a",[false]]'],
  [{ b: 1, a: { d: 2, c: 3 }, B: 4, 10: 5, 9: 6 }, '{"10":5,"9":6,"B":4,"a":{"c":3,"d":2},"b":1}'],
])('RFC 8785, 3.2.3: members are sorted, lists are not, and there is no white space: %j', (value, text) => {
  expect(canonicalJson(value)).toBe(text);
});

test('RFC 8785, 3.2.3: names are sorted by UTF-16 code units, not by code points', () => {
  // U+1F600 begins with the unit D83D, which comes before U+FB33 although the character comes behind.
  const names = ['\r', '1', '\u0080', 'ö', '€', '😀', '\ufb33'];
  const value = Object.fromEntries(names.toReversed().map((name, index) => [name, index]));
  expect(Object.keys(JSON.parse(canonicalJson(value)) as object).filter((name) => name !== '1')).toEqual(
    names.filter((name) => name !== '1'),
  );
  expect(canonicalJson(value).startsWith('{"\\r":6,"1":5,')).toBe(true);
});

test.each<[value: number, text: string]>([
  [0, '0'],
  [-0, '0'],
  [1e21, '1e+21'],
  [123456789012345680000, '123456789012345680000'],
  [1e-7, '1e-7'],
  [0.000001, '0.000001'],
  [5e-324, '5e-324'],
  [-1.5, '-1.5'],
  [2 ** 53 + 1, '9007199254740992'],
])('RFC 8785, 3.2.2.3: numbers are written as ECMAScript does: %d', (value, text) => {
  expect(canonicalJson(value)).toBe(text);
});

test.each<[value: string, text: string]>([
  ['\b\t\n\f\r', String.raw`"\b\t\n\f\r"`],
  ['\u0000\u001f\u007f', '"\\u0000\\u001f\u007f"'],
  ['"\\/', String.raw`"\"\\/"`],
  ['é水😀\u2028', '"é水😀\u2028"'],
])('RFC 8785, 3.2.2.2: strings are escaped no more than needed: %j', (value, text) => {
  expect(canonicalJson(value)).toBe(text);
});

test('equal values have one text, which says the same', () => {
  fc.assert(
    fc.property(arbitraryJson(), arbitraryChoices(), (value, choices) => {
      fc.pre(JSON.stringify(value).search(/\\ud[89a-f]/) < 0);
      const text = canonicalJson(value);
      expect(JSON.parse(text)).toEqual(value);
      expect(canonicalJson(JSON.parse(withWhiteSpace(text, choices)))).toBe(text);
    }),
    { numRuns: 200 },
  );
});

test('200 levels are no matter', () => {
  const deep = `${'{"a":['.repeat(100)}${']}'.repeat(100)}`;
  expect(canonicalJson(JSON.parse(deep))).toBe(deep);
});

test.each<[value: unknown, message: string]>([
  [{ a: [1, { 'b/c': Number.NaN }] }, 'The value at /a/1/b~1c is NaN; JSON has finite numbers only'],
  [Infinity, 'The value is Infinity; JSON has finite numbers only'],
  [['\ud800'], 'The value at /0 has a surrogate without its other half'],
  [{ '\udc00': 1 }, 'The value at /\udc00 has a surrogate without its other half'],
  [{ a: undefined }, 'The value at /a is of type undefined, which JSON has not'],
  [[1n], 'The value at /0 is of type bigint, which JSON has not'],
])('what I-JSON has no text for is refused with its place (RFC 7493)', (value, message) => {
  expect(() => canonicalJson(value)).toThrow(new TypeError(message));
});
