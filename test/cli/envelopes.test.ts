// Objects of files, packed into envelopes: every byte as it stood, in order, never more than fits.
import fc from 'fast-check';
import { createReadStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packEnvelopes, type Envelope, type Misfit } from '../../cli/envelopes.ts';
import { readLines } from '../../cli/read-lines.ts';
import { readObjects, type FileObject } from '../../cli/read-objects.ts';
import { temporaryFolder } from './liaison-process.ts';
import { listOf } from './scripted-server.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeAll(() => {
  folder = temporaryFolder();
});
afterAll(() => folder.remove());

async function pack(objects: readonly FileObject[], max: number): Promise<{ envelopes: Envelope[]; misfits: Misfit[] }> {
  const misfits: Misfit[] = [];
  const envelopes = await listOf(packEnvelopes(inTurn(objects), max, (misfit) => misfits.push(misfit)));
  return { envelopes, misfits };
}

async function* inTurn<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}

const objectOf = (size: number, id: string): FileObject => ({ bytes: Buffer.from(`"${'x'.repeat(size)}"`), place: id, id });

test('whatever the sizes, envelopes fit, hold every object that can be sent once, in order, and no two neighbours could be one', async () => {
  const sizes = fc.array(fc.integer({ min: 0, max: 90 }), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(sizes, fc.integer({ min: 14, max: 120 }), async (lengths, max) => {
      const objects = lengths.map((size, index) => objectOf(size, String(index)));
      const { envelopes, misfits } = await pack(objects, max);
      const fits = objects.filter(({ bytes }) => bytes.length + 14 <= max);
      expect(envelopes.flatMap((envelope) => envelope.objects)).toEqual(fits);
      expect(misfits.map(({ object }) => object)).toEqual(objects.filter((object) => !fits.includes(object)));
      for (const { bytes, objects: packed } of envelopes) {
        expect(bytes.length).toBeLessThanOrEqual(max);
        const expected = { objects: packed.map((object) => JSON.parse(Buffer.from(object.bytes).toString())) };
        expect(JSON.parse(Buffer.from(bytes).toString())).toEqual(expected);
      }
      for (const [index, { bytes }] of envelopes.slice(1).entries()) {
        const first = envelopes[index + 1]?.objects[0]?.bytes.length ?? 0;
        expect((envelopes[index]?.bytes.length ?? 0) + 1 + first).toBeGreaterThan(max);
        expect(bytes.length).toBeGreaterThan(0);
      }
    }),
    { numRuns: 200 },
  );
});

test('an envelope has 5,000 objects at most, and 8 MiB if it has more than one, whatever the server takes', async () => {
  const many = Array.from({ length: 12_001 }, (_, index) => objectOf(1, String(index)));
  expect((await pack(many, 1e9)).envelopes.map(({ objects }) => objects.length)).toEqual([5_000, 5_000, 2_001]);
  const large = [objectOf(5e6, 'a'), objectOf(5e6, 'b'), objectOf(12e6, 'c'), objectOf(1, 'd'), objectOf(2, 'e')];
  const { envelopes, misfits } = await pack(large, 1e9);
  expect(envelopes.map(({ objects }) => objects.map(({ id }) => id).join(''))).toEqual(['a', 'b', 'c', 'de']);
  expect(misfits).toEqual([]);
});

test('an object that no envelope can carry, or that is none, is told with the reason', async () => {
  const faulty: FileObject = { bytes: Buffer.from('5'), place: 'f:3', fault: 'it is a number' };
  const { envelopes, misfits } = await pack([objectOf(50, 'large'), faulty, objectOf(5, 'small')], 30);
  expect(envelopes).toHaveLength(1);
  expect(misfits.map(({ object, reason }) => [object.place, reason])).toEqual([
    ['large', "its 52 octets exceed the server's max_content_length of 30"],
    ['f:3', 'it is a number'],
  ]);
});

describe('files', () => {
  const OBJECT = '{"type":"note","id":"note--1","modified":"2024-01-01T00:00:00Z"';
  async function read(name: string, content: string | Buffer, isLines?: boolean): Promise<FileObject[]> {
    const file = join(folder.path, name);
    writeFileSync(file, content);
    return listOf(readObjects(file, { isLines }));
  }
  const textsOf = (objects: readonly FileObject[]): string[] => objects.map(({ bytes }) => Buffer.from(bytes).toString());

  test('P3 an object is sent as it stands: numbers, escapes and order too', async () => {
    const text = `${OBJECT},"b":1.0e+2,"a":"\\u00e9\\/ü","c":123456789012345678901234567890}`;
    const [bundled] = await read('a.json', `{"type":"bundle","id":"b","objects":[ ${text} ]}`);
    expect(bundled).toMatchObject({ id: 'note--1', version: '2024-01-01T00:00:00Z', place: expect.stringMatching(/a\.json:1$/) });
    const [line] = await read('a.jsonl', `${text}\n`);
    expect(textsOf([bundled, line].flatMap((object) => object ?? []))).toEqual([text, text]);
  });

  test('P3 however deep it is, nothing of it is left out', async () => {
    const deep = `${OBJECT},"a":${'['.repeat(5_000)}1${']'.repeat(5_000)}}`;
    expect(textsOf(await read('deep.json', `{"objects":[${deep}]}`))).toEqual([deep]);
  });

  test.each([
    ['the last line has no end', 'x.jsonl', `${OBJECT}}\n${OBJECT},"n":2}`, [1, 2]],
    ['lines end in CR LF, some are blank', 'x.ndjson', `${OBJECT}}\r\n \t\r\n\n${OBJECT}}\r\n`, [1, 4]],
    ['strings hold U+2028 and U+2029', 'x.JSONL', `${OBJECT},"a":"\u2028\u2029"}\n${OBJECT}}\n`, [1, 2]],
    ['the name does not say so', 'x.txt', `${OBJECT}}\n${OBJECT}}\n`, [1, 2]],
    ['there is nothing', 'x.jsonl', '', []],
  ])('JSON lines: %s', async (_what, name, content, lines) => {
    const objects = await read(name, content, name.endsWith('.txt') ? true : undefined);
    expect(objects.map(({ place, fault }) => [Number(place.split(':').at(-1)), fault])).toEqual(lines.map((line) => [line, undefined]));
  });

  test('P6 a line that is no JSON, or not in UTF-8, or no object, spoils no other', async () => {
    const content = Buffer.concat([
      Buffer.from(`${OBJECT}}\n${OBJECT}\n`),
      Buffer.from(`${OBJECT},"a":"`),
      Buffer.from([0xc3, 0x28]),
      Buffer.from(`"}\n[1]\n\ufeff${OBJECT}}\n${OBJECT}}\n`),
    ]);
    const objects = await read('mixed.jsonl', content);
    const noJson = 'the line is no JSON in UTF-8';
    expect(objects.map(({ fault }) => fault)).toEqual([undefined, noJson, noJson, 'it is no object with an id and a type', noJson, undefined]);
  });

  test.each<[string, string, RegExp | number]>([
    ['an envelope', '{"objects":[{"type":"a","id":"b"},{"type":"a","id":"c"}],"more":false}', 2],
    ['a bundle of nothing', '{"type":"bundle","id":"bundle--1"}', 0],
    ['an empty list', '{"objects":[]}', 0],
    ['a list', '[{"type":"a","id":"b"}]', /is no bundle and no envelope: it has no list "objects"/],
    ['an object', '{"type":"note","id":"b"}', /is no bundle and no envelope/],
    ['a bundle whose objects are none', '{"type":"bundle","id":"bundle--1","objects":{}}', /is no bundle and no envelope/],
    ['nothing', '', /: line 1, column 1: the text is empty/],
    ['half a bundle', '{"objects":[{"type":"a","id":"b"}', /: line 1, column 34: /],
  ])('%s', async (_what, content, expected) => {
    const reading = read('some.json', content);
    if (typeof expected === 'number') expect(await reading).toHaveLength(expected);
    else await expect(reading).rejects.toThrow(expected);
  });

  test('lines are cut alike however the bytes come in', async () => {
    const lines = fc.array(fc.string({ unit: fc.constantFrom('a', 'ü', '\r', '\u2028', ' ') }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(lines, fc.integer({ min: 1, max: 5 }), async (texts, step) => {
        const file = join(folder.path, 'lines.txt');
        writeFileSync(file, texts.join('\n'));
        const found = await listOf(readLines(createReadStream(file, { highWaterMark: step })));
        const expected = texts.map((text, index) => [index + 1, text]).filter(([, text]) => !/^[ \r]*$/.test(String(text)));
        expect(found.map(({ number, bytes }) => [number, Buffer.from(bytes).toString()])).toEqual(expected);
      }),
      { numRuns: 100 },
    );
  });
});
