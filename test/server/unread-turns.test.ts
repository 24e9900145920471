// Who sends much that nobody reads waits for their own: answers take turns while bodies come, and hosts do.
import { connect, type Socket } from 'node:net';
import { pino } from 'pino';
import type { Exchange } from '../../collections/exchange.ts';
import { BadRequest, Overloaded } from '../../server/errors.ts';
import { listen, type RunningServer } from '../../server/listen.ts';
import { createErrorSender, sendProblem } from '../../server/send-error.ts';
import { sleep } from '../sleep.ts';
import { until } from '../until.ts';

const MEBIBYTE = 2 ** 20;

let server: RunningServer;
let sockets: Socket[];
/** The names of the requests that are answered, in that order. */
let answered: string[];
beforeEach(async () => {
  [sockets, answered] = [[], []];
  const sendError = createErrorSender({} as Exchange, pino({ level: 'silent' }));
  server = await listen(
    (request, response) => {
      if (request.url === '/read') response.end();
      // As the door does.
      else if (request.url === '/door') void sendProblem(request, response, new Overloaded());
      else sendError(request.url === '/full' ? new Overloaded() : new BadRequest('malformed-json', 'It is refused.'), request, response);
    },
    { host: '127.0.0.1', port: 0 },
  );
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await server.close();
});

/** Sends the headers of a request with a body; what is answered is noted. */
function begin(name: string, { method = 'POST', path = '/', length = MEBIBYTE, address = '127.0.0.1', more = '' } = {}): Socket {
  const socket = connect({ port: Number(new URL(server.origin).port), host: '127.0.0.1', localAddress: address });
  sockets.push(socket);
  socket.on('error', () => undefined).once('data', (chunk) => answered.push(`${name} ${/ (\d{3}) /.exec(String(chunk))?.[1]}`));
  socket.write(`${method} ${path} HTTP/1.1\r\nHost: x\r\n${more}${length === Infinity ? 'Transfer-Encoding: chunked' : `Content-Length: ${length}`}\r\n\r\n`);
  return socket;
}

/** At least so many: on a busy machine others are answered before somebody looks. */
async function untilAnswered(count: number): Promise<void> {
  await until(() => answered.length >= count);
}

test.each([
  ['of a mebibyte', {}, 30],
  ['of many', { length: 16 * MEBIBYTE }, 95],
  ['in chunks', { length: Infinity }, 95],
  ['for which there is no room', { path: '/full' }, 30],
  ['without waiting to be asked for it', { more: 'Expect: 100-continue\r\n' }, 30],
  ['where nobody reads one', { method: 'GET', path: '/read' }, 30],
  ['where nobody reads one, and it is refused', { method: 'PUT' }, 30],
])('who sends a body %s is answered at once, and the next one a while later', async (_, how, milliseconds) => {
  const started = performance.now();
  for (const name of ['first', 'second', 'third']) begin(name, how);
  await untilAnswered(3);
  expect(performance.now() - started).toBeGreaterThan(2 * milliseconds);
  expect(answered.map((name) => name.split(' ')[0]).toSorted()).toEqual(['first', 'second', 'third']);
});

test('hosts take turns: one that has many waiting keeps nobody else', async () => {
  for (let count = 0; count < 40; count += 1) begin(`flood ${count}`, { address: '127.0.0.2' });
  await untilAnswered(1);
  const before = answered.length;
  begin('another', { address: '127.0.0.3' });
  await untilAnswered(41);
  expect(answered.indexOf('another 400')).toBeLessThan(before + 9);
});

test('it makes no difference whether the bodies come', async () => {
  const started = performance.now();
  for (const name of ['0', '1', '2', '3', '4']) begin(name).write(Buffer.alloc(MEBIBYTE));
  await untilAnswered(5);
  expect(performance.now() - started).toBeGreaterThan(4 * 30);
});

test('who goes away while they wait is left out', async () => {
  begin('first');
  await untilAnswered(1);
  const gone = Array.from({ length: 20 }, (_, index) => begin(`gone ${index}`));
  await sleep(40);
  for (const socket of gone) socket.destroy();
  begin('last');
  await until(() => answered.includes('last 400'));
  expect(answered.length).toBeLessThan(15);
});

test('what is short or not there, and what the door refuses, waits for nobody', async () => {
  begin('first');
  await untilAnswered(1);
  for (let count = 0; count < 50; count += 1) begin(`waits ${count}`, { address: '127.0.0.2' });
  await sleep(20);
  begin('short', { length: 1_000 });
  begin('none', { length: 0 });
  begin('busy', { path: '/door' });
  await until(() => answered.filter((name) => /short|none|busy/.test(name)).length === 3);
  expect(answered.filter((name) => name.startsWith('waits')).length).toBeLessThan(45);
  expect(answered).toEqual(expect.arrayContaining(['short 400', 'none 400', 'busy 503']));
});

test('keeps no server from ending', async () => {
  for (let count = 0; count < 10; count += 1) begin(`${count}`);
  await untilAnswered(1);
  await server.close();
});
