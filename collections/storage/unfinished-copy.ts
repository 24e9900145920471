// Keeps a store that is only half a copy from being used as if it were all there.
import { hash } from 'node:crypto';
import type { CopyNote } from './archive.ts';
import { StoreUnusable } from './unusable.ts';

/** Tells stores apart, and a copy from a copy of another store: SHA-256 of the signing key, in hexadecimal digits. */
export function identityOf(signingKey: Uint8Array): string {
  return hash('sha256', signingKey);
}

/**
 * Refuses a store whose note says that the copy isn't complete.
 * @param place where the store is, for people; without secrets
 * @throws {StoreUnusable} with the command that finishes the copy
 */
export function refuseUnfinishedCopy(note: CopyNote | undefined, place: string): void {
  if (note === undefined || note.digest !== undefined) return;
  throw new StoreUnusable(
    `The store ${place} is a copy that isn't complete. Finish it: liaison store copy --from ${note.from} --to ${place}`,
  );
}
