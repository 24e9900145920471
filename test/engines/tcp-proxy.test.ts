// The proxy makes the trouble that it promises.
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

let echo: Server;
let proxy: TcpProxy;
let socket: Socket;
let peers: Set<Socket>;
let heard: string;

beforeEach(async () => {
  peers = new Set();
  heard = '';
  echo = createServer((peer) => {
    peers.add(peer);
    peer.on('data', (bytes) => (heard += String(bytes)));
    peer.on('error', () => undefined).pipe(peer);
  }).listen(0, '127.0.0.1');
  await once(echo, 'listening');
  proxy = await startTcpProxy((echo.address() as AddressInfo).port);
  socket = await open();
});

afterEach(async () => {
  socket.destroy();
  await proxy.close();
  echo.close();
});

async function open(): Promise<Socket> {
  const opened = connect(proxy.port, '127.0.0.1').on('error', () => undefined);
  await once(opened, 'connect');
  return opened;
}

async function echoOf(text: string, within = 1_000): Promise<string | undefined> {
  const answer = once(socket, 'data').then(([bytes]) => String(bytes), () => undefined);
  socket.write(text);
  return Promise.race([answer, sleep(within, undefined, { ref: false })]);
}

async function received(length: number): Promise<string> {
  let text = '';
  for await (const bytes of socket) {
    text += String(bytes);
    if (text.length >= length) break;
  }
  return text;
}

async function eventually(holds: () => void, tries = 20): Promise<void> {
  try {
    holds();
  } catch (error) {
    if (tries === 0) throw error;
    await sleep(10);
    await eventually(holds, tries - 1);
  }
}

test('passes on what it gets', async () => {
  expect(await echoOf('hello')).toBe('hello');
});

test('cut ends connections and refuses new ones, until it is restored', async () => {
  const closed = once(socket, 'close');
  proxy.cut();
  await closed;
  const refused = connect(proxy.port, '127.0.0.1').on('error', () => undefined);
  await once(refused, 'close');
  proxy.restore();
  socket = await open();
  expect(await echoOf('back')).toBe('back');
});

test('takes new connections while it is half open', async () => {
  proxy.halfOpen();
  const late = await open();
  late.write('anybody?');
  await sleep(50);
  expect(heard).toBe('');
  expect(late.destroyed).toBe(false);
  late.destroy();
});

test('half open says nothing and closes nothing', async () => {
  proxy.halfOpen();
  expect(await echoOf('anybody?', 100)).toBeUndefined();
  expect(socket.destroyed).toBe(false);
  const closed = once(socket, 'close');
  proxy.restore();
  await closed;
});

test('delay keeps everything back for a while', async () => {
  proxy.delay(80);
  const start = performance.now();
  expect(await echoOf('late')).toBe('late');
  expect(performance.now() - start).toBeGreaterThan(150);
});

test('what comes after a delay does not overtake what was delayed', async () => {
  proxy.delay(80);
  socket.write('first ');
  await sleep(20);
  proxy.restore();
  socket.write('second');
  expect(await received(12)).toBe('first second');
});

test('half open also keeps back what was delayed before', async () => {
  proxy.delay(50);
  socket.write('late');
  await sleep(10);
  proxy.halfOpen();
  expect(await echoOf('later', 150)).toBeUndefined();
  expect(socket.destroyed).toBe(false);
});

test('half open does not tell when the server goes away', async () => {
  expect(await echoOf('hello')).toBe('hello');
  proxy.halfOpen();
  for (const peer of peers) peer.resetAndDestroy();
  await sleep(50);
  expect(socket.destroyed).toBe(false);
});

test('a connection that was half open ends with that trouble, whichever comes next', async () => {
  proxy.halfOpen();
  const closed = once(socket, 'close');
  proxy.delay(1);
  await closed;
  socket = await open();
  expect(await echoOf('new')).toBe('new');
});

test('cutAfter passes so many bytes of all clients on, and ends their connections once', async () => {
  proxy.cutAfter(10);
  const other = await open();
  expect(await echoOf('12345')).toBe('12345');
  const closed = Promise.all([once(socket, 'close'), once(other, 'close')]);
  other.write('678901234');
  await closed;
  await eventually(() => expect(heard).toBe('1234567890'));
  socket = await open();
  expect(await echoOf('back for good')).toBe('back for good');
});

test('cutWhen ends connections when the client says the word', async () => {
  proxy.cutWhen((bytes) => bytes.includes('now'));
  expect(await echoOf('not yet')).toBe('not yet');
  const closed = once(socket, 'close');
  socket.write('now');
  await closed;
});
