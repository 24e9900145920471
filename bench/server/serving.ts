// The server under measurement: `liaison serve` itself, in a process of its own.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const LIAISON = fileURLToPath(new URL('../../cli/liaison.js', import.meta.url));

/** A server that answers. */
export interface Serving {
  readonly origin: string;
  readonly pid: number;
  /** Milliseconds from its start until it listened. */
  readonly startTime: number;
  /** Asks it to end, and waits. */
  stop(): Promise<void>;
  /** Ends it at once. */
  kill(): Promise<void>;
}

/** How a server is started, beyond its data folder. */
export interface ServingOptions {
  /** Of loopback; a free one when left out. */
  readonly port?: number;
  /** More words for its command line, and for Node's own. */
  readonly words?: readonly string[];
  readonly nodeWords?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Is told every line of its log, which goes to standard error when left out. */
  readonly onLog?: (line: string) => void;
}

/** Starts a server on a data folder, on loopback. */
export async function serve(folder: string, { port = 0, words = [], nodeWords = [], environment = {}, onLog }: ServingOptions = {}): Promise<Serving> {
  const began = performance.now();
  const place = ['--data', folder, '--host', '127.0.0.1', '--port', String(port)];
  const child = spawn(process.execPath, [...nodeWords, LIAISON, 'serve', ...place, ...words], {
    stdio: ['ignore', 'pipe', onLog === undefined ? 'inherit' : 'pipe'],
    env: { ...process.env, ...environment },
  });
  // It doesn't outlive whoever started it, whatever becomes of them.
  const killAtExit = (): void => void child.kill('SIGKILL');
  process.once('exit', killAtExit);
  child.once('exit', () => process.off('exit', killAtExit));
  if (child.stderr !== null && onLog !== undefined) createInterface({ input: child.stderr }).on('line', onLog);
  const origin = await originOf(child);
  const startTime = performance.now() - began;
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  };
  return { origin, pid: child.pid ?? 0, startTime, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') };
}

async function originOf(child: ChildProcess): Promise<string> {
  let printed = '';
  for await (const chunk of child.stdout?.iterator({ destroyOnReturn: false }) ?? []) {
    printed += String(chunk);
    const found = /Liaison listens on (https?:\/\/[^/\s]+)/.exec(printed);
    if (found?.[1] === undefined) continue;
    child.stdout?.resume();
    return found[1];
  }
  throw new Error(`the server ended before it listened${printed === '' ? '' : `; it said: ${printed}`}`);
}
