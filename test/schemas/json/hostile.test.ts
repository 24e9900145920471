// Texts that mean harm: whatever they are, the splitter agrees with JSON.parse, ends soon and needs little memory.
import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { ObjectSplitter, parseElement } from '../../../schemas/json/object-splitter.ts';
import { processorTime } from '../../processor-time.ts';
import { arbitraryChoices, arbitraryJson, cut, withWhiteSpace } from './arbitrary-json.ts';
import { refusalOf, split, splitChunks } from './split.ts';

const MEGABYTE = 1_000_000;

/** Bytes that change the meaning of JSON when they stand in the wrong place. */
const TROUBLE = Buffer.from('{}[]",:\\/u0159dD.eE+-tfn \n\u0000\u001f\u007f\u00e9\ufeff\u{1f600}');

describe('P8 changed texts are taken if and only if JSON.parse takes them', () => {
  test.each<[change: string, apply: (before: Buffer, behind: Buffer, byte: number) => Buffer[]]>([
    ['a byte is replaced', (before, behind, byte) => [before, Buffer.of(byte), behind.subarray(1)]],
    ['a byte is added', (before, behind, byte) => [before, Buffer.of(byte), behind]],
    ['a byte is left out', (before, behind) => [before, behind.subarray(1)]],
    ['the end is cut off', (before) => [before]],
    ['a part is repeated', (before, behind, byte) => [before, before.subarray(-1 - (byte % 16)), behind]],
  ])('%s', (_, apply) => {
    const anyByte = fc.oneof(fc.constantFrom(...TROUBLE), fc.nat(255));
    fc.assert(
      fc.property(arbitraryJson(), arbitraryChoices(), anyByte, fc.nat(), (element, choices, byte, place) => {
        const text = Buffer.from(withWhiteSpace(JSON.stringify({ id: 'a', objects: [element, {}], more: 1 }), choices));
        const at = place % (text.length + 1);
        const changed = Buffer.concat(apply(text.subarray(0, at), text.subarray(at), byte));
        const refusal = refusalOf(cut(changed, choices));
        if (refusal?.message.includes('there twice') === true) return;
        expect(refusal === undefined).toBe(isJson(changed));
        // A piece that ends within what may be a byte order mark is taken to begin with one.
        if (changed[0] !== 0xef) expect(refusalOf([changed])?.message).toBe(refusal?.message);
      }),
      { numRuns: 400 },
    );
  });
});

describe('P8 nesting without end', () => {
  test.each<[megabytes: number, what: string, unit: string, before: string]>([
    [100, 'lists', '[', ''],
    [40, 'lists in an element', '[', '{"objects":['],
    [40, 'objects in a list', '{"":', '['],
    [40, 'objects in an element', '{"":', '{"objects":[{"id":"a","x":'],
  ])('%d MB of %s are refused at their end', (megabytes, _, unit, before) => {
    const chunk = Buffer.from(unit.repeat(MEGABYTE / unit.length));
    const splitter = new ObjectSplitter(() => undefined);
    splitter.push(Buffer.from(before));
    const atStart = process.memoryUsage.rss();
    for (let pushed = 0; pushed < megabytes; pushed += 1) splitter.push(chunk);
    expect(process.memoryUsage.rss() - atStart).toBeLessThan(100 * MEGABYTE);
    expect(() => splitter.end()).toThrow(/the text ends here/);
  });

  test('a deep element is handed over small, with the ids of all', () => {
    const depth = 5 * MEGABYTE;
    const bomb = `{"id":"bomb","x":${'['.repeat(depth)}${']'.repeat(depth)}}`;
    const { list } = split(`{"objects":[{"id":"before"},${bomb},{"id":"behind"}]}`);
    expect(list.map(({ isTooDeep }) => isTooDeep)).toEqual([false, true, false]);
    expect(list.map((element) => (parseElement(element) as { id: string }).id)).toEqual(['before', 'bomb', 'behind']);
    expect(list[1]).toMatchObject({ depth: depth + 1, members: 2 });
    expect(list[1]?.bytes.length).toBeLessThan(1000);
  });
});

describe('P8 100 MB that take as long as they are, not longer', () => {
  const repeat = (unit: string): string => unit.repeat(MEGABYTE / unit.length);
  test.each<[what: string, before: string, unit: string, behind: string]>([
    ['white space', '', repeat(' '), '{}'],
    ['one string', '{"objects":["', repeat('x'), '"]}'],
    ['digits', '{"objects":[1', repeat('1'), ']}'],
    ['line ends', '{"objects":[', repeat('\n'), ']}'],
  ])('%s', (_, before, unit, behind) => {
    const chunk = Buffer.from(unit);
    const hundred = Array.from({ length: 100 }, () => chunk);
    const took = processorTime(() => {
      expect(splitChunks([Buffer.from(before), ...hundred, Buffer.from(behind)]).members).toEqual({});
    });
    expect(took).toBeLessThan(5_000);
  });

  test('garbage is refused at its first byte', () => {
    const garbage = Buffer.alloc(100 * MEGABYTE, 'garbage ');
    const took = processorTime(() => {
      expect(refusalOf([garbage])?.message).toBe("line 1, column 1: expected a JSON object, found 'g'");
    });
    expect(took).toBeLessThan(1_000);
  });
});

function isJson(text: Buffer): boolean {
  try {
    JSON.parse(text.toString());
    return isUtf8(text);
  } catch {
    return false;
  }
}
