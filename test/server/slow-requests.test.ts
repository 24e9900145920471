// P8: requests that come slowly, or never to an end, are ended, and nobody waits for them.
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { createApp } from '../../server/app.ts';
import { listen, type RunningServer } from '../../server/listen.ts';
import { basic, clientOf, passwordOf, startExchange, TAXII, type RunningExchange } from '../protocol/running-exchange.ts';

const authorization = basic('both', passwordOf('both'));

let exchange: RunningExchange;
let server: RunningServer;

beforeAll(async () => {
  exchange = await startExchange();
  const app = createApp(exchange.exchange, { negotiation: 'lenient' }, pino({ level: 'silent' }));
  server = await listen(app, { host: '127.0.0.1', port: 0, patience: { headers: 400, request: 800 } });
});
afterAll(async () => {
  await server.close();
  await exchange.close();
});

/** Sends the parts with a pause after each, and gives all that comes back. */
async function sendSlowly(parts: readonly string[], pause: number): Promise<string> {
  const { hostname, port } = new URL(server.origin);
  const socket = connect(Number(port), hostname);
  const answer = text(socket);
  for (const part of parts) {
    if (!socket.writable) break;
    socket.write(part);
    await sleep(pause);
  }
  return answer;
}

const HEAD = `POST /one/collections/main/objects/ HTTP/1.1\r\nHost: x\r\nAuthorization: ${authorization}\r\nContent-Type: ${TAXII}\r\n`;

test.each([
  ['headers that never end', [HEAD], 0],
  ['headers that trickle', Array.from(HEAD.slice(0, 40)), 60],
  ['a body that never ends', [`${HEAD}Content-Length: 100\r\n\r\n{"objects":[`], 0],
  ['a body that trickles', [`${HEAD}Content-Length: 100\r\n\r\n`, ...'{"objects":['.repeat(3)], 60],
])('%s: 408 as an error resource, and others are answered meanwhile', async (_what, parts, pause) => {
  const client = clientOf(server.origin, authorization);
  const slow = sendSlowly(parts, pause);
  const started = performance.now();
  for (let poll = 0; poll < 20; poll += 1) expect((await client.get('/one/collections/main/objects/')).status).toBe(200);
  expect(performance.now() - started).toBeLessThan(30_000);

  const answer = await slow;
  expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  expect(answer).toContain(`Content-Type: ${TAXII}\r\n`);
  expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4))).toMatchObject({ error_code: 'request-timeout', http_status: '408' });
});

test('a hundred connections that say nothing keep nobody waiting', async () => {
  const { hostname, port } = new URL(server.origin);
  const silent = Array.from({ length: 100 }, () => connect(Number(port), hostname).on('error', () => undefined));
  const { status } = await clientOf(server.origin, authorization).get('/taxii2/');
  expect(status).toBe(200);
  for (const socket of silent) socket.destroy();
});
