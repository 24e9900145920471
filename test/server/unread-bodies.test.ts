// A body that nobody wants keeps no client from its answer, and costs little: RFC 9112, 9.6, and RFC 9110, 10.1.1.
import { readFileSync } from 'node:fs';
import { Agent, request, type IncomingMessage, type RequestListener } from 'node:http';
import { connect as connectPlainly, type Socket } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import { listen, type ListenOptions, type RunningServer } from '../../server/listen.ts';
import { receiveBody } from '../../server/receive-body.ts';
import { sleep } from '../sleep.ts';
import { certificateFolder } from './certificates.ts';

const MEBIBYTE = 2 ** 20;
/** More than the network keeps for both sides together. */
const LONG = 16 * MEBIBYTE;
const SHORT = MEBIBYTE;

const certificates = certificateFolder();
const { certificate, key } = certificates.make('server');
const tls = { certificate: readFileSync(certificate), key: readFileSync(key) };
afterAll(() => certificates.remove());

let server: RunningServer;
afterEach(() => server.close());

const NO = { 'Content-Length': 2 };

/** The paths that were asked for. */
const paths: string[] = [];

const application: RequestListener = (asked, response) => {
  paths.push(asked.url ?? '');
  if (asked.url === '/refused') return void response.writeHead(415, NO).end('no');
  if (asked.url === '/last') return void response.writeHead(503, { ...NO, Connection: 'close' }).end('no');
  receiveBody(asked, response, LONG / 2).then(
    (body) => response.end(String(body.length)),
    () => response.writeHead(413, { ...NO, Connection: 'close' }).end('no'),
  );
};

async function serve(options: Partial<ListenOptions> = {}): Promise<void> {
  server = await listen(application, { host: '127.0.0.1', port: 0, unreadBodies: { short: SHORT }, ...options });
}

function open(localAddress = '127.0.0.1', allowHalfOpen = false): Socket {
  const { hostname: host, port, protocol } = new URL(server.origin);
  if (protocol === 'https:') return connectSecurely({ host, port: Number(port), rejectUnauthorized: false });
  return connectPlainly({ host, port: Number(port), localAddress, allowHalfOpen });
}

/** What comes on a connection until it is closed, for a client that looks when all is sent. */
function sendAll(socket: Socket, ...parts: readonly (string | Buffer)[]): Promise<string> {
  let received = '';
  socket.on('data', (chunk) => (received += String(chunk))).pause();
  for (const part of parts) socket.write(part);
  socket.write('', () => socket.resume());
  return new Promise((resolve) => {
    socket.on('error', ({ message }) => resolve(message)).on('close', () => resolve(received));
  });
}

const headersOf = (path: string, length: number): string => `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: ${length}\r\n\r\n`;
/** A chunked body of that many octets, in chunks of 64 KiB. */
const chunked = (length: number): Buffer[] => {
  const chunk = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(65_536), Buffer.from('\r\n')]);
  return [...Array.from({ length: length / 65_536 }, () => chunk), Buffer.from('0\r\n\r\n')];
};
const chunkedHeadersOf = (path: string): string => `POST ${path} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n`;

describe.each([
  ['HTTP', {}],
  ['HTTPS', { tls }],
])('over %s, a client that looks only when all is sent has its answer', (_, options) => {
  beforeEach(() => serve(options));

  test.each([
    ['a refusal that leaves the connection', '/refused', 415],
    ['a refusal that ends it', '/last', 503],
    ['a body that is too long', '/', 413],
  ])('%s', async (__, path, status) => {
    const answers = [
      await sendAll(open(), headersOf(path, LONG), Buffer.alloc(LONG)),
      await sendAll(open(), chunkedHeadersOf(path), ...chunked(LONG)),
    ];
    for (const answer of answers) expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} [^]*no$`));
    // Of the other one nobody knew, when the answer began, how long it would be.
    expect(answers[0]).toContain('Connection: close');
  });
});

describe.each([
  ['announced', true],
  ['in chunks', false],
])('a short body that nobody wants, %s, leaves the connection to the next request', (_, isAnnounced) => {
  test.each([1, 1_000, SHORT])('of %d octets', async (length) => {
    await serve();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const sockets: unknown[] = [];
    const post = async (path: string, body: Buffer): Promise<string> => {
      const headers = isAnnounced ? { 'Content-Length': body.length } : { 'Transfer-Encoding': 'chunked' };
      const asked = request(`${server.origin}${path}`, { method: 'POST', headers, agent });
      const [response] = await new Promise<[IncomingMessage]>((resolve, reject) => asked.on('response', (one) => resolve([one])).on('error', reject).end(body));
      sockets.push(asked.socket);
      let text = '';
      for await (const chunk of response) text += String(chunk);
      return `${response.statusCode} ${text}`;
    };
    expect([await post('/refused', Buffer.alloc(length)), await post('/', Buffer.from('abc'))]).toEqual(['415 no', '200 3']);
    expect(sockets[1]).toBe(sockets[0]);
    agent.destroy();
  });
});

describe('connections that are ending', () => {
  test.each([
    ['in one piece', 3, 0],
    ['bit by bit', LONG, 0],
    ['with the last of a body', LONG, 100],
  ])('take no further requests: %s', async (_, length, last) => {
    await serve();
    paths.length = 0;
    const next = `POST /next HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc`;
    const answer = await sendAll(open(), headersOf('/last', length), Buffer.alloc(length - last), Buffer.concat([Buffer.alloc(last), Buffer.from(next)]));
    expect(answer.match(/HTTP\/1\.1 \d{3}/g)).toEqual(['HTTP/1.1 503']);
    expect(paths).toEqual(['/last']);
  });

  test('are cut where there are too many, those of the host that has most, the oldest first', async () => {
    await serve({ unreadBodies: { short: SHORT, ending: 4 } });
    const begin = async (address: string): Promise<Socket> => {
      const socket = open(address, true).on('error', () => undefined);
      socket.write(headersOf('/last', LONG));
      await new Promise((resolve) => socket.once('data', resolve));
      return socket;
    };
    const modest = await begin('127.0.0.2');
    const greedy: Socket[] = [];
    for (let count = 0; count < 6; count += 1) greedy.push(await begin('127.0.0.3'));
    expect(await Promise.all([modest, ...greedy].map(isReadOn))).toEqual([true, false, false, false, true, true, true]);
    for (const socket of [modest, ...greedy]) socket.destroy();
  });

  test('are closed after a while, whatever their clients do', async () => {
    await serve({ unreadBodies: { short: SHORT, longest: 200 } });
    const started = performance.now();
    const socket = open('127.0.0.1', true);
    const trickle = setInterval(() => socket.write('x'), 20);
    await sendAll(socket, headersOf('/last', LONG));
    clearInterval(trickle);
    const took = performance.now() - started;
    expect(took).toBeGreaterThan(150);
    expect(took).toBeLessThan(8_000);
  });

  test('keep no server from ending', async () => {
    await serve({ unreadBodies: { short: SHORT, longest: 600_000 }, patience: { ending: 600_000 } });
    const socket = open('127.0.0.1', true).on('error', () => undefined);
    socket.write(headersOf('/last', LONG));
    await new Promise((resolve) => socket.once('data', resolve));
    await server.close();
    socket.destroy();
    await serve();
  });
});

// Whether what the client sends is still taken; it would be told otherwise by an error.
async function isReadOn(socket: Socket): Promise<boolean> {
  for (let attempt = 0; attempt < 3 && !socket.destroyed; attempt += 1) {
    socket.write('x');
    await sleep(50);
  }
  return !socket.destroyed;
}

describe('Expect: 100-continue', () => {
  const asking = (path: string, version = '1.1'): string => headersOf(path, 3).replace('HTTP/1.1', `HTTP/${version}`).replace('\r\n\r\n', '\r\nExpect: 100-continue\r\n\r\n');

  async function firstOf(socket: Socket, text: string): Promise<string> {
    socket.write(text);
    return new Promise((resolve) => socket.once('data', (chunk) => resolve(String(chunk))));
  }

  test('a body that is wanted is asked for', async () => {
    await serve();
    const socket = open();
    expect(await firstOf(socket, asking('/'))).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    expect(await firstOf(socket, 'abc')).toMatch(/^HTTP\/1\.1 200 [^]*3$/);
    socket.destroy();
  });

  test.each(['/refused', '/last'])('one that is not wanted is never sent, and the connection ends: %s', async (path) => {
    await serve();
    const answer = await sendAll(open(), asking(path));
    expect(answer).toMatch(/^HTTP\/1\.1 (415|503) [^]*no$/);
    expect(answer).toContain('Connection: close');
  });

  test('HTTP/1.0 knows no such question', async () => {
    await serve();
    const socket = open();
    expect(await firstOf(socket, `${asking('/', '1.0')}abc`)).toMatch(/^HTTP\/1\.1 200 /);
    socket.destroy();
  });
});
