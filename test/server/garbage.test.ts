// What a request had is garbage when it is over: whatever V8's young collections leave is kept until the next full one, and makes
// all of them take long, in which nobody is answered (docs/decisions/2026-11-30-functions-of-requests.md).
import { once } from 'node:events';
import { Agent, request as send, type IncomingMessage } from 'node:http';
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
}

let exchange: RunningExchange;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
let collectYoung: () => void;

beforeAll(async () => {
  exchange = await startExchange();
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (how: { readonly type: 'minor' }) => void;
  collectYoung = () => collect({ type: 'minor' });
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

/** Octets that each request leaves behind, its client's part among them. */
async function left(asked: Asked, rounds: number): Promise<number> {
  collectYoung();
  const before = process.memoryUsage().heapUsed;
  for (let round = 0; round < rounds; round += 1) {
    for (let request = 0; request < REQUESTS; request += 1) await ask(asked);
    collectYoung();
  }
  return (process.memoryUsage().heapUsed - before) / (rounds * REQUESTS);
}

async function ask({ path, status, method }: Asked): Promise<void> {
  const headers = { authorization: basic('both', passwordOf('both')), accept: TAXII, ...(method === 'POST' ? { 'content-type': 'text/plain' } : {}) };
  const request = send(`${exchange.origin}${path}`, { agent, method: method ?? 'GET', headers }).end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.resume();
  await once(response, 'end');
  expect(response.statusCode).toBe(status);
}
