// P8: who sends requests without waiting for the answers, or without taking them, keeps nobody else from getting theirs.
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { listen, type RunningServer } from '../../server/listen.ts';

const REQUEST = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';
const MEBIBYTE = 2 ** 20;

let server: RunningServer;
/** Paths of the requests that the application got to see and has not answered; how many of them at the most. */
let running: string[];
let most: number;
let seen: string[];
let end: () => void;

beforeEach(async () => {
  [running, seen, most] = [[], [], 0];
  const held: (() => void)[] = [];
  end = () => held.splice(0).forEach((answer) => answer());
  server = await listen(
    (request, response) => {
      const { url = '' } = request;
      running.push(url);
      seen.push(url);
      most = Math.max(most, running.length);
      const answer = (body: string | Buffer): void => {
        running.splice(running.indexOf(url), 1);
        response.end(body);
      };
      if (url === '/held') held.push(() => answer('held'));
      else if (url === '/large') answer(Buffer.alloc(16 * MEBIBYTE));
      else setImmediate(() => answer(`answer to ${url};`));
    },
    { host: '127.0.0.1', port: 0, mostRunning: 4 },
  );
});
afterEach(async () => {
  end();
  await server.close();
});

const open = (...requests: readonly string[]): Socket => {
  const socket = connect(Number(new URL(server.origin).port), '127.0.0.1').on('error', () => undefined);
  socket.write(requests.join(''));
  return socket;
};
const get = (path: string): string => REQUEST.replace('/', path);
const status = async (): Promise<number> => (await fetch(server.origin)).status;

async function until(condition: () => boolean): Promise<void> {
  for (let look = 0; look < 500 && !condition(); look += 1) await sleep(20);
  expect(condition()).toBe(true);
}

test('requests of one connection are answered one after another, in their order', async () => {
  const paths = Array.from({ length: 20 }, (_, index) => `/${index}`);
  const socket = open(...paths.map(get));
  let received = '';
  socket.on('data', (chunk) => (received += String(chunk)));
  await until(() => received.includes('answer to /19;'));
  expect(received.match(/answer to [^;]+/g)).toEqual(paths.map((path) => `answer to ${path}`));
  expect(most).toBe(1);
  socket.destroy();
});

test('answers that nobody takes keep nobody else from getting one', async () => {
  const sockets = Array.from({ length: 10 }, () => open(get('/large')).pause());
  await until(() => seen.length === 10);
  for (const socket of sockets) socket.write(REQUEST.repeat(2_000));
  for (let poll = 0; poll < 20; poll += 1) expect(await status()).toBe(200);
  for (const socket of sockets) socket.destroy();
});

test('a connection on which too many requests wait is cut', async () => {
  const socket = open(get('/held'), REQUEST.repeat(20));
  await until(() => seen.length === 1);
  socket.write(REQUEST.repeat(10));
  await until(() => socket.destroyed);
  expect(socket.bytesRead).toBe(0);
  expect(await status()).toBe(200);
});

test('requests of clients that went away before their turn are not answered, and take up no place', async () => {
  const sockets = Array.from({ length: 3 }, () => open(get('/held'), get('/late').repeat(20)));
  await until(() => seen.length === 3);
  for (const socket of sockets) socket.destroy();
  await sleep(100);
  end();
  for (let poll = 0; poll < 10; poll += 1) expect(await status()).toBe(200);
  expect(seen).not.toContain('/late');
});

test('a host whose requests come on many connections keeps no other one from being answered', async () => {
  await server.close();
  let answered = 0;
  server = await listen(
    (_request, response) => {
      // What takes the thread, as a page that is read does.
      for (const end = performance.now() + 5; performance.now() < end; );
      answered += 1;
      response.end(String(answered));
    },
    { host: '127.0.0.1', port: 0 },
  );
  const { port } = new URL(server.origin);
  const flood = Array.from({ length: 100 }, () => connect({ port: Number(port), host: '127.0.0.1', localAddress: '127.0.0.2' }).on('error', () => undefined));
  await Promise.all(flood.map((socket) => new Promise((resolve) => socket.once('connect', resolve))));
  for (const socket of flood) socket.write(REQUEST.repeat(20));
  await until(() => answered > 0);
  const before = answered;
  const place = Number(await (await fetch(server.origin)).text());
  // Of two thousand requests those come before it that are answered while it is on its way.
  expect(place - before).toBeLessThan(1_000);
  for (const socket of flood) socket.destroy();
});
