// The server under measurement: `liaison serve` itself, in a process of its own.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
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

/**
 * Starts a server on a data folder and a free port of loopback.
 * @param words more of them for its command line
 * @param nodeWords for Node's own
 */
export async function serve(folder: string, words: readonly string[] = [], nodeWords: readonly string[] = []): Promise<Serving> {
  const began = performance.now();
  const child = spawn(process.execPath, [...nodeWords, LIAISON, 'serve', '--data', folder, '--host', '127.0.0.1', '--port', '0', ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
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
