// node --expose-gc test/server/garbage-process.ts — asks a server in a fresh process, of which nothing else has the memory, and prints what
// requests leave behind, and whether their connections keep them, as JSON.
import { once } from 'node:events';
import { Agent, request as send, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { basic, passwordOf, startExchange, TAXII } from '../protocol/running-exchange.ts';
import { MAIN } from '../protocol/test-catalogue.ts';

/** Octets that a request leaves behind, its client's part among them, and compiled code; and whether a connection keeps it. */
export interface Garbage {
  readonly left: Readonly<Record<string, number>>;
  readonly isKept: Readonly<Record<string, boolean>>;
}

interface Asked {
  readonly path: string;
  readonly status: number;
  readonly method?: 'POST';
  readonly body?: Buffer;
  /** On a connection of its own. */
  readonly isAlone?: true;
}

const ROUNDS = 20;
const REQUESTS = 50;
const OBJECTS = `/one/collections/${MAIN}/objects/`;
const UNWANTED = { path: OBJECTS, method: 'POST', status: 415, body: Buffer.alloc(300_000) } as const;

const LEFT: Readonly<Record<string, Asked>> = {
  'that goes through all steps': { path: '/taxii2/', status: 200 },
  'that is like one before': { path: `${OBJECTS}?added_after=2100-01-01T00:00:00Z`, status: 200 },
  'that is refused': { path: OBJECTS, method: 'POST', status: 415 },
  'for nothing that is there': { path: '/nowhere/', status: 404 },
};
const KEPT: Readonly<Record<string, Asked>> = {
  'waits for the next one': { path: '/taxii2/', status: 200 },
  'had a body that nobody wanted': UNWANTED,
  'is closed': { path: '/taxii2/', status: 200, isAlone: true },
  'is closed, and had a body that nobody wanted': { ...UNWANTED, isAlone: true },
};

const agent = new Agent({ keepAlive: true, maxSockets: 1 });
/** The connections of the requests, and what may be left of these. */
const sockets: Socket[] = [];
const requests: WeakRef<IncomingMessage>[] = [];
const exchange = await startExchange({
  wrap: (application) => (request, response) => {
    sockets.push(request.socket);
    requests.push(new WeakRef(request));
    application(request, response);
  },
});

const garbage: Garbage = { left: await each(LEFT, leftBy), isKept: await each(KEPT, isKept) };
process.stdout.write(JSON.stringify(garbage));
agent.destroy();
await exchange.close();

async function each<Result>(asked: Readonly<Record<string, Asked>>, look: (asked: Asked) => Promise<Result>): Promise<Record<string, Result>> {
  const results: Record<string, Result> = {};
  for (const [name, one] of Object.entries(asked)) results[name] = await look(one);
  return results;
}

async function leftBy(asked: Asked): Promise<number> {
  await askOften(asked, 5);
  collect('minor');
  const before = process.memoryUsage().heapUsed;
  await askOften(asked, ROUNDS);
  return (process.memoryUsage().heapUsed - before) / (ROUNDS * REQUESTS);
}

async function askOften(asked: Asked, rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    for (let request = 0; request < REQUESTS; request += 1) await ask(asked);
    forgetAll();
    collect('minor');
  }
}

async function isKept(asked: Asked): Promise<boolean> {
  await ask(asked);
  for (let turn = 0; turn < 100 && requests[0]?.deref() !== undefined; turn += 1) {
    await setTimeout(10);
    collect('major');
  }
  const kept = sockets.length !== 1 || requests[0]?.deref() !== undefined;
  forgetAll();
  return kept;
}

// What is noted here would count as left behind.
function forgetAll(): void {
  sockets.length = 0;
  requests.length = 0;
}

function collect(type: 'minor' | 'major'): void {
  if (globalThis.gc === undefined) throw new Error('Start it with --expose-gc.');
  void globalThis.gc({ type });
}

async function ask({ path, status, method, body, isAlone }: Asked): Promise<void> {
  const headers = { authorization: basic('both', passwordOf('both')), accept: TAXII, ...(method === 'POST' ? { 'content-type': 'text/plain' } : {}) };
  const request = send(`${exchange.origin}${path}`, { agent: isAlone !== true && agent, method: method ?? 'GET', headers });
  // A connection that the server ends takes the rest of a body with it.
  request.on('error', () => undefined);
  const [response] = (await once(request.end(body), 'response')) as [IncomingMessage];
  response.resume();
  await once(response, 'end');
  if (response.statusCode !== status) throw new Error(`${path} was answered ${response.statusCode}, not ${status}.`);
}
