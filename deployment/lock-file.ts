// package-lock.json, read: what npm installs, and by which checksum it knows it.
import { readFileSync } from 'node:fs';

/** One entry: a package in one place below node_modules. */
export interface LockedPackage {
  readonly name: string;
  /** Where it is installed: `node_modules/express`, say. */
  readonly path: string;
  readonly version: string;
  /** Subresource integrity: `sha512-` and base64. Absent for what isn't from a registry. */
  readonly integrity?: string;
  /** Where it is from; npm may be told to leave it out. */
  readonly resolved?: string;
  readonly hasInstallScript?: boolean;
  /** Only needed by packages for development. */
  readonly dev?: boolean;
  /** A link to a folder. */
  readonly link?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  /** Those of other kinds of machines among them. */
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const LOCK_FILE = new URL('../package-lock.json', import.meta.url);

/** Every package that the lock file names, the project itself left out. */
export function readLockFile(): LockedPackage[] {
  const { packages } = JSON.parse(readFileSync(LOCK_FILE, 'utf8')) as { packages: Record<string, LockedPackage> };
  return Object.entries(packages)
    .filter(([path]) => path !== '')
    .map(([path, entry]) => ({ ...entry, path, name: entry.name ?? path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length) }));
}
