// What `liaison doctor` looks at on the machine: who may read the files, and how much room there is.
import { existsSync, readdirSync, statfsSync, statSync } from 'node:fs';
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
/** What a container runtime puts there is for that container alone, whatever its mode. */
const OF_CONTAINER = '/run/secrets/';
const [OTHERS, OTHERS_WRITE, OTHERS_ENTER] = [0o007, 0o002, 0o001];
const [GROUP, GROUP_WRITES, GROUP_ENTERS] = [0o070, 0o020, 0o010];

/** The checks of files and disks. */
export function fileChecks(effective: EffectiveConfiguration): Check[] {
  return [
    { name: 'file permissions', run: async () => permissionFindings(effective) },
    { name: 'disk space', run: async () => spaceFindings(effective) },
  ];
}

function permissionFindings(effective: EffectiveConfiguration): Finding[] {
  const folder = dataFolder(effective);
  const ofStore = folder === undefined || !existsSync(folder) ? [] : [...folderFindings(folder), ...storeFiles(folder).flatMap(storeFileFindings)];
  return [...ofStore, ...secretFiles(effective).flatMap(secretFindings)];
}

// Its log, and stores that were replaced, hold as much as the store does.
function storeFiles(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => name.startsWith(STORE_FILE));
  return names.toSorted().map((name) => join(folder, name));
}

function secretFiles({ settings, file }: EffectiveConfiguration): string[] {
  const named = settings.filter(({ setting, value }) => SECRET_FILES.has(nameOf(setting)) && typeof value === 'string').map(({ value }) => String(value));
  // A connection string in the configuration file makes that one secret, too.
  const isSecret = settings.some(({ setting, source }) => setting.isSecret && source.kind === 'file');
  const files = isSecret && file !== undefined ? [...named, file] : named;
  return files.map((path) => resolve(path)).filter((path) => existsSync(path) && !path.startsWith(OF_CONTAINER));
}

function folderFindings(folder: string): Finding[] {
  const mode = modeOf(folder);
  if ((mode & (GROUP_WRITES | OTHERS_WRITE)) !== 0) return [finding('problem', folder, mode, 'may put files into it, and take some away')];
  return (mode & OTHERS) === 0 ? [] : [finding('warning', folder, mode, 'may look into it')];
}

// Whoever doesn't get into the folder doesn't get at the files in it.
function storeFileFindings(file: string): Finding[] {
  const [mode, folder] = [modeOf(file), modeOf(dirname(file))];
  if ((mode & OTHERS) !== 0 && (folder & OTHERS_ENTER) !== 0) return [finding('problem', file, mode, 'gets at everything that is stored')];
  return (mode & GROUP) !== 0 && (folder & GROUP_ENTERS) !== 0 ? [finding('warning', file, mode, 'gets at everything that is stored')] : [];
}

// They may belong to somebody else, with the server in their group.
function secretFindings(file: string): Finding[] {
  const [mode, folder] = [modeOf(file), modeOf(dirname(file))];
  const isOpen = (mode & GROUP_WRITES) !== 0 || ((mode & OTHERS) !== 0 && (folder & OTHERS_ENTER) !== 0);
  return isOpen ? [finding('problem', file, mode, (mode & OTHERS) === 0 ? 'may change what is in it' : 'gets at the secret in it')] : [];
}

function modeOf(path: string): number {
  return statSync(path).mode & 0o777;
}

function finding(severity: Finding['severity'], where: string, mode: number, what: string): Finding {
  const who = (mode & OTHERS) === 0 ? 'Its group' : 'Everybody on this machine';
  const isFolder = statSync(where).isDirectory();
  return { severity, where, message: `${who} ${what} (mode ${mode.toString(8)}).`, remedy: `chmod ${isFolder ? '700' : '600'} ${where}` };
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
