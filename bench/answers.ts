// node bench/answers.ts — what a read costs in the server's own code, beside bare Express that sends the same octets, and what
// compressing a page costs. Connections are memory, so that nothing but the code is timed; see docs/performance.md.
import { createServer, Server as HttpServer } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { brotliCompressSync, constants, gzipSync, zstdCompressSync } from 'node:zlib';
import express from 'express';
import { pino } from 'pino';
import { hashPassword } from '../collections/accounts/password.ts';
import { catalogueOf } from '../collections/catalogue/from-document.ts';
import { openExchange } from '../collections/exchange.ts';
import { openSqliteStore } from '../collections/storage/sqlite/store.ts';
import { createApp } from '../server/app.ts';
import { listen } from '../server/listen.ts';
import { machine } from './measure.ts';
import { MemoryConnection } from './memory-connection.ts';
import { publishHalves, publishUnder } from './release-content.ts';
import { syntheticObjects } from './synthetic.ts';

const { values: options } = parseArgs({ options: { objects: { type: 'string', default: '20000' }, batches: { type: 'string', default: '200' }, only: { type: 'string' } } });

const COLLECTION = 'b1d00000-0000-4000-8000-000000000001';
/** Half of it is there for the agency `half`. */
const HALVES = 'b1d00000-0000-4000-8000-000000000003';
const PATH = `/bench/collections/${COLLECTION}/objects/`;
const PATH_OF_HALVES = `/bench/collections/${HALVES}/objects/`;
const PASSWORD = 'a password of the bench';
const authorizationOf = (name: string): string => `Basic ${Buffer.from(`${name}:${PASSWORD}`).toString('base64')}`;

const folder = mkdtempSync(join(tmpdir(), 'liaison-bench-'));
const store = openSqliteStore(join(folder, 'liaison.db'));
await store.writer.replaceCatalogue(
  catalogueOf({
    discovery: { title: 'Bench' },
    api_roots: [{ path: 'bench', title: 'Bench', collections: [{ id: COLLECTION, title: 'Bench' }, { id: HALVES, title: 'Halves' }] }],
    agencies: [
      { name: 'reader', title: 'Reader', kind: 'member', identity: 'identity--b1d00000-0000-4000-8000-000000000002' },
      { name: 'half', title: 'Half', kind: 'member', identity: 'identity--b1d00000-0000-4000-8000-000000000004' },
    ],
    grants: [
      { agency: 'reader', collection: COLLECTION, rights: ['read'], clearance: 'red' },
      { agency: 'reader', collection: HALVES, rights: ['read'], clearance: 'red' },
      { agency: 'half', collection: HALVES, rights: ['read'], clearance: 'green' },
    ],
  }),
  true,
);
const password = await hashPassword(PASSWORD);
for (const name of ['reader', 'half']) await store.writer.saveAccount({ name, agency: name, password, disabled: false });
const objects = syntheticObjects();
for (let done = 0; done < Number(options.objects); done += 1_000) {
  await publishUnder(store, COLLECTION, Array.from({ length: 1_000 }, () => objects.next().value), 1);
  await publishHalves(store, HALVES, Array.from({ length: 1_000 }, () => objects.next().value));
}

const { liaison, close } = await startLiaison();
const plain = new MemoryConnection(liaison);
const records = await manifestOf(PATH);
const [first] = records;
const bodies = new Map<string, Buffer>();
for (const limit of [1, 100, 1_000]) bodies.set(String(limit), await bodyOf(plain, `${PATH}?limit=${limit}`));
bodies.set('0', Buffer.from('{}'));
const bare = createServer(yardstick(bodies));

let turn = 0;
const each = (path: (record: { id: string; date_added: string }) => string) => (): string => {
  turn = (turn + 7) % (records.length - 1_000);
  return path(records[turn] ?? { id: '', date_added: '' });
};
const newest = '2100-01-01T00:00:00Z';
const { etag } = await new MemoryConnection(liaison).ask(requestOf(`${PATH}?limit=100`)).then(({ head }) => ({ etag: /^etag: (.*)$/im.exec(head)?.[1] ?? '' }));
const questions: readonly (readonly [name: string, size: string, text: () => string, batch: number])[] = [
  ['poll, nothing new', '0', () => requestOf(`${PATH}?added_after=${newest}`), 20],
  ['page of 100, cold', '100', each(({ date_added: date }) => requestOf(`${PATH}?limit=100&added_after=${date}`)), 5],
  ['page of 100, warm', '100', () => requestOf(`${PATH}?limit=100`), 20],
  ['page of 100, 304', '100', () => requestOf(`${PATH}?limit=100`, `If-None-Match: ${etag}\r\n`), 20],
  ['page of 100, warm, zstd', '100', () => requestOf(`${PATH}?limit=100`, 'Accept-Encoding: zstd\r\n'), 20],
  ['page of 1000, cold', '1000', each(({ date_added: date }) => requestOf(`${PATH}?limit=1000&added_after=${date}`)), 2],
  ['page of 1000, warm', '1000', () => requestOf(`${PATH}?limit=1000`), 20],
  ['point read', '1', each(({ id }) => requestOf(`${PATH}${id}/`)), 20],
];

const { processor, cores, node } = machine();
process.stdout.write(`${processor}, ${cores} cores; Node ${node}; ${first === undefined ? 0 : options.objects} objects\n\n`);
process.stdout.write('read                        µs   bare Express, µs\n');
for (const [name, size, text, batch] of questions) {
  if (options.only !== undefined && !name.includes(options.only)) continue;
  const own = await quickest(new MemoryConnection(liaison), text, batch);
  const other = await quickest(new MemoryConnection(bare), () => requestOf(`/page/${size}`), 20);
  process.stdout.write(`${name.padEnd(24)}${own.toFixed(1).padStart(7)}${other.toFixed(1).padStart(12)}\n`);
}
if (options.only !== undefined) await end();
process.stdout.write('\nhalf of it visible          µs   sees all, µs   ratio\n');
const inHalves = await manifestOf(PATH_OF_HALVES);
for (const [limit, batch] of [[100, 5], [1_000, 2]] as const) {
  // Not the steps of `each`, which would give both readers the very same pages.
  const from = (name: string) => (): string => {
    turn = (turn + 7) % (inHalves.length - 2_000);
    return requestOf(`${PATH_OF_HALVES}?limit=${limit}&added_after=${inHalves[turn]?.date_added}`, '', name);
  };
  const half = await quickest(new MemoryConnection(liaison), from('half'), batch);
  const whole = await quickest(new MemoryConnection(liaison), from('reader'), batch);
  process.stdout.write(`page of ${String(limit).padEnd(16)}${half.toFixed(1).padStart(7)}${whole.toFixed(1).padStart(12)}${(half / whole).toFixed(2).padStart(8)}\n`);
}
process.stdout.write('\ncoding, level         100 objects, µs and size   1,000 objects, µs and size\n');
for (const [name, compress] of codings()) {
  const cells = ['100', '1000'].map((size) => describeCoding(bodies.get(size) ?? Buffer.alloc(0), compress));
  process.stdout.write(`${name.padEnd(16)}${cells.map((cell) => cell.padStart(28)).join('')}\n`);
}
await end();

async function end(): Promise<never> {
  await close();
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
}

async function startLiaison(): Promise<{ liaison: HttpServer; close(): Promise<void> }> {
  const log = pino({ level: 'silent' });
  const exchange = openExchange(store, log);
  // The very server that listens, as its connections are handed to it.
  const { listen: listenOn } = HttpServer.prototype;
  let found: HttpServer | undefined;
  HttpServer.prototype.listen = function listening(this: HttpServer, ...given: unknown[]) {
    // oxlint-disable-next-line unicorn/no-this-assignment, typescript/no-this-alias -- it is the server that is wanted
    found = this;
    return (listenOn as (...parameters: unknown[]) => HttpServer).apply(this, given);
  } as typeof listenOn;
  const running = await listen(createApp(exchange, { negotiation: 'lenient' }, log), { host: '127.0.0.1', port: 0 });
  HttpServer.prototype.listen = listenOn;
  if (found === undefined) throw new Error('No server listens.');
  return {
    liaison: found,
    async close() {
      await running.close();
      await exchange.close();
    },
  };
}

/** Bare Express with the octets of each page. */
function yardstick(pages: ReadonlyMap<string, Buffer>) {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.get('/page/:size', (request, response) => {
    const body = pages.get(String(request.params['size'])) ?? Buffer.alloc(0);
    response.setHeader('Content-Type', 'application/taxii+json;version=2.1');
    response.setHeader('Content-Length', body.length);
    response.end(body);
  });
  return app;
}

/** Microseconds of a request in one of the quickest batches: what others do on the machine makes none of them quicker. */
async function quickest(connection: MemoryConnection, text: () => string, batch: number): Promise<number> {
  const times: number[] = [];
  for (let count = 0; count < Number(options.batches); count += 1) {
    const started = performance.now();
    for (let request = 0; request < batch; request += 1) await connection.ask(text());
    times.push(((performance.now() - started) * 1_000) / batch);
  }
  return times.toSorted((one, other) => one - other)[Math.floor(times.length / 50)] ?? 0;
}

async function bodyOf(connection: MemoryConnection, path: string): Promise<Buffer> {
  const { head, body } = await connection.ask(requestOf(path));
  if (!head.startsWith('HTTP/1.1 200')) throw new Error(`${path} was answered ${head}`);
  return body;
}

async function manifestOf(objectsPath: string): Promise<{ id: string; date_added: string }[]> {
  const body = await bodyOf(plain, `${objectsPath.replace('/objects/', '/manifest/')}?limit=10000`);
  return (JSON.parse(body.toString('utf8')) as { objects: { id: string; date_added: string }[] }).objects;
}

function requestOf(path: string, more = '', name = 'reader'): string {
  return `GET ${path} HTTP/1.1\r\nHost: bench\r\nAccept: application/taxii+json;version=2.1\r\nAuthorization: ${authorizationOf(name)}\r\n${more}\r\n`;
}

function codings(): [string, (bytes: Buffer) => Buffer][] {
  const chunkSize = 1024 * 1024;
  return [
    ...[1, 6].map((level): [string, (bytes: Buffer) => Buffer] => [`gzip ${level}`, (bytes) => gzipSync(bytes, { level, chunkSize })]),
    ...[1, 4].map((quality): [string, (bytes: Buffer) => Buffer] => {
      const params = { [constants.BROTLI_PARAM_QUALITY]: quality };
      return [`br ${quality}`, (bytes) => brotliCompressSync(bytes, { params, chunkSize })];
    }),
    ...[1, 3].map((level): [string, (bytes: Buffer) => Buffer] => {
      const params = { [constants.ZSTD_c_compressionLevel]: level };
      return [`zstd ${level}`, (bytes) => zstdCompressSync(bytes, { params, chunkSize })];
    }),
  ];
}

function describeCoding(bytes: Buffer, compress: (bytes: Buffer) => Buffer): string {
  const times = Array.from({ length: 21 }, () => {
    const started = performance.now();
    compress(bytes);
    return (performance.now() - started) * 1_000;
  });
  const size = (compress(bytes).length / bytes.length) * 100;
  return `${Math.min(...times).toFixed(0)} µs ${size.toFixed(1)} %`;
}
