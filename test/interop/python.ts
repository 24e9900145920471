// The Python packages that Liaison is held against.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const REQUIREMENTS = fileURLToPath(new URL('requirements.txt', import.meta.url));

/**
 * The interpreter of a virtual environment with the packages of requirements.txt, made once for each list of
 * requirements in the user's cache folder.
 * @throws {Error} when python3 isn't there or the packages can't be installed
 */
export function preparePython(): string {
  const digest = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 12);
  const environment = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'liaison', `interop-${digest}`);
  const interpreter = join(environment, 'bin', 'python');
  const marker = join(environment, 'complete');
  if (!existsSync(marker)) {
    run('python3', ['-m', 'venv', environment]);
    run(interpreter, ['-m', 'pip', 'install', '--quiet', '--requirement', REQUIREMENTS]);
    run(interpreter, ['-c', `open(${JSON.stringify(marker)}, 'w').close()`]);
  }
  return interpreter;
}

function run(command: string, words: readonly string[]): void {
  const { status, error, stdout, stderr } = spawnSync(command, words, { encoding: 'utf8' });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${command} ${words.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
}
