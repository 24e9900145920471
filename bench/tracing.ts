// node bench/tracing.ts — what traces cost a small request, and what a collector that is away costs it: servers with and
// without traces take turns, each asked by the same client in this process.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { newApiKey, newCredentialId } from '../collections/accounts/api-key.ts';
import { readCatalogue } from '../collections/catalogue/read-catalogue.ts';
import { openExchange } from '../collections/exchange.ts';
import { openSqliteStore } from '../collections/storage/sqlite/store.ts';
import { now } from '../schemas/timestamp.ts';
import { createApp } from '../server/app.ts';
import { listen } from '../server/listen.ts';
import { createTracing, type Tracing } from '../server/tracing/tracing.ts';
import { machine, median } from './measure.ts';

const { values: options } = parseArgs({
  options: {
    /** How often each server has its turn. */
    rounds: { type: 'string', default: '40' },
    /** Requests of a turn. */
    requests: { type: 'string', default: '200' },
  },
});

/** A server to be asked. */
interface Asked {
  ask(): Promise<void>;
  close(): Promise<void>;
}

const AT_ONCE = 8;
const PATH = '/operations/collections/';
const log = pino({ level: 'silent' });
const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });

async function start(tracing?: Tracing): Promise<Asked> {
  const folder = mkdtempSync(join(tmpdir(), 'liaison-bench-'));
  const store = openSqliteStore(join(folder, 'liaison.db'));
  const catalogue = readCatalogue(readFileSync(new URL('../cli/sample/catalogue.yaml', import.meta.url), 'utf8'), 'catalogue.yaml');
  await store.writer.replaceCatalogue(catalogue, false, 'bench');
  const id = newCredentialId();
  const { key, proof } = newApiKey(id);
  const credentials = [{ id, name: 'bench', kind: 'api-key' as const, proof, createdAt: now() }];
  await store.writer.saveAccount({ name: 'bench', agency: 'singapore', disabled: false, credentials });
  const exchange = openExchange(store, log, tracing === undefined ? {} : { observers: [tracing.exchangeObserver] });
  const app = createApp(exchange, { negotiation: 'lenient' }, log);
  const observers = tracing === undefined ? [] : [tracing.observeRequest];
  const server = await listen(tracing?.trace(app) ?? app, { host: '127.0.0.1', port: 0, observers });
  return {
    ask: () => ask(`${server.origin}${PATH}`, key),
    async close() {
      await server.close();
      await exchange.close();
      await tracing?.close();
      rmSync(folder, { recursive: true });
    },
  };
}

function ask(url: string, key: string): Promise<void> {
  return new Promise((resolve, reject) => {
    get(url, { agent, headers: { authorization: `Bearer ${key}`, accept: 'application/taxii+json;version=2.1' } }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`The answer is ${response.statusCode}.`));
      response.resume().on('end', resolve);
    }).on('error', reject);
  });
}

/** Microseconds that a request takes, several being under way. */
async function turn({ ask: askOnce }: Asked, requests: number): Promise<number> {
  const started = performance.now();
  const ofEach = Math.ceil(requests / AT_ONCE);
  const one = async (): Promise<void> => {
    for (let request = 0; request < ofEach; request += 1) await askOnce();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  return ((performance.now() - started) * 1_000) / (ofEach * AT_ONCE);
}

const silent = createServer((socket) => socket.on('error', () => undefined).resume());
await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
const never = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/v1/traces`;
const traced = (endpoint: string, sampleRatio: number): Tracing =>
  createTracing({ endpoint, sampleRatio, serviceName: 'bench', version: '0', ending: 1_000 }, log);

// Port 9 is that of `discard`, which nobody runs.
const servers: readonly [name: string, server: Asked][] = [
  ['no traces', await start()],
  ['one in ten, never answered', await start(traced(never, 0.1))],
  ['all, never answered', await start(traced(never, 1))],
  ['all, nobody there', await start(traced('http://127.0.0.1:9/v1/traces', 1))],
];
const times = servers.map((): number[] => []);
for (let round = -5; round < Number(options.rounds); round += 1) {
  for (const [index, [, server]] of servers.entries()) {
    const time = await turn(server, Number(options.requests));
    if (round >= 0) times[index]?.push(time);
  }
}

const { processor, cores, node } = machine();
process.stdout.write(`${processor}, ${cores} cores; Node ${node}; GET ${PATH}, ${AT_ONCE} at once\n\n`);
process.stdout.write(`${'traces, collector'.padEnd(30)}${'µs'.padStart(8)}${'ratio'.padStart(8)}\n`);
for (const [index, [name]] of servers.entries()) {
  const ratios = (times[index] ?? []).map((time, round) => time / (times[0]?.[round] ?? time));
  process.stdout.write(`${name.padEnd(30)}${median(times[index] ?? [0]).toFixed(0).padStart(8)}${median(ratios).toFixed(2).padStart(8)}\n`);
}
for (const [, server] of servers) await server.close();
silent.close();
agent.destroy();
