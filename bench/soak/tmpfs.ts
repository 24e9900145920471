// A small disk that can be filled: a tmpfs in a fresh folder, which only root may mount.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A disk of some megabytes. */
export interface SmallDisk {
  readonly folder: string;
  /** Leaves that many octets free, or fewer. */
  fill(left: number): void;
  /** Takes away what filled it. */
  clear(): void;
  unmount(): void;
}

const BALLAST = 'ballast';

/** Mounts a disk of that many mebibytes; `undefined`, with the reason told, where it can't be. */
export function mountSmallDisk(folder: string, mebibytes: number, tell: (why: string) => void): SmallDisk | undefined {
  mkdirSync(folder, { recursive: true });
  const { status, stderr, error } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', folder], { encoding: 'utf8' });
  if (status !== 0) {
    tell((error?.message ?? stderr).trim());
    return undefined;
  }
  const ballast = join(folder, BALLAST);
  // Also when somebody interrupts. What has gone already is no reason to complain.
  const unmount = (): void => void spawnSync('umount', ['--lazy', folder]);
  process.once('exit', unmount);
  return {
    folder,
    fill(left) {
      const { bavail, bsize } = statfsSync(folder);
      try {
        writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - left)));
      } catch (error) {
        // Somebody else was faster; it is full all the same.
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      }
    },
    clear: () => rmSync(ballast, { force: true }),
    unmount,
  };
}
