// What `liaison doctor` looks at on the machine: who may read the files, and how much room there is.
import { existsSync, readdirSync, statfsSync, statSync, type Stats } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Check, CheckOutcome, Finding } from '../collections/doctor/finding.ts';
import { nameOf } from '../schemas/configuration/settings.ts';
import type { EffectiveConfiguration } from './configuration.ts';
import { STORE_FILE } from './data-folder.ts';
import { connectionStringOf } from './store-place.ts';

const MEBIBYTE = 1024 * 1024;
/** A publication takes up to 100 MiB, in the log as well as in the file, and then its checkpoint. */
const TOO_LITTLE = 256 * MEBIBYTE;
const LITTLE = 1024 * MEBIBYTE;

/** Settings that name files with secrets. */
const SECRET_FILES = new Set(['tls.key', 'tls.passphrase_file', 'store.uri_file']);
const OTHERS = 0o007;
const GROUP = 0o070;
const WRITE = 0o022;

/** The checks of files and disks. */
export function fileChecks(effective: EffectiveConfiguration): Check[] {
  return [
    { name: 'file permissions', run: async () => permissionFindings(effective) },
    { name: 'disk space', run: async () => spaceFindings(effective) },
  ];
}

function permissionFindings(effective: EffectiveConfiguration): Finding[] {
  const files = [...storeFiles(effective), ...secretFiles(effective)];
  return files.flatMap((file) => {
    const status = statSync(file, { throwIfNoEntry: false });
    return status === undefined ? [] : permissionFinding(file, status);
  });
}

function storeFiles(effective: EffectiveConfiguration): string[] {
  const folder = dataFolder(effective);
  if (folder === undefined) return [];
  // Its log, and stores that were replaced, hold as much as the store does.
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith(STORE_FILE)) : [];
  return [folder, ...files.toSorted().map((name) => join(folder, name))];
}

function secretFiles({ settings, file }: EffectiveConfiguration): string[] {
  const named = settings.filter(({ setting, value }) => SECRET_FILES.has(nameOf(setting)) && typeof value === 'string').map(({ value }) => String(value));
  // A connection string in the configuration file makes that one secret, too.
  const isSecret = settings.some(({ setting, source }) => setting.isSecret && source.kind === 'file');
  return isSecret && file !== undefined ? [...named, resolve(file)] : named;
}

function permissionFinding(file: string, status: Stats): Finding[] {
  const mode = status.mode & 0o777;
  const [who, severity] = (mode & OTHERS) !== 0 ? (['everybody on this machine', 'problem'] as const) : (['its group', 'warning'] as const);
  if ((mode & (OTHERS | GROUP)) === 0) return [];
  const may = (mode & WRITE) !== 0 ? 'change' : 'read';
  return [
    {
      severity: (mode & WRITE) !== 0 ? 'problem' : severity,
      where: file,
      message: `${who.replace(/^./, (letter) => letter.toUpperCase())} may ${may} it (mode ${mode.toString(8)}).`,
      remedy: `chmod ${status.isDirectory() ? '700' : '600'} ${file}`,
    },
  ];
}

function spaceFindings(effective: EffectiveConfiguration): CheckOutcome {
  const folder = dataFolder(effective);
  if (folder === undefined) return { skipped: "the disks of a database can't be seen from here" };
  const place = nearest(folder);
  const { bavail, bsize } = statfsSync(place);
  const free = bavail * bsize;
  const store = statSync(join(folder, STORE_FILE), { throwIfNoEntry: false })?.size ?? 0;
  const found = (severity: Finding['severity'], message: string): Finding[] => [
    { severity, where: place, message, remedy: 'Make room, or move the data folder to a larger disk; a store whose disk is full takes no publications.' },
  ];
  if (free < TOO_LITTLE) return found('problem', `Only ${inMebibytes(free)} are free, and a publication may take ${inMebibytes(TOO_LITTLE)}.`);
  if (free < LITTLE) return found('warning', `Only ${inMebibytes(free)} are free.`);
  return free < store ? found('warning', `${inMebibytes(free)} are free, and the store has ${inMebibytes(store)}: a backup or an upgrade would not fit here.`) : [];
}

function dataFolder(effective: EffectiveConfiguration): string | undefined {
  return connectionStringOf(effective) === undefined ? resolve(effective.configuration.store.data ?? 'data') : undefined;
}

/** The folder, or the next one above that is there. */
function nearest(folder: string): string {
  return existsSync(folder) ? folder : nearest(dirname(folder));
}

function inMebibytes(bytes: number): string {
  return `${Math.floor(bytes / MEBIBYTE).toLocaleString('en')} MiB`;
}
