// The proxy makes the trouble that it promises.
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

let echo: Server;
let proxy: TcpProxy;
let socket: Socket;

beforeEach(async () => {
  echo = createServer((peer) => void peer.on('error', () => undefined).pipe(peer)).listen(0, '127.0.0.1');
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

test('cutWhen ends connections when the client says the word', async () => {
  proxy.cutWhen((bytes) => bytes.includes('now'));
  expect(await echoOf('not yet')).toBe('not yet');
  const closed = once(socket, 'close');
  socket.write('now');
  await closed;
});
