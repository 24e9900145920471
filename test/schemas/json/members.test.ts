// Repeated member names (RFC 7493, 2.3): counted by the splitter, and found.
import fc from 'fast-check';
import { countMembers, findRepeatedName } from '../../../schemas/json/members.ts';
import { processorTime } from '../../processor-time.ts';
import { arbitraryJson } from './arbitrary-json.ts';
import { split } from './split.ts';

/** In milliseconds, some twenty times what linear time is; quadratic time is many seconds. */
const LIMIT = 2_000;

test.each<[text: string, members: number]>([
  ['1', 0],
  ['null', 0],
  ['"ab"', 0],
  ['[1,[2]]', 0],
  ['{"a":1,"b":null}', 2],
  ['[{"a":{"b":[{"c":1}]}},{"__proto__":{"d":1}}]', 5],
])('the members of %s are counted', (text, members) => {
  expect(countMembers(JSON.parse(text))).toBe(members);
});

test('counting does not recurse', () => {
  expect(countMembers(JSON.parse(`${'{"a":['.repeat(100_000)}${']}'.repeat(100_000)}`))).toBe(100_000);
});

test.each<[text: string, pointer: string | undefined]>([
  ['{"a":1,"a":1}', '/a'],
  [String.raw`{"a":1,"\u0061":2}`, '/a'],
  ['{"a":{"b":1,"c":[0,{"d":{},"e":1,"d":[]}]}}', '/a/c/1/d'],
  ['{"a~b/c":[[],[{"":1,"":2}]]}', '/a~0b~1c/1/0/'],
  ['{"a":[{"b":1},{"b":1}],"c":1,"b":{"b":1},"c":1,"a":2}', '/c'],
  ['{"__proto__":1,"__proto__":2}', '/__proto__'],
  ['{"a":"\\"","b":"{\\"a\\":1,","a":1}', '/a'],
  ['{"a":"a","b":["a","a"],"A":"b"}', undefined],
  ['[{"a":1},{"a":1},"a"]', undefined],
  ['{"a":{"a":{"a":"a"}}}', undefined],
  ['"a"', undefined],
])('T-02 the first repeated name of %s', (text, pointer) => {
  expect(findRepeatedName(Buffer.from(text))).toBe(pointer);
});

test('T-02 a name was repeated if and only if the splitter counts more members than JSON.parse has', () => {
  const shortName = fc.constantFrom('"a"', '"b"', '"c"', String.raw`"\u0061"`, '"__proto__"');
  const { object } = fc.letrec<Record<'value' | 'list' | 'member' | 'object', string>>((tie) => ({
    value: fc.oneof({ maxDepth: 4 }, fc.constantFrom('1', '"a"', '"\\""'), tie('object'), tie('list')),
    list: fc.array(tie('value'), { maxLength: 3 }).map((elements) => `[${elements.join(',')}]`),
    member: fc.tuple(shortName, tie('value')).map(([name, value]) => `${name}:${value}`),
    object: fc.array(tie('member'), { maxLength: 4 }).map((members) => `{${members.join(',')}}`),
  }));
  fc.assert(
    fc.property(object, (text) => {
      const [element] = split(`{"objects":[${text}]}`).list;
      const more = (element?.members ?? 0) - countMembers(JSON.parse(text));
      expect(findRepeatedName(Buffer.from(text)) === undefined).toBe(more === 0);
    }),
    { numRuns: 500 },
  );
});

test('T-02 values without repeated names have as many members as were written', () => {
  fc.assert(
    fc.property(fc.array(arbitraryJson(), { maxLength: 3 }), (objects) => {
      const { list } = split(JSON.stringify({ objects }));
      expect(list.map(({ members }) => members)).toEqual(objects.map((object) => countMembers(object)));
      for (const { bytes } of list) expect(findRepeatedName(bytes)).toBeUndefined();
    }),
  );
});

test('P8 long strings and many names take linear time', () => {
  const long = JSON.stringify('\\"'.repeat(1_000_000));
  const strings = Buffer.from(`{"a":${long},"b":${long},"a":1}`);
  const many = Array.from({ length: 100_000 }, (_, index) => `"${index}":[]`).join(',');
  const names = Buffer.from(`{${many},"7":0}`);
  expect(processorTime(() => expect(findRepeatedName(strings)).toBe('/a'))).toBeLessThan(LIMIT);
  expect(processorTime(() => expect(findRepeatedName(names)).toBe('/7'))).toBeLessThan(LIMIT);
});
