// A process of well-behaved pollers: bench/hostile.ts starts it, and asks it for windows of measurements.
import { Agent, request as httpRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { TAXII } from '../test/protocol/client.ts';
import { POLLED, type Target } from './hostile-exchange.ts';

/** What the polls of some seconds took. */
export interface Window {
  /** The 99th percentile, and the middle one, in milliseconds, until the last octet of an answer. */
  readonly p99: number;
  readonly median: number;
  readonly polls: number;
  /** Polls that were answered with anything but 200, or not at all, by what happened. */
  readonly failures: Readonly<Record<string, number>>;
}

/** Each poller asks this often, in milliseconds, if its last question is answered by then. */
const ASKED_EVERY = 40;
/** A poll in so many comes on a connection of its own. */
const ANEW = 10;
/** A poll that isn't answered within so many milliseconds has failed. */
const PATIENCE = 10_000;

const target = JSON.parse(process.argv[2] ?? '') as Target;
const times: number[] = [];
const failures: Record<string, number> = {};
/** When the polls that aren't answered yet were asked. */
const pending = new Set<{ readonly since: number }>();

// Every other poll finds nothing new, as most do; the others get a page of a hundred, compressed.
const PATHS = [`${POLLED}objects/?added_after=${encodeURIComponent(target.newest)}`, `${POLLED}objects/?limit=100`];

for (const [index, authorization] of target.pollers.entries()) void poll(authorization, index);

process.on('message', (seconds: number) => {
  times.length = 0;
  for (const name of Object.keys(failures)) delete failures[name];
  // A poll that waits has taken at least as long as it has waited.
  const waited = (): number[] => [...pending].map(({ since }) => performance.now() - since);
  setTimeout(() => process.send?.(windowOf([...times, ...waited()], failures)), seconds * 1_000);
});
process.once('disconnect', () => process.exit());

async function poll(authorization: string, index: number): Promise<never> {
  // Each has an address of its own.
  const localAddress = `127.0.0.${10 + index}`;
  const kept = new Agent({ keepAlive: true, maxSockets: 1 });
  for (let count = index; ; count += 1) {
    const due = performance.now() + ASKED_EVERY;
    await ask(authorization, PATHS[count % PATHS.length] ?? '', localAddress, count % ANEW === 0 ? false : kept);
    await sleep(Math.max(1, due - performance.now()));
  }
}

async function ask(authorization: string, path: string, localAddress: string, agent: Agent | false): Promise<void> {
  const asked = { since: performance.now() };
  pending.add(asked);
  const outcome = await statusOf(authorization, path, localAddress, agent);
  pending.delete(asked);
  times.push(performance.now() - asked.since);
  if (outcome !== '200') failures[outcome] = (failures[outcome] ?? 0) + 1;
}

function statusOf(authorization: string, path: string, localAddress: string, agent: Agent | false): Promise<string> {
  const headers = { authorization, accept: TAXII, 'accept-encoding': 'gzip' };
  return new Promise((resolve) => {
    const request = httpRequest({ host: '127.0.0.1', port: target.port, path, headers, agent, localAddress, timeout: PATIENCE }, (response) => {
      response.resume().on('end', () => resolve(String(response.statusCode)));
      response.on('error', ({ message }) => resolve(message));
    });
    request.on('timeout', () => request.destroy(new Error('no answer in time')));
    // A connection that the server has closed between two polls is no failure: clients ask again on a new one.
    request.on('error', (error) => {
      if (request.reusedSocket) resolve(statusOf(authorization, path, localAddress, false));
      else resolve(error.message);
    });
    request.end();
  });
}

function windowOf(measured: readonly number[], failed: Readonly<Record<string, number>>): Window {
  const sorted = measured.toSorted((one, other) => one - other);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { p99: at(0.99), median: at(0.5), polls: sorted.length, failures: { ...failed } };
}
