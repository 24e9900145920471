// What attackers do to an exchange: each attack goes on until its process ends. See docs/performance.md.
import { setTimeout as sleep } from 'node:timers/promises';
import { basic, TAXII } from '../test/protocol/client.ts';
import { collidingBody, collidingHeaders, collidingParameters, compressedBomb, fullEnvelopes } from './hostile-bodies.ts';
import { head, inLanes, open, send, type Tell } from './hostile-connections.ts';
import { FLOODED, POLLED, type Target } from './hostile-exchange.ts';

/** An attack; what it takes an account for comes from members. */
export interface Attack {
  readonly name: string;
  /** Resolves when all of it is under way. */
  begin(target: Target, tell: Tell): Promise<void>;
}

const POST = { 'Content-Type': TAXII };
const PAGE = `${POLLED}objects/?limit=10000`;
const authorizationOf = ({ attackers }: Target, index: number): string => attackers[index % attackers.length] ?? '';

/** All of them. */
export const ATTACKS: readonly Attack[] = [
  {
    name: 'slow headers: 4,000 connections',
    async begin({ port }, tell) {
      await holdOpen(4_000, 40, 1_000, (index) => {
        const socket = open(port, index, 40, tell);
        socket.write(head('GET', '/taxii2/'));
        const trickle = setInterval(() => socket.write('X: y\r\n'), 1_000);
        return socket.on('close', () => clearInterval(trickle));
      }, tell);
    },
  },
  {
    name: 'slow bodies: 1,000 publications',
    async begin(target, tell) {
      await holdOpen(1_000, 40, 1_000, (index) => {
        const socket = open(target.port, index, 40, tell);
        socket.on('data', (chunk: Buffer) => tell(chunk.toString('latin1', 9, 12)));
        socket.write(`${head('POST', `${FLOODED}objects/`, { ...POST, Authorization: authorizationOf(target, index), 'Content-Length': 1_000_000 })}\r\n{"objects":[`);
        const trickle = setInterval(() => socket.write(' '), 1_000);
        return socket.on('close', () => clearInterval(trickle));
      }, tell);
    },
  },
  {
    name: 'slow readers: 1,000 full pages',
    async begin(target, tell) {
      await holdOpen(1_000, 40, 1_000, (index) => {
        const socket = open(target.port, index, 40, tell);
        socket.write(`${head('GET', PAGE, { Authorization: authorizationOf(target, index) })}\r\n`);
        socket.pause();
        const sip = setInterval(() => socket.read(1_024), 1_000);
        return socket.on('close', () => clearInterval(sip));
      }, tell);
    },
  },
  {
    name: 'pipelines that nobody reads: 1,000',
    async begin(target, tell) {
      const requests = [head('GET', '/taxii2/'), head('GET', PAGE, { Authorization: authorizationOf(target, 0) })].map((request) => Buffer.from(`${request}\r\n`.repeat(90)));
      await holdOpen(1_000, 40, 100, (index) => {
        const socket = open(target.port, index, 40, tell).pause();
        const pump = (): void => void (socket.writable && socket.write(requests[index % 2] ?? '') && setImmediate(pump));
        return socket.on('connect', pump).on('drain', pump);
      }, tell);
    },
  },
  {
    name: '10,000 idle connections, of 200 addresses',
    async begin({ port }, tell) {
      await holdOpen(10_000, 200, 1_000, (index) => open(port, index, 200, tell), tell);
    },
  },
  {
    name: '10,000 idle connections, of one address',
    async begin({ port }, tell) {
      await holdOpen(10_000, 1, 1_000, (index) => open(port, index, 1, tell), tell);
    },
  },
  {
    name: '100 publications at once, of 10 MiB each',
    async begin(target, tell) {
      const bodies = fullEnvelopes(8);
      inLanes(100, async (lane, round) => {
        const body = bodies[(lane + round) % bodies.length] ?? Buffer.alloc(0);
        const headers = head('POST', `${FLOODED}objects/`, { ...POST, Authorization: authorizationOf(target, lane), 'Content-Length': body.length });
        return patiently(await send(target.port, lane, 100, `${headers}\r\n`, body));
      }, tell);
    },
  },
  {
    name: 'compressed bombs: 20 at once, of 1 GiB each',
    async begin(target, tell) {
      const bomb = compressedBomb();
      inLanes(20, (lane, round) => {
        const coding = ['gzip', 'deflate', 'br', 'zstd'][round % 4] ?? '';
        const headers = { ...POST, Authorization: authorizationOf(target, lane), 'Content-Encoding': coding, 'Content-Length': bomb.length };
        return send(target.port, lane, 20, `${head('POST', `${FLOODED}objects/`, headers)}\r\n`, bomb);
      }, tell);
    },
  },
  {
    name: 'keys that collide, in objects: 20 at once',
    async begin(target, tell) {
      const bodies = [collidingBody('letters'), collidingBody('numbers'), collidingBody('small')];
      inLanes(20, async (lane, round) => {
        const body = bodies[(lane + round) % bodies.length] ?? Buffer.alloc(0);
        const path = round % 2 === 0 ? `${FLOODED}objects/` : '/bench/validation/';
        const headers = head('POST', path, { ...POST, Authorization: authorizationOf(target, lane), 'Content-Length': body.length });
        return patiently(await send(target.port, lane, 20, `${headers}\r\n`, body));
      }, tell);
    },
  },
  {
    name: 'names that collide, of parameters and headers: 20 at once',
    async begin(target, tell) {
      const queries = [collidingParameters(60_000), collidingParameters(1_500), collidingParameters(190_000)].map((query) => [query, {}] as const);
      const requests = prepared(target, [...queries, ['', collidingHeaders()]]);
      inLanes(20, (lane, round) => send(target.port, lane, 20, requestAt(requests, lane, round)), tell);
    },
  },
  {
    name: 'wrong passwords, of 200 addresses: 100 at once',
    async begin({ port }, tell) {
      let attempts = 0;
      inLanes(100, () => {
        attempts += 1;
        const name = attempts % 2 === 0 ? 'poller-0' : `nobody-${attempts}`;
        return send(port, attempts, 200, `${head('GET', '/taxii2/', { Authorization: basic(name, `wrong ${attempts}`) })}\r\n`);
      }, tell);
    },
  },
  {
    name: 'parameters of 16 to 200 KB: 20 at once',
    async begin(target, tell) {
      // As long as may be, and longer.
      const queries = [
        `next=1.${'A'.repeat(60_000)}.AAAAAAAAAAAAAAAAAAAAAA`,
        `next=1.${'A'.repeat(200_000)}.AAAAAAAAAAAAAAAAAAAAAA`,
        `match[type]=${'x,'.repeat(8_000)}indicator&limit=1`,
        `match[id]=${'x,'.repeat(8_000)}x`,
        `match[version]=${'2024-01-01T00:00:00Z,'.repeat(750)}all`,
        'x&'.repeat(30_000),
        `limit=${'0'.repeat(60_000)}1`,
      ];
      const requests = prepared(target, queries.map((query) => [query, {}]));
      inLanes(20, (lane, round) => send(target.port, lane, 20, requestAt(requests, lane, round)), tell);
    },
  },
];

// Polls with these queries and headers, of each attacker: made once, as attackers share a processor with the server here.
function prepared({ attackers }: Target, polls: readonly (readonly [query: string, headers: Readonly<Record<string, string>>])[]): Buffer[][] {
  return attackers.map((Authorization) =>
    polls.map(([query, headers]) => Buffer.from(`${head('GET', `${POLLED}objects/?limit=1&${query}`, { Authorization, ...headers })}\r\n`)),
  );
}

function requestAt(requests: readonly (readonly Buffer[])[], lane: number, round: number): Buffer {
  const ofOne = requests[lane % requests.length] ?? [];
  return ofOne[(lane + round) % ofOne.length] ?? Buffer.alloc(0);
}

// Keeps so many connections, opened bit by bit; one that is cut is opened again after a while.
async function holdOpen(count: number, addresses: number, again: number, begin: (index: number) => ReturnType<typeof open>, tell: Tell): Promise<void> {
  const hold = (index: number): void => {
    begin(index).once('connect', () => tell('opened')).once('close', () => {
      tell('closed');
      setTimeout(() => hold(index), again + (index % 100) * 10);
    });
  };
  for (let index = 0; index < count; index += 1) {
    hold(index);
    if (index % addresses === 0 || index % 20 === 0) await sleep(2);
  }
}

// A publisher that is told to come back later does, if not quite as late as it was told.
async function patiently(outcome: string): Promise<string> {
  if (outcome === '429' || outcome === '503' || outcome === 'cut') await sleep(200);
  return outcome;
}
