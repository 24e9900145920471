// P8: objects made to be slow or large are answered with findings or a 4xx, in bounded time, and nobody else waits.
import { request, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { basic, passwordOf, startExchange, TAXII, type RunningExchange } from '../protocol/running-exchange.ts';
import { identity, indicator } from '../protocol/stix-objects.ts';

const MEBIBYTE = 2 ** 20;

/** As an operator would set max_content_length who wants to take very large envelopes. */
const LARGEST_BODY = 128 * MEBIBYTE;

/** In milliseconds: nobody who polls meanwhile waits longer, not even where tests get a tenth of a processor. */
const LONGEST_POLL = 10_000;
/** In milliseconds: the hostile body itself is answered within this. */
const LONGEST_ANSWER = 60_000;

const OBJECTS = '/one/collections/main/objects/';
const VALIDATION = '/one/validation/?collection=main';

let exchange: RunningExchange;
beforeAll(async () => {
  exchange = await startExchange();
  await exchange.changeCatalogue((catalogue) => ({
    ...catalogue,
    apiRoots: catalogue.apiRoots.map((root) => ({ ...root, maxContentLength: LARGEST_BODY })),
  }));
  await exchange.as('both').post(OBJECTS, { objects: [identity()] });
});
afterAll(() => exchange.close());

interface Outcome {
  readonly status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into it
  readonly json: any;
}

/** Sends a body; another agency polls until it is answered, and is answered in time itself. */
async function sendWhileOthersPoll(path: string, body: Buffer): Promise<Outcome> {
  const polling = new AbortController();
  const polls = poll(polling.signal);
  const start = performance.now();
  try {
    const outcome = await send(path, body);
    expect(performance.now() - start).toBeLessThan(LONGEST_ANSWER);
    return outcome;
  } finally {
    polling.abort();
    const times = await polls;
    expect(times.length).toBeGreaterThan(0);
    expect(Math.max(...times)).toBeLessThan(LONGEST_POLL);
  }
}

/** On a connection of its own: making the next body can take longer than the server keeps one that is idle. */
async function send(path: string, body: Buffer): Promise<Outcome> {
  const headers = { authorization: basic('both', passwordOf('both')), accept: TAXII, 'content-type': TAXII, 'content-length': body.length };
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    // What becomes of the connection after the answer is of no interest.
    request(exchange.origin + path, { method: 'POST', agent: false, headers }).on('response', resolve).on('error', reject).end(body);
  });
  return { status: response.statusCode ?? 0, json: await json(response) };
}

/** Polls again and again; gives how long each poll took, in milliseconds. */
async function poll(signal: AbortSignal): Promise<number[]> {
  const times: number[] = [];
  while (!signal.aborted || times.length === 0) {
    const start = performance.now();
    const { status, json } = await exchange.as('reader').get(OBJECTS);
    times.push(performance.now() - start);
    expect({ status, count: json.objects.length }).toEqual({ status: 200, count: 1 });
    await sleep(10);
  }
  return times;
}

function envelopeOf(...elements: readonly string[]): Buffer {
  return Buffer.from(`{"objects":[${elements.join(',')}]}`);
}

/** An indicator with more JSON in it. */
const indicatorWith = (members: string): string => `${JSON.stringify(indicator()).slice(0, -1)},${members}}`;

const list = (size: number, entry: (index: number) => string): string => Array.from({ length: size }, (_, i) => entry(i)).join(',');

/** Octets that are no text, the same in each run. */
function garbage(octets: number): Buffer {
  let state = 1;
  const numbers = Uint32Array.from({ length: 2 ** 16 }, () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0));
  return Buffer.alloc(octets, new Uint8Array(numbers.buffer));
}

describe('100 MB of garbage', () => {
  test.each<[what: string, body: () => Buffer, status: number]>([
    ['of any octets', () => garbage(100 * MEBIBYTE), 400],
    ['in a string without end', () => Buffer.from(`{"objects":["${'a'.repeat(100 * MEBIBYTE)}`), 400],
    ['of brackets', () => Buffer.alloc(100 * MEBIBYTE, '['), 400],
    ['that is an envelope of one endless string', () => envelopeOf(`"${'a'.repeat(100 * MEBIBYTE)}"`), 422],
    ['that is more than max_content_length', () => Buffer.alloc(LARGEST_BODY + 1, ' '), 413],
  ])('%s', async (_, body, status) => {
    expect((await sendWhileOthersPoll(OBJECTS, body())).status).toBe(status);
  });
});

test('a million smallest objects are too many for an envelope, which is said before any is looked at', async () => {
  const body = envelopeOf(list(1_000_000, () => '{"id":"","type":""}'));
  const { status, json } = await sendWhileOthersPoll(VALIDATION, body);
  expect(status).toBe(422);
  expect(json).toMatchObject({ description: expect.stringContaining('100000 objects'), details: { pointer: '/objects/100000' } });
});

test('of ten thousand objects with every mistake only some findings are told, and how many more there are', async () => {
  const wrong = JSON.stringify(indicator({ created: 1, labels: 2, confidence: '3', lang: 4, pattern: 5, revoked: 6 }));
  const { status, json } = await sendWhileOthersPoll(VALIDATION, envelopeOf(list(10_000, () => wrong)));
  expect({ status, refused: json.refused_count, told: json.objects.length }).toEqual({
    status: 200,
    refused: 10_000,
    told: 10_000,
  });
  expect(json.objects.at(-1).findings.at(-1).code).toBe('more-errors');
  expect(JSON.stringify(json).length).toBeLessThan(20 * MEBIBYTE);
});

describe('one object that is made to be slow is answered with findings', () => {
  const deep = (depth: number): string => `"x_example":${'['.repeat(depth)}1${']'.repeat(depth)}`;
  test.each<[what: string, object: () => string, code: string]>([
    ['100,000 properties', () => indicatorWith(list(100_000, (i) => `"x_example_${i}":${i}`)), 'custom-property'],
    ['100,000 properties with wrong names', () => indicatorWith(list(100_000, (i) => `"X${i}":${i}`)), 'property-name'],
    ['100,000 properties of one name', () => indicatorWith(list(100_000, () => '"x_example":1')), 'name-repeated'],
    ['nesting 10,000 deep', () => indicatorWith(deep(10_000)), 'nesting-depth'],
    ['nesting a million deep', () => indicatorWith(deep(1_000_000)), 'nesting-depth'],
    ['a pattern of 1 MB', () => JSON.stringify(indicator({ pattern: `[a:b = '${'c'.repeat(MEBIBYTE)}']` })), 'pattern-syntax'],
    ['a pattern of 1 MB of parentheses', () => JSON.stringify(indicator({ pattern: '('.repeat(MEBIBYTE) })), 'pattern-syntax'],
    ['an id of 1 MB', () => JSON.stringify(indicator({ id: `indicator--${'a-'.repeat(MEBIBYTE / 2)}` })), 'identifier-form'],
    ['100,000 empty external references', () => indicatorWith(`"external_references":[${list(100_000, () => '{}')}]`), 'external-reference-content'],
    ['100,000 empty granular markings', () => indicatorWith(`"granular_markings":[${list(100_000, () => '{}')}]`), 'granular-marking-subject'],
    ['100,000 selectors', () => indicatorWith(`"granular_markings":[{"lang":"en","selectors":[${list(100_000, (i) => `"x_a${i}"`)}]}]`), 'selector-target'],
  ])('%s', async (_, object, code) => {
    const { status, json } = await sendWhileOthersPoll(VALIDATION, envelopeOf(object()));
    expect(status).toBe(200);
    const [{ findings }] = json.objects;
    expect(findings.map((finding: { code: string }) => finding.code)).toContain(code);
    expect(findings.length).toBeLessThanOrEqual(51);
  });
});
