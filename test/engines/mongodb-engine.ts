// A real engine that speaks MongoDB's wire protocol: a given one, a mongod of this machine, a downloaded one, or FerretDB.
import { accessSync, constants, existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
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
  ['memory-server', async () => processEngine('memory-server', startMongod(await libraryMongod()))],
  ['ferretdb', async () => processEngine('ferretdb', startFerretdb(await buildFerretdb()))],
];

/**
 * Finds or makes an engine and starts it, in a process that ends with this one.
 * @throws {NoMongoEngine} with what was tried, when none can be had
 */
export async function startMongoEngine(): Promise<MongoEngine> {
  const reasons: string[] = [];
  for (const [kind, start] of HOW) {
    try {
      return await start();
    } catch (error) {
      reasons.push(`${kind}: ${(error as Error).message.split('\n')[0]}`);
    }
  }
  throw new NoMongoEngine(reasons);
}

const CONNECTION_STRING = /^(?<hosts>mongodb(?:\+srv)?:\/\/[^/?]+)(?:\/(?<database>[^?]*))?(?:\?(?<options>.*))?$/;

/**
 * A connection string for another database of the engine that `base` names.
 * @throws {Error} when `base` is no connection string
 */
export function withDatabase(base: string, database: string): string {
  const { hosts, database: former = '', options = '' } = CONNECTION_STRING.exec(base)?.groups ?? {};
  if (hosts === undefined) throw new Error('MONGODB_URI must be a connection string: mongodb://… or mongodb+srv://…');
  // A password is looked up in the database that the string names, unless it says otherwise.
  const moves = hosts.includes('@') && !/(?:^|&)authSource=|(?:^|&)authMechanism=(?!SCRAM)/i.test(options);
  const source = moves ? `authSource=${former === '' ? 'admin' : former}` : '';
  const all = [options, source].filter((part) => part !== '').join('&');
  return `${hosts}/${database}${all === '' ? '' : `?${all}`}`;
}

function givenEngine(uri: string | undefined): MongoEngine {
  if (uri === undefined || uri === '') throw new Error('MONGODB_URI is not set');
  return { kind: 'given', uri: (database) => withDatabase(uri, database), stop: async () => undefined };
}

const MEMORY = '/dev/shm';
const ROOM = 1024 ** 3;

// A file system in memory, where there is a roomy one (containers often have 64 MiB, less than a mongod's journal):
// tests kill processes, not machines, and needn't wait for a disk.
function placeForFiles(): string {
  if (!existsSync(MEMORY)) return tmpdir();
  const { bavail, bsize } = statfsSync(MEMORY);
  return bavail * bsize >= ROOM ? MEMORY : tmpdir();
}

async function processEngine(kind: EngineKind, start: (folder: string, port: number) => Promise<EngineProcess>): Promise<MongoEngine> {
  const folder = mkdtempSync(join(placeForFiles(), 'liaison-engine-'));
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
  const found = folders.map((folder) => join(folder, 'mongod')).find(isExecutable);
  if (found === undefined) throw new Error('there is none on the PATH');
  return found;
}

// Loaded where it is needed only: every suite on MongoDB reads this file.
async function libraryMongod(): Promise<string> {
  const { downloadedMongod } = await import('./downloaded-mongod.ts');
  return downloadedMongod();
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
