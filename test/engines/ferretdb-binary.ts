// Builds FerretDB from Go modules, once for each version of ferretdb/: the binary is kept outside of the checkout.
import { execFile } from 'node:child_process';
import { hash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const SOURCE = fileURLToPath(new URL('./ferretdb/', import.meta.url));
const PATIENCE = 600_000;

/** Where the binary is, or will be once it is built. */
export function ferretdbPath(): string {
  const content = ['main.go', 'go.mod', 'go.sum'].map((name) => readFileSync(join(SOURCE, name), 'utf8')).join('\n');
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  return join(cache, 'liaison', `ferretdb-${hash('sha256', content).slice(0, 12)}`, 'ferretdb');
}

/** The path of the binary, which is built if need be: one to two minutes, with Go and its module proxy. */
export async function buildFerretdb(): Promise<string> {
  const path = ferretdbPath();
  if (existsSync(path)) return path;
  mkdirSync(join(path, '..'), { recursive: true });
  // Whoever builds at the same time makes the same file; the last one to finish stays.
  const unfinished = `${path}.${process.pid}`;
  await promisify(execFile)('go', ['build', '-mod=readonly', '-o', unfinished, '.'], { cwd: SOURCE, timeout: PATIENCE });
  renameSync(unfinished, path);
  return path;
}
