// The splitter takes exactly what RFC 8259 takes, wherever it stands and however it is cut.
import { JsonSyntaxError } from '../../../schemas/json/object-splitter.ts';
import { bytesOf, INVALID, VALID, type JsonTexts } from './json-texts.ts';
import { chunksOf, refusalOf, splitChunks } from './split.ts';

const CHUNK_LENGTHS = [1, 2, 3, 5, 100_000];

/** Where a value can stand: it follows the first text and is followed by the second. */
const PLACES: readonly [place: string, before: string, after: string][] = [
  ['the root', '', ''],
  ['the only element', '{"objects":[', ']}'],
  ['an element between others', '{"type":"bundle","objects":[{}, ', ' ,{"a":1}], "more":false}'],
  ['the value of a member of an element', '{"objects":[{"a":', ',"b":[]}]}'],
  ['an element of a list in an element', '{"objects":[{"a":[1,', ']}]}'],
  ['the value of a member of the root', '{"x_member":', ',"objects":[]}'],
];

function* placed(tables: readonly JsonTexts[], before: string, after: string): Generator<Buffer> {
  for (const [, texts] of tables) {
    for (const text of texts) yield Buffer.concat([Buffer.from(before), bytesOf(text), Buffer.from(after)]);
  }
}

describe.each(PLACES)('as %s', (place, before, after) => {
  test.each(VALID)('T-5.5-11 %s are taken', (...table) => {
    for (const text of placed([table], before, after)) {
      expect(() => JSON.parse(text.toString())).not.toThrow();
      for (const length of CHUNK_LENGTHS) {
        expect([text.toString(), refusalOf(chunksOf(text, length))]).toEqual([text.toString(), undefined]);
      }
    }
  });

  // Some wrong values, like `1,2` or `1]]`, become right among others; JSON.parse says which.
  test.each(INVALID)('T-5.5-11 %s are refused', (...table) => {
    for (const text of placed([table], before, after)) {
      if (place !== 'the root' && isJson(text)) continue;
      for (const length of CHUNK_LENGTHS) {
        const refusal = refusalOf(chunksOf(text, length));
        expect([text.toString('latin1'), refusal]).toEqual([text.toString('latin1'), expect.any(JsonSyntaxError)]);
      }
    }
  });
});

test('T-5.5-11 the same error comes at the same place however the text is cut', () => {
  for (const [, before, after] of PLACES) {
    for (const text of placed(INVALID, before, after)) {
      // The first byte of a byte order mark doesn't tell yet what it is.
      if (isJson(text) || text[0] === 0xef) continue;
      const [whole, ...others] = CHUNK_LENGTHS.toReversed().map((length) => refusalOf(chunksOf(text, length)));
      expect(whole).toBeInstanceOf(JsonSyntaxError);
      for (const other of others) expect(other).toEqual(whole);
    }
  }
});

test('P3 each element is handed over with its value, and with its bytes but for white space', () => {
  for (const text of placed(VALID, '{"objects":[null,\n', ' ]\t}')) {
    const value = (JSON.parse(text.toString()) as { objects: unknown[] }).objects[1];
    for (const length of CHUNK_LENGTHS) {
      const { list, elements } = splitChunks(chunksOf(text, length));
      expect(elements).toBe(2);
      expect(JSON.parse(Buffer.from(list[1]?.bytes ?? []).toString())).toEqual(value);
    }
  }
});

function isJson(text: Buffer): boolean {
  if (text.toString('latin1') !== Buffer.from(text.toString()).toString('latin1')) return false;
  try {
    JSON.parse(text.toString());
    return true;
  } catch {
    return false;
  }
}
