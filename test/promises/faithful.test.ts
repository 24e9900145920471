// P3 what was published is what is served; P4 publishing again is harmless; P6 one bad object never sinks the bundle.
import fc from 'fast-check';
import { startExchange, type Client, type RunningExchange } from '../protocol/running-exchange.ts';
import { DEEP } from '../protocol/test-catalogue.ts';
import { idOf, noteOf } from './objects.ts';

const OBJECTS = `/deep/two/collections/${DEEP}/objects/`;

let exchange: RunningExchange;
let client: Client;
let number = 0;

beforeAll(async () => {
  exchange = await startExchange();
  client = exchange.as('both');
});
afterAll(() => exchange.close());

/** The text of a new note with one custom property, whose value is given as JSON text. */
function noteWith(value: string, spacing = ''): { id: string; text: string } {
  number += 1;
  const note = JSON.stringify(noteOf(number, 0), undefined, spacing);
  return { id: idOf(number), text: `${note.slice(0, note.lastIndexOf('}'))},${spacing}"x_example_value":${spacing}${value}}` };
}

/** The text that the exchange serves for an object. */
async function served(id: string): Promise<string> {
  const { status, body } = await client.get(`${OBJECTS}${id}/`);
  expect(status).toBe(200);
  const text = body.toString('utf8');
  return text.slice(text.indexOf('[') + 1, text.lastIndexOf(']'));
}

async function publish(text: string): Promise<void> {
  const { status, json } = await client.post(OBJECTS, `{"objects":[${text}]}`);
  expect({ status, failures: json.failures }).toEqual({ status: 202, failures: undefined });
  for (let state = json; state.status === 'pending'; ) state = (await client.get(`/deep/two/status/${json.id}/`)).json;
}

describe('P3 what was published is what is served (T-5.5-14)', () => {
  test.each([
    ['numbers in every spelling', '[1.0,1e2,-0,0.10,1E-7,123456789.123456789,9007199254740993,1e308]'],
    ['unicode, raw and escaped', '["ünïcödé 😀 漢字 \\u2028","\\u00fc\\ud83d\\ude00","\\u0000\\u001f"]'],
    ['escapes that need none', '["\\/\\u0041\\b\\f\\n\\r\\t\\"\\\\"]'],
    ['names that JavaScript knows better', '{"__proto__":{"toString":1},"constructor":{"prototype":2},"hasOwnProperty":3}'],
    ['values that a database knows better', '["$where",{"rowid":"\'; DROP TABLE objects; --"},"a.b","{\\"$gt\\":1}"]'],
    ['members in their order', '{"zz":1,"aa":2,"10":3,"9":4}'],
    ['nesting to the limit', `${'{"deep":'.repeat(97)}"x"${'}'.repeat(97)}`],
    ['an object of a megabyte', JSON.stringify('x'.repeat(1024 * 1024))],
    ['a list of 50,000', JSON.stringify(Array.from({ length: 50_000 }, (_, index) => index + 1))],
  ])('%s, to the byte', async (_what, value) => {
    const { id, text } = noteWith(value);
    await publish(text);
    expect(await served(id)).toBe(text);
  });

  test('white space between the tokens goes, and nothing else', async () => {
    const { id, text } = noteWith('[ 1.50 , "a  b\\n" ]', '\n   \t');
    await publish(text);
    expect(await served(id)).toBe(noteText(text));
    expect(JSON.parse(await served(id))).toEqual(JSON.parse(text));
  });

  test('any JSON value comes back equal (property-based)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json({ maxDepth: 6 }).filter(isStixContent), async (value) => {
        const { id, text } = noteWith(value);
        await publish(text);
        expect(await served(id)).toBe(noteText(text));
      }),
      { numRuns: 100 },
    );
  });
});

describe('P4 publishing again is harmless', () => {
  test('T-5.5-04 the same content in another spelling is the same content', async () => {
    const { id, text } = noteWith('[1.0,"\\u0041"]');
    await publish(text);
    const manifest = async (): Promise<unknown> => (await client.get(`/deep/two/collections/${DEEP}/manifest/?match[id]=${id}`)).json;
    const before = await manifest();
    const respelt = JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(text)).toReversed()));
    const { json } = await client.post(OBJECTS, `{"objects":[${respelt}]}`);
    expect(json).toMatchObject({ success_count: 1, failure_count: 0 });
    expect(await served(id)).toBe(text);
    expect(await manifest()).toEqual(before);
  });

  test('T-5.5-05 other content under the same id and version is refused with the reason, also within one envelope', async () => {
    const first = noteWith('1');
    const second = first.text.replace(/1}$/, '2}');
    const { json } = await client.post(OBJECTS, `{"objects":[${first.text},${second}]}`);
    expect(json).toMatchObject({ success_count: 1, failure_count: 1, failures: [{ id: first.id }] });
    expect(json.failures[0].message).toMatch(/other content/);
    expect(await served(first.id)).toBe(first.text);
  });
});

describe('P6 one bad object never sinks the bundle', () => {
  test('T-5.5-12 is listed with a JSON pointer and a sentence, and the others go in', async () => {
    const good = Array.from({ length: 20 }, () => noteOf((number += 1), 0));
    const bad = [
      { ...noteOf((number += 1), 0), created: '2020-02-30T00:00:00.000Z' },
      { ...noteOf((number += 1), 0), object_refs: [] },
      { ...noteOf((number += 1), 0), id: 'note--1' },
      { ...noteOf((number += 1), 0), modified: null },
    ];
    const { status, json } = await client.post(OBJECTS, { objects: [...bad, ...good] });
    expect(status).toBe(202);
    expect(json).toMatchObject({ status: 'complete', total_count: 24, success_count: 20, failure_count: 4 });
    const messages: string[] = json.failures.map(({ message }: { message: string }) => message);
    for (const [index, pointer] of ['/created', '/object_refs', '/id', '/modified'].entries()) {
      expect(messages[index]).toMatch(new RegExp(`^${pointer}: .+; expected .+`));
    }
    const { json: kept } = await client.get(`${OBJECTS}?match[id]=${good.map(({ id }) => id).join(',')}`);
    expect(kept.objects).toHaveLength(20);
  });

  test.each([
    ['an object that is nested too deep', `${'{"deep":'.repeat(5_000)}1${'}'.repeat(5_000)}`, /nested 5001 levels deep/],
    ['a repeated name', '1,"x_example_value":2', /x_example_value.*more than once/],
  ])('%s is refused alone', async (_what, value, message) => {
    const [bad, good] = [noteWith(value), noteWith('1')];
    const { json } = await client.post(OBJECTS, `{"objects":[${bad.text},${good.text}]}`);
    expect(json).toMatchObject({ success_count: 1, failure_count: 1, failures: [{ id: bad.id }] });
    expect(json.failures[0].message).toMatch(message);
  });
});

/** What the test itself makes of white space: two passes, strings set aside in the first. */
function noteText(text: string): string {
  const strings: string[] = [];
  const bare = text.replaceAll(/"(?:[^"\\]|\\.)*"/gs, (string) => `"${strings.push(string) - 1}"`);
  return bare.replaceAll(/\s+/g, '').replaceAll(/"(\d+)"/g, (_whole, index) => strings[Number(index)] ?? '');
}

/** STIX has no null, no empty lists or objects, and plain keys only; other values are refused, not altered. */
function isStixContent(text: string): boolean {
  if (/null|\[\s*\]|\{\s*\}/.test(text)) return false;
  return [...text.matchAll(/"((?:[^"\\]|\\.)*)"\s*:/g)].every(([, name = '']) => /^[A-Za-z0-9_-]{1,250}$/.test(name));
}
