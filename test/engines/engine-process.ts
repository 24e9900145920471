// Starts an engine as a process, which ends with the one that started it.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { MongoClient } from 'mongodb';

/** An engine's process. */
export interface EngineProcess {
  readonly port: number;
  /** Ends it at once (SIGKILL), and resolves when it is gone. */
  kill(): Promise<void>;
}

/** Starts an engine on the files in a folder; port 0 takes a free one. */
export type StartEngine = (folder: string, port: number) => Promise<EngineProcess>;

const STARTS_WITHIN = 30_000;

/** FerretDB as test/engines/ferretdb/ makes it: it tells its connection string once it listens. @param within milliseconds */
export function startFerretdb(binary: string, within = STARTS_WITHIN): StartEngine {
  return async (folder, port) => {
    const child = spawn(binary, [folder, String(port)], { stdio: ['pipe', 'pipe', 'pipe'] });
    endWithParent(child, folder);
    const line = await inTime(within, child, child.stderr, () => firstLine(child));
    return processOf(child, Number(new URL(line).port));
  };
}

/** A mongod, alone, with a journal. */
export function startMongod(binary: string): StartEngine {
  return async (folder, port) => {
    const taken = port === 0 ? await freePort() : port;
    const child = spawn(binary, ['--dbpath', folder, '--port', String(taken), '--bind_ip', '127.0.0.1', '--quiet'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    endWithParent(child, folder);
    await inTime(STARTS_WITHIN, child, child.stderr, (over) => untilItAnswers(taken, over));
    return processOf(child, taken);
  };
}

function processOf(child: ChildProcess, port: number): EngineProcess {
  return {
    port,
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}

// A killed parent can't tidy up. A shell learns of it, since its standard input ends then; the engine's end ends it.
function endWithParent(child: ChildProcess, folder: string): void {
  if (child.pid === undefined) return;
  const script = 'trap "" INT TERM HUP; read -r _; kill -KILL "$1"; rm -rf -- "$2"';
  const guard = spawn('sh', ['-c', script, 'guard', String(child.pid), folder], { stdio: ['pipe', 'ignore', 'ignore'] });
  guard.on('error', (error) => process.stderr.write(`Nothing will end the engine if this process is killed: ${error.message}\n`));
  child.once('exit', () => guard.kill('SIGKILL'));
}

// Waits until the process is ready; one that isn't in time is ended. What it said last is a part of the reason.
async function inTime<Ready>(
  within: number,
  child: ChildProcess,
  errors: NodeJS.ReadableStream,
  ready: (over: AbortSignal) => Promise<Ready>,
): Promise<Ready> {
  let said = '';
  errors.on('data', (bytes: Buffer) => (said = (said + String(bytes)).slice(-500)));
  const waiting = new AbortController();
  const { signal } = waiting;
  const died = once(child, 'exit', { signal }).then(([code, by]) => fail(`it ended with ${String(code ?? by)}`));
  const late = sleep(within, undefined, { signal }).then(() => fail(`it did not start in ${within / 1000} seconds`));
  try {
    return await Promise.race([ready(signal), died, late]);
  } catch (error) {
    child.kill('SIGKILL');
    const last = said.trim().split('\n').at(-1) ?? '';
    throw new Error([(error as Error).message, last].filter((part) => part !== '').join(': '), { cause: error });
  } finally {
    waiting.abort();
  }
}

function fail(why: string): never {
  throw new Error(why);
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('The engine has no standard output.');
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return line;
}

async function untilItAnswers(port: number, over: AbortSignal): Promise<void> {
  const client = new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, { serverSelectionTimeoutMS: STARTS_WITHIN });
  over.addEventListener('abort', () => void client.close());
  await client.connect();
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
