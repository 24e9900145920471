// What the splitter tells of the elements of `objects`, and of what stands around them.
import fc from 'fast-check';
import { JsonSyntaxError, ObjectSplitter, parseElement } from '../../../schemas/json/object-splitter.ts';
import { arbitraryChoices, arbitraryJson, cut, withWhiteSpace } from './arbitrary-json.ts';
import { chunksOf, refusalOf, split, splitChunks } from './split.ts';

const textOf = ({ bytes }: { readonly bytes: Uint8Array }): string => Buffer.from(bytes).toString();

describe('elements', () => {
  test('P3 any element comes out with the bytes it was written in, however it is cut and spaced', () => {
    fc.assert(
      fc.property(fc.array(arbitraryJson(), { maxLength: 4 }), arbitraryChoices(), (objects, choices) => {
        const text = Buffer.from(withWhiteSpace(JSON.stringify({ type: 'bundle', objects, more: false }), choices));
        const { list, members } = splitChunks(cut(text, choices));
        expect(list.map(textOf)).toEqual(objects.map((object) => JSON.stringify(object)));
        expect(list.map(parseElement)).toEqual(objects);
        expect(members).toEqual({ type: 'bundle', more: false });
      }),
      { numRuns: 500 },
    );
  });

  test('P3 numbers, escapes, order and repeated names stay as they were written', () => {
    const object = String.raw`{"b":1.0,"a":[10e-1,9007199254740993,-0,1E400],"\u0061":"\/\u00e9é","__proto__":{}}`;
    const spaced = `{"objects" : [ ${object.replaceAll(',', '\n , ')} ] }`;
    expect(split(spaced).list.map(textOf)).toEqual([object]);
  });

  test.each<[text: string, kind: string, depth: number, members: number]>([
    ['{}', 'object', 1, 0],
    ['{"a":1,"b":[]}', 'object', 2, 2],
    ['{"a":{"b":{"c":[{"d":1}]}},"a":0}', 'object', 5, 5],
    ['{"a":[1,2],"b":[[{}]]}', 'object', 4, 2],
    ['{":":"::","{":"}"}', 'object', 1, 2],
    ['[]', 'list', 1, 0],
    ['[{"a":1},{"a":1}]', 'list', 2, 2],
    ['"{"', 'string', 0, 0],
    ['-1.5e3', 'number', 0, 0],
    ['true', 'boolean', 0, 0],
    ['false', 'boolean', 0, 0],
    ['null', 'null', 0, 0],
  ])('P6 %s is told by kind, depth and number of members', (text, kind, depth, members) => {
    const bundle = Buffer.from(`{"objects":[${text},${text}],"more":{"a":{"b":1}}}`);
    for (const length of [1, 7, bundle.length]) {
      const { list } = splitChunks(chunksOf(bundle, length));
      expect(list).toHaveLength(2);
      for (const element of list) expect(element).toMatchObject({ kind, depth, members, isTooDeep: false });
    }
  });

  test('P6 each is told by its place: index, line, and where it begins and ends', () => {
    const text = '{\r\n "objects": [\n  {"é":\n1}\n , 12\n,\n\n"水" ],\n"id":1}';
    const bytes = Buffer.from(text);
    for (const length of [1, 4, bytes.length]) {
      const { list } = splitChunks(chunksOf(bytes, length));
      expect(list.map(({ index, line }) => [index, line])).toEqual([[0, 3], [1, 5], [2, 8]]);
      const written = list.map(({ start, end }) => bytes.subarray(start, end).toString());
      expect(written).toEqual(['{"é":\n1}', '12', '"水"']);
    }
  });

  test('each is handed over as soon as it ends', () => {
    let count = 0;
    const splitter = new ObjectSplitter(() => (count += 1));
    const progress = ['{"objects":[{"a":', '1}', ',{"b":2},[', ']', ',1', '2]', '}'].map((chunk) => {
      splitter.push(Buffer.from(chunk));
      return count;
    });
    expect(progress).toEqual([0, 1, 2, 3, 3, 4, 4]);
    expect(splitter.end()).toEqual({ members: {}, elements: 4 });
  });

  test('bytes that were handed over never change, whatever comes behind them', () => {
    const objects = Array.from({ length: 400 }, (_, index) => ({ index, padding: 'é'.repeat((index * 37) % 900) }));
    const large = { large: 'x'.repeat(300_000) };
    const text = Buffer.from(JSON.stringify({ objects: [...objects, large, ...objects] }, undefined, 1));
    const { list } = splitChunks(chunksOf(text, 5000));
    expect(list.map(textOf)).toEqual([...objects, large, ...objects].map((object) => JSON.stringify(object)));
    // Whoever keeps a small object doesn't keep a large one's memory.
    expect(list.at(401)?.bytes.buffer.byteLength).toBeLessThan(100_000);
  });

  test.each<[text: string, isLone: boolean]>([
    [String.raw`"\ud83d\ude00"`, false],
    [String.raw`"\uD83D\uDE00\uD83D\uDE00"`, false],
    [String.raw`"\\ud800"`, false],
    [String.raw`"\ud7ff\ue000"`, false],
    ['"😀"', false],
    [String.raw`"\ud83d"`, true],
    [String.raw`"\ude00"`, true],
    [String.raw`"\ude00\ud83d"`, true],
    [String.raw`"\ud83d \ude00"`, true],
    [String.raw`"\ud83d\n\ude00"`, true],
    [String.raw`"\ud83d\ud83d\ude00"`, true],
    [String.raw`"\ud83d\ude00\ude00"`, true],
    [String.raw`"\ud83d\\ude00"`, true],
    [String.raw`"\ud83d\u0041"`, true],
    [String.raw`["\ud83d","\ude00"]`, true],
    [String.raw`{"\ud83d":1}`, true],
  ])('T-1.6.7-01 whether %s has a surrogate without its other half', (text, isLone) => {
    const bundle = Buffer.from(String.raw`{"x_example":"\ud800","objects":[${text},""]}`);
    for (const length of [1, 2, 3, 5, bundle.length]) {
      const { list } = splitChunks(chunksOf(bundle, length));
      expect(list.map(({ hasLoneSurrogate }) => hasLoneSurrogate)).toEqual([isLone, false]);
    }
  });
});

describe('depth', () => {
  const nested = (depth: number): string => `${'{"a":['.repeat(depth / 2)}${']}'.repeat(depth / 2)}`;

  test('P6 an element that is too deep is told, and the others are whole', () => {
    const { list } = split(`{"objects":[${nested(100)},${nested(102)},${nested(2000)},${nested(100)}]}`);
    const told = list.map(({ depth, isTooDeep }) => [depth, isTooDeep]);
    expect(told).toEqual([[100, false], [102, true], [2000, true], [100, false]]);
    expect(list.flatMap((element) => (element.isTooDeep ? [] : [textOf(element)]))).toEqual([nested(100), nested(100)]);
  });

  test('P6 what is too deep is left out, so that the id can be read', () => {
    const deep = '{"id":"a", "x":[{"y":[1, [2]], "z":{"w":3}}, [[4]], 5], "type":"b"}';
    for (const length of [1, 3, 1000]) {
      const bundle = Buffer.from(`{"objects":[${deep},{"x":[]}]}`);
      const { list } = splitChunks(chunksOf(bundle, length), { maximumDepth: 2 });
      expect(list.map(textOf)).toEqual(['{"id":"a","x":[{},[],5],"type":"b"}', '{"x":[]}']);
      expect(list[0]).toMatchObject({ depth: 5, isTooDeep: true, members: 6 });
      expect(list[1]).toMatchObject({ depth: 2, isTooDeep: false, members: 1 });
    }
  });
});

describe('what stands around them', () => {
  test.each<[text: string, members: unknown, elements: number | undefined]>([
    ['{}', {}, undefined],
    ['{"objects":[]}', {}, 0],
    ['{"more":true,"objects":[1,2],"next":"\\u00e9"}', { more: true, next: 'é' }, 2],
    ['{"objects":null}', { objects: null }, undefined],
    ['{"objects":{"objects":[1]}}', { objects: { objects: [1] } }, undefined],
    ['{"objects":"[1]"}', { objects: '[1]' }, undefined],
    ['{"x_list":[1],"Objects":[2]}', { x_list: [1], Objects: [2] }, undefined],
    ['{"x_member":{"objects":[1]},"objects":[2]}', { x_member: { objects: [1] } }, 1],
    [String.raw`{"\u006fbject\u0073":[1,2,3]}`, {}, 3],
    ['{"id" : 1.50 , "x" : [ { } ] }', { id: 1.5, x: [{}] }, undefined],
    ['[{"objects":[1]}]', undefined, undefined],
    ['["objects",[1]]', undefined, undefined],
    ['"objects"', undefined, undefined],
    ['12', undefined, undefined],
    ['null', undefined, undefined],
  ])('T-5.5-11 of %s', (text, members, elements) => {
    for (const length of [1, 3, 1000]) {
      const result = splitChunks(chunksOf(Buffer.from(text), length));
      expect([result.members, result.elements, result.list.length]).toEqual([members, elements, elements ?? 0]);
    }
  });

  test('P8 names that objects inherit are members like others', () => {
    const { members } = split('{"__proto__":{"more":true},"constructor":1}');
    expect(Object.keys(members ?? {})).toEqual(['__proto__', 'constructor']);
    expect(members?.['more']).toBeUndefined();
  });

  test.each([
    ['{"objects":[],"objects":[]}', 'line 1, column 23: the member "objects"'],
    ['{"objects":1,"objects":[]}', 'line 1, column 22: the member "objects"'],
    ['{"more":1,\n"mor\\u0065":2}', 'line 2, column 11: the member "more"'],
  ])('T-1.6.7-01 a repeated name of the root is refused: %s', (text, beginning) => {
    const message = `${beginning} is there twice; names are unique (RFC 7493, 2.3)`;
    for (const length of [1, 5, 1000]) expect(refusalOf(chunksOf(Buffer.from(text), length))?.message).toBe(message);
  });

  test('P8 they are refused beyond 1 MiB, but elements are not', () => {
    const long = (length: number): string => JSON.stringify('x'.repeat(length));
    expect(split(`{"objects":[${long(2 ** 21)}],"x":${long(2 ** 20 - 7)}}`).elements).toBe(1);
    const tooLong = [
      `{"x":${long(2 ** 20 - 5)}}`,
      `{"x":${long(2 ** 19)},"y":${long(2 ** 19)}}`,
      `{"objects":${long(2 ** 21)}}`,
      `{"objects":{${long(2 ** 20)}:1}}`,
      `{${long(2 ** 21)}:1}`,
    ];
    for (const text of tooLong) {
      for (const length of [65_536, 2 ** 22]) {
        expect(refusalOf(chunksOf(Buffer.from(text), length))?.message).toMatch(/larger than 1 MiB$/);
      }
    }
    expect(split(long(2 ** 21)).members).toBeUndefined();
  });

  test('P8 they are refused beyond the maximum depth', () => {
    const deep = (depth: number): string => `{"x":${'['.repeat(depth)}${']'.repeat(depth)},"objects":[]}`;
    expect(split(deep(100)).elements).toBe(0);
    const message = 'line 1, column 106: a member besides the list "objects" must not be nested deeper than 100';
    expect(() => split(deep(101))).toThrow(message);
  });
});

const ESCAPES = String.raw`"\" in a string must be followed by one of " \ / b f n r t u`;

describe('errors are for people', () => {
  test.each([
    ['', `line 1, column 1: the text is empty; expected a JSON object`],
    ['\n ', `line 2, column 2: the text is empty; expected a JSON object`],
    ['<html>', `line 1, column 1: expected a JSON object, found '<'`],
    ['\ufeff{}', 'line 1, column 1: the text begins with a byte order mark, which JSON has not (RFC 8259, 8.1)'],
    ['｛}', 'line 1, column 1: expected a JSON object, found the byte 0xEF'],
    ['{\n"objects":\n[{"a":1} {}]}', `line 3, column 10: expected ',' or ']' after an element of "objects", found '{'`],
    ['{"objects":[{},]}', `line 1, column 16: expected a value after ',', found ']'`],
    ['{"objects":[[1 2]]}', `line 1, column 16: expected ',' or ']' after an element, found '2'`],
    ['{"objects":[{"水é": 1,}]}', `line 1, column 22: expected a member name after ',', found '}'`],
    ["{'objects':[]}", `line 1, column 2: expected a member name or '}', found "'"`],
    ['{"objects" []}', `line 1, column 12: expected ':' after a member name, found '['`],
    ['{"objects": }', `line 1, column 13: expected a value after ':', found '}'`],
    ['{"objects": [}', `line 1, column 14: expected a value or ']', found '}'`],
    ['{"a": 1 "b": 2}', `line 1, column 9: expected ',' or '}' after a member, found '"'`],
    ['{}\n{}', `line 2, column 1: expected nothing but white space after the end, found '{'`],
    ['{"a": nil}', `line 1, column 8: expected null, found 'i'`],
    ['{"a": -x}', `line 1, column 8: expected a digit in a number, found 'x'`],
    ['{"a": "\t"}', 'line 1, column 8: a string must not contain the control character U+0009 unless escaped'],
    [String.raw`{"a": "\q"}`, `line 1, column 9: ${ESCAPES}`],
    ['{"a": "\\u12x4"}', String.raw`line 1, column 12: "\u" in a string must be followed by 4 hexadecimal digits`],
    ['{"objects": [{}', `line 1, column 16: the text ends here; expected ',' or ']' after an element of "objects"`],
    ['{"a": "水', 'line 1, column 9: the text ends inside a string'],
    ['{"a": 1.', 'line 1, column 9: the text ends inside a number'],
    ['{"a": tru', 'line 1, column 10: the text ends inside a literal'],
  ])('T-5.5-11 %j', (text, message) => {
    const bytes = Buffer.from(text);
    for (const length of [3, 7, 1000]) {
      const refusal = refusalOf(chunksOf(bytes, length));
      expect(refusal).toBeInstanceOf(JsonSyntaxError);
      expect(refusal?.message).toBe(message);
    }
  });

  test('T-1.6.7-01 bytes that are no UTF-8 are told with their place', () => {
    const bytes = Buffer.concat([Buffer.from('{"a":\n"é'), Buffer.from([0xe9, 0x22, 0x7d])]);
    for (const length of [1, 2, 1000]) {
      const refusal = refusalOf(chunksOf(bytes, length));
      const reason = 'the byte 0x22 is not UTF-8 here';
      expect(refusal).toMatchObject({ name: 'JsonSyntaxError', reason, offset: 10, line: 2, column: 4 });
    }
  });
});
