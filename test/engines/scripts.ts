// Programs for the tests of the engines: made up ones, and scripts that run in a process of their own.
import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

/** Makes a folder for one test. */
export function makeFolder(): string {
  return mkdtempSync(join(tmpdir(), 'liaison-engine-test-'));
}

/** Writes a program in shell into a folder, and gives its path. */
export function writeProgram(folder: string, name: string, lines: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${lines.join('\n')}\n`, { mode: 0o755 });
  return path;
}

/** The words of `node` that run an ECMAScript module, which may import this folder's files by `./`. */
export function scriptWords(script: string): string[] {
  const there = script.replaceAll("import('./", `import('${new URL('./', import.meta.url).href}`);
  return ['--input-type=module', '--eval', there];
}

/** Runs a script in a process with just these variables, and gives what it printed. */
export async function runScript(script: string, variables: Record<string, string>): Promise<{ stdout: string; stderr: string }> {
  return promisify(execFile)(process.execPath, scriptWords(script), { env: variables, timeout: 120_000 });
}

/** Whether a process is there. */
export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Waits until something holds, for a minute at most. @returns whether it does */
export async function eventually(holds: () => boolean): Promise<boolean> {
  for (let tries = 0; tries < 1_200; tries++) {
    if (holds()) return true;
    await sleep(50);
  }
  return holds();
}
