// Large envelopes are received a few at a time, agencies in turn; whoever asks before sending is told when it is theirs.
import { connect, type Socket } from 'node:net';
import { basic, passwordOf, startExchange, TAXII, type RunningExchange } from '../protocol/running-exchange.ts';
import { indicator } from '../protocol/stix-objects.ts';
import { sleep } from '../sleep.ts';
import { until } from '../until.ts';

const MEBIBYTE = 2 ** 20;
const OBJECTS = '/one/collections/main/objects/';

let exchange: RunningExchange;
let sockets: Socket[];
/** What came first on each connection, in the order in which it came: its name, and the status. */
let told: string[];
beforeEach(async () => {
  [sockets, told] = [[], []];
  exchange = await startExchange();
  await exchange.changeCatalogue((catalogue) => ({
    ...catalogue,
    apiRoots: catalogue.apiRoots.map((root) => ({ ...root, maxContentLength: 10 * MEBIBYTE })),
  }));
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await exchange.close();
});

/** Sends the headers of a publication that asks whether its body is wanted. */
function ask(name: string, account: string, length = 2 * MEBIBYTE): Socket {
  const socket = connect(Number(new URL(exchange.origin).port), '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => undefined).once('data', (chunk) => told.push(`${name} ${/ (\d{3}) /.exec(String(chunk))?.[1]}`));
  const headers = [`Authorization: ${basic(account, passwordOf(account))}`, `Content-Type: ${TAXII}`, `Content-Length: ${length}`, 'Expect: 100-continue'];
  socket.write(`POST ${OBJECTS} HTTP/1.1\r\nHost: x\r\n${headers.join('\r\n')}\r\n\r\n`);
  return socket;
}

const untilTold = (count: number): Promise<void> => until(() => told.length >= count);

/** An envelope of that length that is one object. */
function envelopeOf(length: number): string {
  const text = JSON.stringify({ objects: [indicator({ description: '' })] });
  return text.replace('"description":""', `"description":"${'x'.repeat(length - text.length)}"`);
}

test('four at a time; the next one when one is answered', async () => {
  const first = ask('0', 'both');
  await untilTold(1);
  for (const name of ['1', '2', '3', '4', '5']) ask(name, 'both');
  await untilTold(4);
  expect(told).toHaveLength(4);
  first.write(envelopeOf(2 * MEBIBYTE));
  await untilTold(5);
  expect(told.every((line) => line.endsWith(' 100'))).toBe(true);
});

test('who doesn\'t send keeps nobody waiting for longer than a second', async () => {
  const started = performance.now();
  for (let count = 0; count < 12; count += 1) ask(`${count}`, 'both');
  await untilTold(12);
  expect(performance.now() - started).toBeGreaterThan(1_900);
});

test('agencies take turns, and what is small waits for nobody', async () => {
  for (let count = 0; count < 30; count += 1) ask(`many ${count}`, 'both');
  await untilTold(4);
  ask('other', 'writer');
  ask('small', 'both', MEBIBYTE);
  await untilTold(9);
  expect(told.indexOf('small 100')).toBeLessThan(8);
  expect(told.slice(0, 12)).toContain('other 100');
});

test('who goes away while they wait is left out', async () => {
  for (let count = 0; count < 4; count += 1) ask(`${count}`, 'both');
  await untilTold(4);
  const gone = Array.from({ length: 40 }, (_, count) => ask(`gone ${count}`, 'both'));
  await sleep(200);
  for (const socket of gone) socket.destroy();
  ask('last', 'both');
  await until(() => told.includes('last 100'));
  expect(told.length).toBeLessThan(15);
});

test('all are published, however many come at once', async () => {
  const body = { objects: Array.from({ length: 20 }, () => indicator({ description: 'x'.repeat(60_000) })) };
  const answers = await Promise.all(Array.from({ length: 30 }, (_, index) => exchange.as(index % 3 === 0 ? 'writer' : 'both').post(OBJECTS, body)));
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 202));
});
