// P8: how much a request may bring, and how long anything may take.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { connect as connectTls } from 'node:tls';
import { listen, MOST_HEADERS, type ListenOptions, type RunningServer } from '../../server/listen.ts';
import { sendText } from '../protocol/raw-request.ts';
import { TAXII } from '../protocol/running-exchange.ts';
import { sleep } from '../sleep.ts';
import { certificateFolder, pairIn } from './certificates.ts';

let server: RunningServer;
let asked: (string | undefined)[];
/** Those whose connection the server has closed. */
let cut: (string | undefined)[];

/** Answers with the number of headers; `/large` with 64 MiB. */
async function start(options: Partial<ListenOptions> = {}): Promise<void> {
  asked = [];
  const closed: (string | undefined)[] = [];
  cut = closed;
  server = await listen(
    (request, response) => {
      asked.push(request.url);
      request.resume();
      request.socket.once('close', () => closed.push(request.url));
      if (request.url === '/large') response.end(Buffer.alloc(64 * 1024 * 1024));
      else request.on('end', () => response.end(String(request.rawHeaders.length / 2)));
    },
    { host: '127.0.0.1', port: 0, ...options },
  );
}
afterEach(() => server.close());

function open(): Socket {
  const { hostname, port } = new URL(server.origin);
  return connect(Number(port), hostname).on('error', () => undefined);
}

describe('the number of headers', () => {
  const request = (count: number, line = (index: number) => `X-${index}: y`): string =>
    `GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${Array.from({ length: count - 2 }, (_, index) => `${line(index)}\r\n`).join('')}\r\n`;

  test('up to the limit all of them arrive', async () => {
    await start();
    const answer = await sendText(server.origin, request(MOST_HEADERS));
    expect({ status: answer.status, count: answer.body.toString() }).toEqual({ status: 200, count: String(MOST_HEADERS) });
  });

  test.each([
    ['one too many', MOST_HEADERS + 1, undefined],
    ['many too many', 5_000, undefined],
    ['as many as fit into the octets', 50_000, () => 'a:'],
    ['of one name', 2_000, () => 'Cookie: a'],
  ])('%s: 431 as an error resource, and none is dropped in silence', async (_, count, line) => {
    await start();
    const answer = await sendText(server.origin, request(count, line));
    expect(answer.status).toBe(431);
    expect(answer.headers['content-type']).toBe(TAXII);
    expect(answer.json).toMatchObject({ error_code: 'headers-too-large', http_status: '431' });
    expect(answer.json.description).toContain(`at most ${MOST_HEADERS} of them`);
    expect(asked).toEqual([]);
  });

  test('can be limited otherwise', async () => {
    await start({ mostHeaders: 20 });
    expect((await sendText(server.origin, request(20))).status).toBe(200);
    expect((await sendText(server.origin, request(21))).status).toBe(431);
  });

  test('trailers that never end are an error, too', async () => {
    await start();
    const head = 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n';
    const { status } = await sendText(server.origin, `${head}${'A: b\r\n'.repeat(60_000)}\r\n`);
    expect(status).toBe(431);
  });
});

describe('time', () => {
  test('a client that does not take its answer is cut', async () => {
    await start({ patience: { answer: 400 } });
    const socket = open();
    socket.write('GET /large HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(socket, 'readable');
    let size = 0;
    // Some octets now and then are not enough.
    while (cut.length === 0) {
      size += (socket.read(100) as Buffer | null)?.length ?? 0;
      await sleep(20);
    }
    socket.on('data', (rest: Buffer) => (size += rest.length));
    await once(socket, 'close');
    expect(cut).toEqual(['/large']);
    expect(size).toBeLessThan(60 * 1024 * 1024);
  });

  test('a client that takes a large answer in time gets all of it', async () => {
    await start({ patience: { answer: 120_000 } });
    const socket = open();
    socket.write('GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    let size = 0;
    for await (const chunk of socket) size += (chunk as Buffer).length;
    expect(size).toBeGreaterThan(64 * 1024 * 1024);
  });

  test('a connection may wait so long for its next request, and no longer', async () => {
    await start({ patience: { idle: 1_500 } });
    const socket = open();
    const received = text(socket);
    socket.write('GET /one HTTP/1.1\r\nHost: x\r\n\r\n');
    await sleep(150);
    socket.write('GET /two HTTP/1.1\r\nHost: x\r\n\r\n');
    const started = performance.now();
    await received;
    expect(asked).toEqual(['/one', '/two']);
    expect(performance.now() - started).toBeGreaterThan(1_400);
    expect(performance.now() - started).toBeLessThan(60_000);
  });

  test('a connection that says nothing is ended like one whose headers never come', async () => {
    await start({ patience: { headers: 300, request: 600 } });
    const started = performance.now();
    expect(await text(open())).toMatch(/^HTTP\/1\.1 408 [^]*"error_code":"request-timeout"/);
    expect(performance.now() - started).toBeLessThan(60_000);
  });

  test('a TLS handshake that does not come to an end is ended', async () => {
    const folder = certificateFolder();
    await start({ tls: pairIn(folder.make('localhost')), patience: { headers: 300 } });
    folder.remove();
    const started = performance.now();
    const socket = open();
    socket.write(Buffer.from([0x16, 0x03, 0x01]));
    expect(await text(socket)).toBe('');
    expect(performance.now() - started).toBeLessThan(60_000);
  });
});

describe('Strict-Transport-Security (RFC 6797)', () => {
  const REQUESTS: readonly [what: string, request: string][] = [
    ['an answer', 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'],
    ['an error', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n'],
    ['an expectation', 'GET / HTTP/1.1\r\nHost: x\r\nExpect: y\r\n\r\n'],
    ['what is no HTTP', 'nonsense\r\n\r\n'],
  ];

  test.each(REQUESTS)('is on %s over HTTPS', async (_, request) => {
    const folder = certificateFolder();
    await start({ tls: pairIn(folder.make('localhost')) });
    folder.remove();
    const socket = connectTls({ host: '127.0.0.1', port: Number(new URL(server.origin).port), rejectUnauthorized: false });
    socket.write(request);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 \d{3} [^]*\r\nStrict-Transport-Security: max-age=31536000\r\n/);
  });

  test.each(REQUESTS)('is not on %s over HTTP, where it has no meaning', async (_, request) => {
    await start();
    expect((await sendText(server.origin, request)).headers).not.toHaveProperty('strict-transport-security');
  });
});
