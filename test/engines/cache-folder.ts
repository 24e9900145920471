// Where the tests keep what takes long to make, outside of the checkout.
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Liaison's folder in the user's cache; it may not exist yet. */
export function cacheFolder(): string {
  // XDG Base Directory Specification: an empty variable is as good as none.
  const { XDG_CACHE_HOME: base = '' } = process.env;
  return join(base === '' ? join(homedir(), '.cache') : base, 'liaison');
}
