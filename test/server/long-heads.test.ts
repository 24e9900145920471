// Who sends long request lines or headers waits for their own: they take turns, by host, whatever the answer is.
import { connect, type Socket } from 'node:net';
import { listen, type RunningServer } from '../../server/listen.ts';
import { sleep } from '../sleep.ts';
import { until } from '../until.ts';

const KIBIBYTE = 1024;

let server: RunningServer;
let observed: string[];
let sockets: Socket[];
/** The names of the requests that are answered and with what, in that order. */
let answered: string[];
beforeEach(async () => {
  [sockets, answered, observed] = [[], [], []];
  server = await listen((_request, response) => void response.end(), {
    host: '127.0.0.1',
    port: 0,
    observers: [({ status }) => void observed.push(String(status))],
  });
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await server.close();
});

/** Sends a request with a query and a header of so many octets. */
function ask(name: string, { query = 0, header = 0, body = 0, address = '127.0.0.1' } = {}): Socket {
  const socket = connect({ port: Number(new URL(server.origin).port), host: '127.0.0.1', localAddress: address });
  sockets.push(socket);
  socket.on('error', () => undefined).once('data', (chunk) => answered.push(`${name} ${/ (\d{3}) /.exec(String(chunk))?.[1]}`));
  const length = body === 0 ? '' : `Content-Length: ${body}\r\n`;
  socket.write(`GET /?${'x'.repeat(query)} HTTP/1.1\r\nHost: x\r\nX-Long: ${'y'.repeat(header)}\r\n${length}\r\n`);
  return socket;
}

test.each([
  ['of 40 KiB', { query: 40 * KIBIBYTE }, 9, 200],
  ['with headers of 40 KiB', { header: 40 * KIBIBYTE }, 9, 200],
  ['of 60 KiB in both', { query: 30 * KIBIBYTE, header: 30 * KIBIBYTE }, 14, 200],
  ['longer than may be', { query: 200 * KIBIBYTE }, 95, 431],
  ['longer than may be in its headers', { header: 200 * KIBIBYTE }, 95, 431],
  ['of 20 KiB with a body that nobody reads', { query: 20 * KIBIBYTE, body: 1024 * KIBIBYTE }, 30, 200],
])('who sends a request %s is answered at once, and the next one a while later', async (_, how, milliseconds, status) => {
  const started = performance.now();
  for (const name of ['first', 'second', 'third']) ask(name, how);
  await until(() => answered.length === 3);
  expect(performance.now() - started).toBeGreaterThan(2 * milliseconds);
  expect(answered.toSorted()).toEqual([`first ${status}`, `second ${status}`, `third ${status}`]);
  await until(() => observed.length === 3);
});

test('hosts take turns: one that has many waiting keeps nobody else', async () => {
  for (let count = 0; count < 40; count += 1) ask(`flood ${count}`, { query: 100 * KIBIBYTE, address: '127.0.0.2' });
  await until(() => answered.length >= 1);
  const before = answered.length;
  ask('another', { query: 20 * KIBIBYTE, address: '127.0.0.3' });
  await until(() => answered.includes('another 200'));
  expect(answered.indexOf('another 200')).toBeLessThan(before + 9);
});

test('what is short waits for nobody', async () => {
  for (let count = 0; count < 40; count += 1) ask(`flood ${count}`, { query: 100 * KIBIBYTE });
  await until(() => answered.length >= 1);
  ask('short', { query: 10 * KIBIBYTE });
  await until(() => answered.includes('short 200'));
  expect(answered.length).toBeLessThan(30);
});

test('who goes away while they wait is left out', async () => {
  ask('first', { query: 100 * KIBIBYTE });
  await until(() => answered.length === 1);
  // Three seconds of turns.
  const gone = Array.from({ length: 200 }, (_, index) => ask(`gone ${index}`, { query: 60 * KIBIBYTE }));
  await sleep(100);
  for (const socket of gone) socket.destroy();
  const started = performance.now();
  ask('last', { query: 40 * KIBIBYTE });
  await until(() => answered.includes('last 200'));
  expect(performance.now() - started).toBeLessThan(2_000);
});

test('who sends far more than may be gets an answer all the same, and it is told once', async () => {
  for (const name of ['first', 'second', 'third']) ask(name, { query: 4 * 1024 * KIBIBYTE });
  await until(() => answered.length === 3);
  await until(() => sockets.every((socket) => socket.closed));
  expect(observed).toEqual(['431', '431', '431']);
});

test('keeps no server from ending', async () => {
  for (let count = 0; count < 10; count += 1) ask(`${count}`, { query: 60 * KIBIBYTE });
  await until(() => answered.length >= 1);
  await server.close();
});
