// Envelopes on their way: statuses waited for, failures counted, and what happens when the server refuses or goes.
import type { Envelope } from '../../cli/envelopes.ts';
import { CommandFailure } from '../../cli/failure.ts';
import { sendEnvelopes } from '../../cli/send-envelopes.ts';
import { countStatus, describeForPeople, describeForPrograms, describeTally, newTally, type Tally } from '../../cli/tally.ts';
import { startScripted, type Asked, type Reply, type ScriptedServer } from './scripted-server.ts';

let server: ScriptedServer | undefined;
afterEach(() => server?.close());

const OBJECTS = '/root/collections/c/objects/';
const numbersIn = ({ body }: Asked): number[] => JSON.parse(body.toString()).objects;
const envelope = (...numbers: number[]): Envelope => ({
  bytes: new Uint8Array(Buffer.from(JSON.stringify({ objects: numbers }))),
  objects: numbers.map((number) => ({ bytes: Buffer.from(String(number)), place: `f:${number}`, id: `id-${number}`, version: 'v' })),
});
const complete = (count: number, more: object = {}): Reply => ({
  status: 202,
  body: { id: 's', status: 'complete', total_count: count, success_count: count, failure_count: 0, pending_count: 0, ...more },
});

async function send(
  script: (asked: Asked, before: number) => Reply,
  envelopes: AsyncIterable<Envelope>,
  patience = 10_000,
): Promise<{ tally: Tally; failure: string | undefined; counted: string[] }> {
  server = await startScripted(script);
  const found = { root: server.url('/root/'), url: server.url('/root/collections/c/'), maxContentLength: 1e6 };
  const collection = { id: 'c', title: 'C', can_read: true, can_write: true };
  const tally = newTally();
  const counted: string[] = [];
  const failure = await sendEnvelopes(server.client(), { ...found, collection }, envelopes, tally, { patience, onCounted: () => counted.push(describeTally(tally)) }).then(
    () => undefined,
    (error: unknown) => {
      if (!(error instanceof CommandFailure)) throw error;
      return error.message;
    },
  );
  return { tally, failure, counted };
}

async function* inTurn(...envelopes: Envelope[]): AsyncGenerator<Envelope> {
  yield* envelopes;
}

test('a pending status is looked at until it is complete, and its counts are the last ones', async () => {
  const pending = { id: 'a b', status: 'pending', total_count: 3, success_count: 0, failure_count: 0, pending_count: 3 };
  const statuses: Reply[] = [{ status: 202, body: pending }, { body: { ...pending, success_count: 1, pending_count: 2 } }, complete(3)];
  const { tally, failure } = await send((_asked, before) => statuses[before] ?? {}, inTurn(envelope(1, 2, 3)));
  expect({ failure, ...tally }).toMatchObject({ failure: undefined, accepted: 3, refused: 0 });
  expect(server?.asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
    `POST ${OBJECTS}`,
    'GET /root/status/a%20b/',
    'GET /root/status/a%20b/',
  ]);
});

test('a status that never ends is given up', async () => {
  const pending = { id: 's', status: 'pending', total_count: 1, success_count: 0, failure_count: 0, pending_count: 1 };
  const { failure } = await send(() => ({ status: 202, body: pending }), inTurn(envelope(1)), 200);
  expect(failure).toMatch(/\/root\/status\/s\/ stays "pending"/);
});

test('an answer that is no status is told', async () => {
  const { failure } = await send(() => ({ status: 202, body: { title: 'Thanks' } }), inTurn(envelope(1)));
  expect(failure).toMatch(/is no status: it is neither pending nor complete/);
});

test('two envelopes are under way at most, sent in order, and one that takes long holds up no other', async () => {
  let underWay = 0;
  let most = 0;
  const script = (asked: Asked): Reply => {
    underWay += 1;
    most = Math.max(most, underWay);
    const delay = numbersIn(asked)[0] === 1 ? 200 : 20;
    setTimeout(() => (underWay -= 1), delay - 1);
    return { ...complete(1), delay };
  };
  const { tally } = await send(script, inTurn(...[1, 2, 3, 4, 5].map((number) => envelope(number))));
  expect(tally.accepted).toBe(5);
  expect(most).toBe(2);
  expect(server?.asked.flatMap(numbersIn)).toEqual([1, 2, 3, 4, 5]);
});

test.each([400, 413, 422])('P6 an envelope that is refused as a whole with %i stops no other; its objects are told by id', async (status) => {
  const refusal = { status, body: { title: 'Refused', description: 'No STIX 2.0 here.' } };
  const script = (asked: Asked): Reply => (numbersIn(asked).includes(2) ? refusal : complete(1));
  const { tally, failure, counted } = await send(script, inTurn(envelope(1), envelope(2, 3), envelope(4)));
  expect(counted.length).toBe(3);
  expect(counted.at(-1)).toBe('4 objects: 2 accepted (0 of them there already), 2 refused');
  expect(failure).toBeUndefined();
  expect(tally).toMatchObject({ accepted: 2, refused: 2 });
  const message = `the server refuses the whole envelope, ${status} (Refused): No STIX 2.0 here.`;
  expect(tally.failures).toEqual([2, 3].map((number) => ({ id: `id-${number}`, version: 'v', message })));
});

test.each([401, 403, 404])('%i ends it at once: the next envelope would fare no better', async (status) => {
  const { tally, failure } = await send(() => ({ status, body: { title: 'No' } }), inTurn(...Array.from({ length: 9 }, () => envelope(1))));
  expect(failure).toMatch(/answers 40[34] \(No\)\.$|does not accept/);
  expect(tally).toMatchObject({ accepted: 0, refused: 0 });
  expect(server?.asked.length).toBeLessThanOrEqual(3);
});

test('a file that breaks off lets what is under way arrive, and be counted', async () => {
  async function* breaking(): AsyncGenerator<Envelope> {
    yield envelope(1, 2);
    throw new CommandFailure('feed.json: line 9, column 1: the text ends here');
  }
  const { tally, failure } = await send(() => ({ ...complete(2), delay: 100 }), breaking());
  expect(failure).toMatch(/line 9/);
  expect(tally.accepted).toBe(2);
});

test('a server that goes away in the middle leaves what was counted', async () => {
  const { tally, failure } = await send((asked) => (numbersIn(asked)[0] === 1 ? complete(1) : { isCut: true }), inTurn(envelope(1), envelope(2)));
  expect(failure).toMatch(/can't be reached/);
  expect(tally.accepted).toBe(1);
});

describe('what is told', () => {
  test('counts hold when a status leaves out its lists, and tell what was there already', () => {
    const tally = newTally();
    const details = (message?: string): { id: string; version: string; message?: string } => ({ id: 'i', version: 'v', ...(message && { message }) });
    countStatus(tally, { id: 's1', success_count: 1500, failure_count: 2 });
    countStatus(tally, { success_count: 3, failure_count: 1, failures: [details()], successes: [details(), details('Already in the collection'), details('object already present')] });
    expect(describeForPeople(tally)).toBe(
      "refused: 2 of status s1: the server doesn't say which, nor why\n" +
        'refused: i (v): the server gives no reason\n' +
        '1,506 objects: 1,503 accepted (2 of them there already), 3 refused\n',
    );
    expect(JSON.parse(describeForPrograms(tally, 'cut'))).toEqual({
      accepted: 1503,
      already_there: 2,
      refused: 3,
      failures: [{ id: '2 of status s1', message: "the server doesn't say which, nor why" }, { id: 'i', version: 'v', message: 'the server gives no reason' }],
      stopped: 'cut',
    });
  });

  test('in one line for each failure, whatever an object or server says', () => {
    const tally = newTally();
    countStatus(tally, { failure_count: 1, failures: [{ id: 'a\u001b[31m', version: 'v\n', message: 'x\r\ny\u009b' }] });
    expect(describeForPeople(tally)).toBe('refused: a\\u001b[31m (v\\u000a): x\\u000d\\u000ay\\u009b\n1 object: 0 accepted (0 of them there already), 1 refused\n');
  });
});
