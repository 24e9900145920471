// Builds FerretDB from Go modules, once for each version of ferretdb/: the binary is kept outside of the checkout.
import { execFile } from 'node:child_process';
import { hash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { cacheFolder } from './cache-folder.ts';

const SOURCE = fileURLToPath(new URL('./ferretdb/', import.meta.url));
const PATIENCE = 600_000;

/** Where the binary is, or will be once it is built. */
export function ferretdbPath(): string {
  const content = ['main.go', 'go.mod', 'go.sum'].map((name) => readFileSync(join(SOURCE, name), 'utf8')).join('\n');
  return join(cacheFolder(), `ferretdb-${hash('sha256', content).slice(0, 12)}`, 'ferretdb');
}

/**
 * The path of the binary, which is built if need be: one to two minutes, with Go and its module proxy.
 * @throws {Error} when Go isn't there or can't build it
 */
export async function buildFerretdb(): Promise<string> {
  const path = ferretdbPath();
  if (existsSync(path)) return path;
  mkdirSync(dirname(path), { recursive: true });
  // Whoever builds at the same time makes the same file; the last one to finish stays.
  const unfinished = `${path}.${randomUUID()}`;
  process.stderr.write('Building FerretDB for the tests on MongoDB, once: one to two minutes …\n');
  try {
    await promisify(execFile)('go', ['build', '-mod=readonly', '-o', unfinished, '.'], { cwd: SOURCE, timeout: PATIENCE });
    renameSync(unfinished, path);
  } catch (error) {
    throw new Error(reasonOf(error as NodeJS.ErrnoException & { readonly stderr?: string }), { cause: error });
  } finally {
    rmSync(unfinished, { force: true });
  }
  return path;
}

function reasonOf(error: NodeJS.ErrnoException & { readonly stderr?: string }): string {
  if (error.code === 'ENOENT') return 'Go is not on the PATH';
  return error.stderr?.trim().split('\n').at(-1) || error.message;
}
