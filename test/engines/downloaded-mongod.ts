// A mongod that mongodb-memory-server downloads, where its download can be reached.
import { execFile } from 'node:child_process';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DryMongoBinary } from 'mongodb-memory-server-core';
import { MongoBinaryDownloadUrl } from 'mongodb-memory-server-core/lib/util/MongoBinaryDownloadUrl.js';
import { cacheFolder } from './cache-folder.ts';

const VERSION = '8.0.12';
const REACHABLE_WITHIN = 3_000;
const DOWNLOADED_WITHIN = 300_000;
const NOT_AGAIN_FOR = 6 * 3600e3;

/**
 * The path of the mongod, which is downloaded if need be. Where that can't work this is known within seconds, and
 * remembered for six hours: the library itself would go on trying for minutes.
 * @throws {Error} when there is none and none can be downloaded
 */
export async function downloadedMongod(): Promise<string> {
  const there = await DryMongoBinary.locateBinary({ version: VERSION });
  if (there !== undefined) return there;
  const failed = join(cacheFolder(), 'mongod-download-failed');
  const age = Date.now() - (statSync(failed, { throwIfNoEntry: false })?.mtimeMs ?? -Infinity);
  if (age < NOT_AGAIN_FOR) throw new Error(`its download failed lately; remove ${failed} to try again`);
  try {
    await checkReachable();
    return await download();
  } catch (error) {
    mkdirSync(cacheFolder(), { recursive: true });
    writeFileSync(failed, `${String(error)}\n`);
    throw error;
  }
}

async function checkReachable(): Promise<void> {
  const address = await new MongoBinaryDownloadUrl(await DryMongoBinary.generateOptions({ version: VERSION })).getDownloadUrl();
  const { ok, status } = await fetch(address, { method: 'HEAD', signal: AbortSignal.timeout(REACHABLE_WITHIN) }).catch(() => {
    throw new Error('its download cannot be reached');
  });
  if (!ok) throw new Error(`its download answers ${status}`);
}

// In a process of its own, since the library's download can't be stopped otherwise.
async function download(): Promise<string> {
  const library = createRequire(import.meta.url).resolve('mongodb-memory-server-core');
  const script = `require(process.argv[1]).MongoBinary.getPath({ version: process.argv[2] })
    .then((path) => console.log(path), (error) => { console.error(error.message); process.exitCode = 1; })`;
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', script, library, VERSION], { timeout: DOWNLOADED_WITHIN });
  const path = stdout.trim().split('\n').at(-1);
  if (path === undefined || path === '') throw new Error('its download gave no mongod');
  return path;
}
