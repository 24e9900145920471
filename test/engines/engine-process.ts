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

/** FerretDB as test/engines/ferretdb/ makes it: it tells its connection string and ends with its standard input. */
export function startFerretdb(binary: string): StartEngine {
  return async (folder, port) => {
    const child = spawn(binary, [folder, String(port)], { stdio: ['pipe', 'pipe', 'ignore'] });
    const line = await Promise.race([firstLine(child), diedOrLate(child)]);
    return processOf(child, Number(new URL(line).port));
  };
}

/** A mongod, alone, with a journal. */
export function startMongod(binary: string): StartEngine {
  return async (folder, port) => {
    const taken = port === 0 ? await freePort() : port;
    const child = spawn(binary, ['--dbpath', folder, '--port', String(taken), '--bind_ip', '127.0.0.1', '--quiet'], {
      stdio: ['ignore', 'ignore', 'ignore'],
    });
    // Nothing tells mongod that its parent died.
    process.once('exit', () => child.kill('SIGKILL'));
    await Promise.race([untilItAnswers(taken), diedOrLate(child)]);
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

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('The engine has no standard output.');
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return line;
}

async function diedOrLate(child: ChildProcess): Promise<never> {
  const died = once(child, 'exit').then(([code]) => `it ended with code ${String(code)}`);
  const late = sleep(STARTS_WITHIN, `it did not start in ${STARTS_WITHIN / 1000} seconds`, { ref: false });
  const why = await Promise.race([died, late]);
  child.kill('SIGKILL');
  throw new Error(why);
}

async function untilItAnswers(port: number): Promise<void> {
  const client = new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, { serverSelectionTimeoutMS: STARTS_WITHIN });
  await client.connect();
  await client.close();
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
