// P8: who sends requests without waiting for the answers, or without taking them, keeps nobody else from getting theirs.
import { createServer, type RequestListener } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { cutConnection } from '../../server/cut-connection.ts';
import { listen, type ListenOptions, type RunningServer } from '../../server/listen.ts';
import { sleep } from '../sleep.ts';
import { until } from '../until.ts';

const REQUEST = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';
const MEBIBYTE = 2 ** 20;

let server: RunningServer;
let application: RequestListener;
/** Paths of the requests that the application got to see and has not answered; how many of them at the most. */
let running: string[];
let most: number;
let seen: string[];
let end: () => void;

beforeEach(async () => {
  [running, seen, most] = [[], [], 0];
  const held: (() => void)[] = [];
  end = () => held.splice(0).forEach((answer) => answer());
  application = (request, response) => {
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
  };
  server = await listen(application, { host: '127.0.0.1', port: 0, mostRunning: 4 });
});
afterEach(async () => {
  end();
  await server.close();
});

const from = (localAddress: string): Socket =>
  connect({ port: Number(new URL(server.origin).port), host: '127.0.0.1', localAddress }).on('error', () => undefined);
const open = (...requests: readonly string[]): Socket => {
  const socket = from('127.0.0.2');
  socket.write(requests.join(''));
  return socket;
};
const get = (path: string): string => REQUEST.replace('/', path);
const status = async (): Promise<number> => (await fetch(server.origin)).status;

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

describe('a connection on which too many requests wait', () => {
  /** What an address is answered on a new connection; nothing, where it is cut. */
  const answerTo = (address: string): Promise<string> =>
    new Promise((resolve) => {
      let received = '';
      const socket = from(address).on('data', (chunk) => (received += String(chunk)));
      socket.on('close', () => resolve(received.slice(0, 12))).write(REQUEST.replace('\r\n', '\r\nConnection: close\r\n'));
    });
  const misuse = async (address: string): Promise<Socket> => {
    const asked = seen.length;
    const socket = from(address);
    socket.write(get('/held') + REQUEST.repeat(20));
    await until(() => seen.length > asked);
    socket.write(REQUEST.repeat(10));
    await until(() => socket.destroyed);
    return socket;
  };
  const restart = async (options: Partial<ListenOptions>): Promise<void> => {
    await server.close();
    server = await listen(application, { host: '127.0.0.1', port: 0, connections: { keptOutFor: 60_000 }, ...options });
  };

  test('is cut, and its address is kept out, nobody else', async () => {
    await restart({});
    const [kept, other] = [from('127.0.0.2'), from('127.0.0.2')];
    await Promise.all([kept, other].map((socket) => new Promise((resolve) => socket.once('connect', resolve))));
    expect((await misuse('127.0.0.2')).bytesRead).toBe(0);
    expect(await answerTo('127.0.0.2')).toBe('');
    expect(await answerTo('127.0.0.3')).toBe('HTTP/1.1 200');
    // What it had open goes on, but has no more patience to hope for.
    let received = '';
    kept.on('data', (chunk) => (received += String(chunk))).write(REQUEST);
    await until(() => received.includes('answer to /;'));
    other.write(get('/held') + REQUEST);
    await until(() => other.destroyed);
    kept.destroy();
  });

  test('keeps its address out for a moment only', async () => {
    await restart({ connections: { keptOutFor: 500 } });
    await misuse('127.0.0.2');
    const began = performance.now();
    let answer = '';
    while (answer === '' && performance.now() - began < 10_000) answer = await answerTo('127.0.0.2');
    expect(answer).toBe('HTTP/1.1 200');
  });

  test('keeps nobody out behind a trusted proxy', async () => {
    await restart({ trustedProxies: ['127.0.0.2'] });
    await misuse('127.0.0.2');
    expect(await answerTo('127.0.0.2')).toBe('HTTP/1.1 200');
  });

  test('costs no more than its requests up to there', async () => {
    let requests = 0;
    const bare = createServer(({ socket }) => {
      requests += 1;
      if (requests === 3) cutConnection(socket);
    });
    await new Promise<void>((resolve) => bare.listen(0, '127.0.0.1', resolve));
    const socket = connect((bare.address() as AddressInfo).port, '127.0.0.1').on('error', () => undefined);
    socket.write(REQUEST.repeat(200));
    await until(() => socket.destroyed);
    await new Promise((resolve) => bare.close(resolve));
    expect(requests).toBe(3);
  });
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
  const flood = Array.from({ length: 100 }, () => from('127.0.0.2'));
  await Promise.all(flood.map((socket) => new Promise((resolve) => socket.once('connect', resolve))));
  for (const socket of flood) socket.write(REQUEST.repeat(20));
  await until(() => answered > 0);
  const before = answered;
  const place = Number(await (await fetch(server.origin)).text());
  // Of two thousand requests those come before it that are answered while it is on its way.
  expect(place - before).toBeLessThan(1_000);
  for (const socket of flood) socket.destroy();
});
