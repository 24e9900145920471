// A real engine that speaks MongoDB's wire protocol: a given one, a mongod of this machine, a downloaded one, or FerretDB.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { existsSync } from 'node:fs';
import { startFerretdb, startMongod, type EngineProcess } from './engine-process.ts';
import { buildFerretdb } from './ferretdb-binary.ts';

/** Where an engine came from. */
export type EngineKind = 'given' | 'mongod' | 'memory-server' | 'ferretdb';

/** An engine that runs. */
export interface MongoEngine {
  readonly kind: EngineKind;
  /** The connection string of one of its databases. */
  uri(database: string): string;
  /** Ends it, as a power cut would. Not there for one that was given. */
  readonly kill?: () => Promise<void>;
  /** Starts it again, on the same port and the same files. */
  readonly start?: () => Promise<void>;
  /** Ends it and removes its files; leaves one that was given as it is. */
  stop(): Promise<void>;
}

/** Why there is none. */
export class NoMongoEngine extends Error {
  override readonly name = 'NoMongoEngine';

  constructor(reasons: readonly string[]) {
    super(
      `There is no MongoDB engine to test on (${reasons.join('; ')}). ` +
        'Name one in MONGODB_URI, put mongod on the PATH, or install Go, with which FerretDB is built.',
    );
  }
}

const HOW: readonly [EngineKind, () => Promise<MongoEngine>][] = [
  ['given', async () => givenEngine(process.env['MONGODB_URI'])],
  ['mongod', async () => processEngine('mongod', startMongod(mongodOnPath()))],
  ['memory-server', async () => processEngine('memory-server', startMongod(await downloadedMongod()))],
  ['ferretdb', async () => processEngine('ferretdb', startFerretdb(await buildFerretdb()))],
];

/** Finds or makes an engine and starts it. @throws {NoMongoEngine} */
export async function startMongoEngine(): Promise<MongoEngine> {
  const reasons: string[] = [];
  for (const [kind, start] of HOW) {
    try {
      return await start();
    } catch (error) {
      if (kind === 'given' && process.env['MONGODB_URI'] !== undefined) throw error;
      reasons.push(`${kind}: ${(error as Error).message.split('\n')[0]}`);
    }
  }
  throw new NoMongoEngine(reasons);
}

/** A connection string for another database of the engine that `base` names. */
export function withDatabase(base: string, database: string): string {
  return base.replace(/^(mongodb(?:\+srv)?:\/\/[^/?]+)\/?[^?]*/, `$1/${database}`);
}

function givenEngine(uri: string | undefined): MongoEngine {
  if (uri === undefined || uri === '') throw new Error('MONGODB_URI is not set');
  return { kind: 'given', uri: (database) => withDatabase(uri, database), stop: async () => undefined };
}

async function processEngine(kind: EngineKind, start: (folder: string, port: number) => Promise<EngineProcess>): Promise<MongoEngine> {
  const folder = mkdtempSync(join(tmpdir(), 'liaison-engine-'));
  let running: EngineProcess | undefined;
  try {
    running = await start(folder, 0);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  const { port } = running;
  const kill = async (): Promise<void> => {
    await running?.kill();
    running = undefined;
  };
  return {
    kind,
    uri: (database) => `mongodb://127.0.0.1:${port}/${database}?directConnection=true`,
    kill,
    async start() {
      running ??= await start(folder, port);
    },
    async stop() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function mongodOnPath(): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const found = folders.map((folder) => join(folder, 'mongod')).find((path) => existsSync(path));
  if (found === undefined) throw new Error('there is none on the PATH');
  return found;
}

const DOWNLOAD_VERSION = '8.0.12';
const REACHABLE_WITHIN = 3_000;

// Looks first whether the download can work at all: where it can't, it would be tried for minutes.
async function downloadedMongod(): Promise<string> {
  const { MongoBinary, MongoBinaryDownloadUrl } = await import('mongodb-memory-server-core').then(async (library) => ({
    MongoBinary: library.MongoBinary,
    MongoBinaryDownloadUrl: (await import('mongodb-memory-server-core/lib/util/MongoBinaryDownloadUrl.js')).MongoBinaryDownloadUrl,
  }));
  const source = new MongoBinaryDownloadUrl({ version: DOWNLOAD_VERSION, platform: process.platform, arch: process.arch });
  const { ok, status } = await fetch(await source.getDownloadUrl(), { method: 'HEAD', signal: AbortSignal.timeout(REACHABLE_WITHIN) });
  if (!ok) throw new Error(`its download answers ${status}`);
  return MongoBinary.getPath({ version: DOWNLOAD_VERSION });
}
