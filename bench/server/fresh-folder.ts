// A folder of a bench's own.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder that is there until it is removed. */
export interface FreshFolder {
  readonly path: string;
  /** Removes it with all that is in it. */
  remove(): void;
}

/** Makes one under `TMPDIR`, which is also removed when the process ends. */
export function makeFreshFolder(): FreshFolder {
  const path = mkdtempSync(join(tmpdir(), 'liaison-bench-'));
  const removeIt = (): void => rmSync(path, { recursive: true, force: true });
  // Also when somebody interrupts.
  process.once('exit', removeIt);
  return {
    path,
    remove() {
      removeIt();
      process.off('exit', removeIt);
    },
  };
}
