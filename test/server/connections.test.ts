// P8: connections are counted, from one address and altogether, and idle ones give way to new ones.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { listen, type ListenOptions, type RunningServer } from '../../server/listen.ts';
import { TAXII } from '../protocol/running-exchange.ts';
import { sleep } from '../sleep.ts';
import { certificateFolder, pairIn } from './certificates.ts';

let server: RunningServer;
let warnings: object[];
/** Ends the answers to `/held`. */
let release: () => void;

async function start(options: Partial<ListenOptions>): Promise<void> {
  warnings = [];
  const held: (() => void)[] = [];
  release = () => held.splice(0).forEach((end) => end());
  const log = { info: () => undefined, warn: (details: object) => void warnings.push(details), error: () => undefined };
  server = await listen(
    (request, response) => {
      if (request.url === '/held') held.push(() => response.end('held'));
      else response.end('at once');
    },
    { host: '127.0.0.1', port: 0, log, ...options },
  );
}
afterEach(async () => {
  release();
  await server.close();
});

/** A connection, and what has come of it. */
interface Peer {
  readonly socket: Socket;
  readonly received: () => string;
  readonly isOpen: () => boolean;
  ask(path: string): void;
}

async function open(from = '127.0.0.1', isTls = false): Promise<Peer> {
  const { hostname, port } = new URL(server.origin);
  const raw = connect({ host: hostname, port: Number(port), localAddress: from });
  raw.on('error', () => undefined);
  await once(raw, 'connect');
  const socket = isTls ? connectTls({ socket: raw, rejectUnauthorized: false }).on('error', () => undefined) : raw;
  let received = '';
  let isOpen = true;
  socket.on('data', (chunk) => (received += String(chunk)));
  socket.on('close', () => (isOpen = false));
  if (isTls) await once(socket, 'secureConnect').catch(() => undefined);
  return {
    socket,
    received: () => received,
    isOpen: () => isOpen,
    ask: (path) => void socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`),
  };
}

async function openSome(count: number, from?: string, isTls?: boolean): Promise<Peer[]> {
  const peers: Peer[] = [];
  // One after another, so that it is known which is the oldest.
  for (let index = 0; index < count; index += 1) peers.push(await open(from, isTls));
  await sleep(50);
  return peers;
}

const openness = (peers: readonly Peer[]): string => peers.map((peer) => (peer.isOpen() ? '+' : '-')).join('');

async function answerOf(peer: Peer, path = '/'): Promise<string> {
  peer.ask(path);
  for (let look = 0; look < 100 && peer.isOpen() && !/\r\n\r\n./.test(peer.received()); look += 1) await sleep(10);
  return peer.received();
}

describe.each([
  ['HTTP', false],
  ['HTTPS', true],
])('over %s', (_, isTls) => {
  const folder = certificateFolder();
  const tls = pairIn(folder.make('localhost'));
  folder.remove();
  const begin = (connections: ListenOptions['connections'], more: Partial<ListenOptions> = {}) =>
    start({ ...(connections === undefined ? {} : { connections }), ...(isTls ? { tls } : {}), ...more });

  test('of too many connections from one address those go that have been idle for longest', async () => {
    await begin({ perAddress: 3 });
    const peers = await openSome(3, undefined, isTls);
    await answerOf(peers[0] as Peer);
    peers.push(...(await openSome(1, undefined, isTls)));
    expect(openness(peers)).toBe('+-++');
    peers.push(...(await openSome(2, undefined, isTls)));
    expect(openness(peers)).toBe('---+++');
    expect(await answerOf(peers.at(-1) as Peer)).toMatch(/^HTTP\/1\.1 200 /);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatchObject({ address: '127.0.0.1', limits: { perAddress: 3 } });
  });

  test('connections with a running request stay, and requests on one more are 503 with Retry-After', async () => {
    await begin({ perAddress: 2 });
    const busy = await openSome(2, undefined, isTls);
    for (const peer of busy) peer.ask('/held');
    await sleep(50);
    const [surplus] = await openSome(1, undefined, isTls);
    const answer = await answerOf(surplus as Peer);
    expect(answer).toMatch(/^HTTP\/1\.1 503 [^]*Retry-After: 5\r\n[^]*Connection: close\r\n/);
    expect(answer).toContain(`Content-Type: ${TAXII}\r\n`);
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toMatchObject({ error_code: 'too-many-connections', http_status: '503' });
    expect(openness(busy)).toBe('++');
    release();
    await sleep(50);
    for (const peer of busy) expect(peer.received()).toMatch(/^HTTP\/1\.1 200 [^]*held$/);
    const [another] = await openSome(1, undefined, isTls);
    expect(await answerOf(another as Peer)).toMatch(/^HTTP\/1\.1 200 /);
  });

  test('one address takes nothing from another', async () => {
    await begin({ perAddress: 2 });
    const [one] = await openSome(1, '127.0.0.2', isTls);
    const many = await openSome(9, '127.0.0.3', isTls);
    expect(openness(many)).toBe('-------++');
    expect(await answerOf(one as Peer)).toMatch(/^HTTP\/1\.1 200 /);
  });

  test('a trusted proxy has as many connections as there are altogether', async () => {
    await begin({ perAddress: 2, total: 6 }, { trustedProxies: ['127.0.0.9'] });
    expect(openness(await openSome(6, '127.0.0.9', isTls))).toBe('++++++');
    expect(warnings).toEqual([]);
  });

  test('altogether, too, the one that has been idle for longest gives way', async () => {
    await begin({ total: 3, perAddress: 3 });
    const peers = [...(await openSome(2, '127.0.0.2', isTls)), ...(await openSome(2, '127.0.0.3', isTls))];
    expect(openness(peers)).toBe('-+++');
  });

  test('where all of them have running requests, one more is cut', async () => {
    await begin({ total: 2 });
    const busy = await openSome(2, '127.0.0.2', isTls);
    for (const peer of busy) peer.ask('/held');
    await sleep(50);
    const [late] = await openSome(1, '127.0.0.3', isTls);
    expect(openness([...busy, late as Peer])).toBe('++-');
  });
});

test('connections that come and go leave nothing behind: the limit is for those that are open', async () => {
  await start({ connections: { perAddress: 3 } });
  for (let round = 0; round < 50; round += 1) {
    const { socket } = await open();
    socket.destroy();
  }
  await sleep(50);
  expect(openness(await openSome(3))).toBe('+++');
  expect(warnings.length).toBeLessThanOrEqual(1);
});

test('connections from one port to several addresses of the server are several, and leave nothing behind either', async () => {
  await start({ host: '0.0.0.0', trustedProxies: ['192.0.2.1'], connections: { perAddress: 2 } });
  const to = Number(new URL(server.origin).port);
  for (let round = 0; round < 3; round += 1) {
    const one = connect({ port: to, host: '127.0.0.1', localAddress: '127.0.0.5' }).on('error', () => undefined);
    await once(one, 'connect');
    const other = connect({ port: to, host: '127.0.0.2', localAddress: '127.0.0.5', localPort: one.localPort ?? 0 });
    await once(other, 'connect');
    await sleep(20);
    one.destroy();
    other.destroy();
  }
  await sleep(50);
  expect(openness(await openSome(4, '127.0.0.5'))).toBe('--++');
});

test('IPv6 addresses of one network of 64 bits are one, as a host has them all', async () => {
  await start({ host: '::1', connections: { perAddress: 2 } });
  const { port } = new URL(server.origin);
  const sockets = Array.from({ length: 3 }, () => connect(Number(port), '::1').on('error', () => undefined));
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  await sleep(50);
  expect(sockets.filter(({ destroyed, readableEnded }) => destroyed || readableEnded)).toHaveLength(1);
  for (const socket of sockets) socket.destroy();
});

test('a request that is sent to the HTTPS port in plain HTTP ends the connection, and nothing else', async () => {
  const folder = certificateFolder();
  await start({ tls: pairIn(folder.make('localhost')) });
  folder.remove();
  const plain = await open();
  plain.ask('/');
  await sleep(100);
  expect(plain.isOpen()).toBe(false);
  expect(await answerOf(await open('127.0.0.1', true))).toMatch(/^HTTP\/1\.1 200 /);
});
