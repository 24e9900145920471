// Bodies as they come: whole, however they are sent and with however many others.
import { hash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { receiveBody } from '../../server/receive-body.ts';

const MOST = 3 * 1024 * 1024;

let server: Server;
let port: number;
/** What became of bodies that were received, in order. */
const problems: unknown[] = [];

beforeAll(async () => {
  server = createServer((asked, response) => {
    receiveBody(asked, response, MOST).then(
      (body) => response.end(`${body.length} ${hash('sha256', body)}`),
      (error: unknown) => {
        problems.push(error);
        response.writeHead(400, { Connection: 'close' }).end();
      },
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});
beforeEach(() => problems.splice(0));
afterAll(() => void server.close());

async function post(path: string, body: Uint8Array, isAnnounced: boolean): Promise<{ status: number | undefined; text: string }> {
  const headers = isAnnounced ? { 'Content-Length': body.length } : { 'Transfer-Encoding': 'chunked' };
  const asked = request({ host: '127.0.0.1', port, path, method: 'POST', headers });
  const answered = once(asked, 'response') as Promise<[IncomingMessage]>;
  asked.on('error', () => undefined);
  // In pieces that are no multiples of what is read at a time.
  for (let start = 0; start < body.length; start += 150_001) asked.write(body.subarray(start, start + 150_001));
  asked.end();
  const [response] = await answered;
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return { status: response.statusCode, text };
}

describe.each([
  ['announced', true],
  ['in chunks', false],
])('%s', (_, isAnnounced) => {
  test.each([0, 1, 16 * 1024, 65_536, 65_537, 262_144, 262_145, 1_000_003, MOST])('%d octets arrive as they were sent', async (length) => {
    const body = randomBytes(length);
    expect((await post('/', body, isAnnounced)).text).toBe(`${length} ${hash('sha256', body)}`);
  });

  test('more than may be is refused', async () => {
    expect((await post('/', randomBytes(MOST + 1), isAnnounced)).status).toBe(400);
    expect(problems).toEqual([expect.objectContaining({ code: 'content-too-large' })]);
  });
});

test('many large bodies at the same time take turns, and none gets what is another one’s', async () => {
  const bodies = Array.from({ length: 12 }, (_, index) => randomBytes(300_000 + index * 200_000));
  const answers = await Promise.all(bodies.map((body, index) => post('/', body, index % 2 === 0)));
  expect(answers.map(({ text }) => text)).toEqual(bodies.map((body) => `${body.length} ${hash('sha256', body)}`));
});

test('a body that breaks off is told as one, and keeps nobody else waiting', async () => {
  const socket = connect(port, '127.0.0.1');
  socket.write(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n${'x'.repeat(400_000)}`, () => socket.destroy());
  const body = randomBytes(500_000);
  expect((await post('/', body, true)).text).toContain(hash('sha256', body));
  while (problems.length === 0) await new Promise((resolve) => setImmediate(resolve));
  expect(problems).toEqual([expect.objectContaining({ code: 'incomplete-body' })]);
});

test('a client that went away before anybody read the body is told of at once', async () => {
  const outcome = Promise.withResolvers<unknown>();
  const late = createServer((asked, response) => {
    asked.once('close', () => void receiveBody(asked, response, MOST).catch(outcome.resolve));
  }).listen(0, '127.0.0.1');
  await once(late, 'listening');
  const socket = connect((late.address() as AddressInfo).port, '127.0.0.1');
  socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nx', () => setTimeout(() => socket.destroy(), 50));
  expect(await outcome.promise).toMatchObject({ code: 'incomplete-body' });
  late.close();
});
