// What a request had is garbage when it is over: whatever V8's young collections leave is kept until the next full one, and makes
// all of them take long, in which nobody is answered (docs/decisions/2026-11-30-functions-of-requests.md).
import { once } from 'node:events';
import { Agent, request as send, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { basic, passwordOf, startExchange, TAXII, type RunningExchange } from '../protocol/running-exchange.ts';
import { MAIN } from '../protocol/test-catalogue.ts';

const ROUNDS = 20;
const REQUESTS = 50;
/** Octets that a request may leave behind, compiled code among them; those with functions that were assigned to properties left 5,500 to 15,000. */
const LEFT = 3_000;

interface Asked {
  readonly path: string;
  readonly status: number;
  readonly method?: 'POST';
  readonly body?: Buffer;
  /** On a connection of its own. */
  readonly isAlone?: true;
}

let exchange: RunningExchange;
/** The connections of the requests, and what may be left of these. */
const sockets: Socket[] = [];
const requests: WeakRef<IncomingMessage>[] = [];
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
let collect: (how: { readonly type: 'minor' | 'major' }) => void;

beforeAll(async () => {
  exchange = await startExchange({
    wrap: (application) => (request, response) => {
      sockets.push(request.socket);
      requests.push(new WeakRef(request));
      application(request, response);
    },
  });
  setFlagsFromString('--expose-gc');
  collect = runInNewContext('gc') as typeof collect;
});

afterAll(async () => {
  agent.destroy();
  await exchange.close();
});

test.each<[string, Asked]>([
  ['that goes through all steps', { path: '/taxii2/', status: 200 }],
  ['that is like one before', { path: `/one/collections/${MAIN}/objects/?added_after=2100-01-01T00:00:00Z`, status: 200 }],
  ['that is refused', { path: `/one/collections/${MAIN}/objects/`, method: 'POST', status: 415 }],
  ['for nothing that is there', { path: '/nowhere/', status: 404 }],
])('a request %s is garbage when it is over', async (_what, asked) => {
  await left(asked, 5);
  expect(await left(asked, ROUNDS)).toBeLessThan(LEFT);
});

test.each<[string, Asked]>([
  ['waits for the next one', { path: '/taxii2/', status: 200 }],
  ['had a body that nobody wanted', { path: `/one/collections/${MAIN}/objects/`, method: 'POST', status: 415, body: Buffer.alloc(300_000) }],
  ['is closed', { path: '/taxii2/', status: 200, isAlone: true }],
  ['is closed, and had a body that nobody wanted', { path: `/one/collections/${MAIN}/objects/`, method: 'POST', status: 415, body: Buffer.alloc(300_000), isAlone: true }],
])('a connection keeps nothing of a request that is over: one that %s', async (_what, asked) => {
  sockets.splice(0);
  requests.splice(0);
  await ask(asked);
  for (let turn = 0; turn < 100 && requests[0]?.deref() !== undefined; turn += 1) {
    await setTimeout(10);
    collect({ type: 'major' });
  }
  expect(sockets).toHaveLength(1);
  expect(requests[0]?.deref() === undefined).toBe(true);
});

/** Octets that each request leaves behind, its client's part among them. */
async function left(asked: Asked, rounds: number): Promise<number> {
  collect({ type: 'minor' });
  const before = process.memoryUsage().heapUsed;
  for (let round = 0; round < rounds; round += 1) {
    for (let request = 0; request < REQUESTS; request += 1) await ask(asked);
    collect({ type: 'minor' });
  }
  return (process.memoryUsage().heapUsed - before) / (rounds * REQUESTS);
}

async function ask({ path, status, method, body, isAlone }: Asked): Promise<void> {
  const headers = { authorization: basic('both', passwordOf('both')), accept: TAXII, ...(method === 'POST' ? { 'content-type': 'text/plain' } : {}) };
  const request = send(`${exchange.origin}${path}`, { agent: isAlone !== true && agent, method: method ?? 'GET', headers }).end(body);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.resume();
  await once(response, 'end');
  expect(response.statusCode).toBe(status);
}
