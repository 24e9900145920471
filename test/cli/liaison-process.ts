// The real command line, in processes of its own.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const LIAISON = fileURLToPath(new URL('../../cli/liaison.js', import.meta.url));

/** What a command did. */
export interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** How to run a command. */
export interface RunOptions {
  readonly input?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Runs `liaison` with these words to its end. */
export function liaison(words: readonly string[], { input, environment }: RunOptions = {}): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, [LIAISON, ...words], {
    encoding: 'utf8',
    env: { ...process.env, ...environment },
    ...(input === undefined ? {} : { input }),
    timeout: 120_000,
    maxBuffer: 256 * 1024 * 1024,
  });
  return { code: status, out: stdout, err: stderr };
}

/** A server that was started by `liaison serve`. */
export interface Serving {
  readonly origin: string;
  readonly pid: number;
  /** What it printed up to the end of its first message. */
  readonly printed: string;
  /** The passwords that a first start printed, by account. */
  readonly passwords: ReadonlyMap<string, string>;
  /** Asks it to end; gives its exit code. */
  stop(): Promise<number | null>;
}

/**
 * Starts `liaison serve` on a free port and waits until it says how to stop it. It is one process unless the words, or the
 * environment, say otherwise: three of them take three times as long to start (workers.test.ts).
 */
export async function serve(words: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Serving> {
  const child = spawn(process.execPath, [LIAISON, 'serve', ...words], {
    env: { LIAISON_WORKERS: '1', ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  for await (const chunk of child.stdout) {
    printed += String(chunk);
    if (printed.includes('Ctrl+C')) break;
  }
  const origin = /https?:\/\/[^/\s]+/.exec(printed)?.[0] ?? '';
  const accounts = [...printed.matchAll(/^ {2}([a-z-]+) +([A-Za-z0-9]{24})$/gm)];
  return {
    origin,
    pid: child.pid ?? 0,
    printed,
    passwords: new Map(accounts.map(([, name = '', password = '']) => [name, password])),
    async stop() {
      if (child.exitCode !== null) return child.exitCode;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      return ((await exited) as [number | null])[0];
    },
  };
}

/** A folder that is gone after the test. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'liaison-cli-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
