// What is said of a credential on the command line: scopes, instants, certificates.
import { readFileSync } from 'node:fs';
import type { Scope } from '../collections/access.ts';
import type { CertificateWishes } from '../collections/accounts/new-proof.ts';
import type { Catalogue } from '../schemas/catalogue/catalogue.ts';
import { referenceTo } from '../schemas/catalogue/document.ts';
import { now, parseTimestamp, type Microseconds } from '../schemas/timestamp.ts';
import { CommandFailure } from './failure.ts';

/** What limits a credential, in words. */
export interface ScopeWords {
  readonly collection?: readonly string[];
  readonly rights?: string;
}

/** What names a certificate or an OpenID subject, in words. */
export interface ProofWords {
  readonly certificate?: string;
  readonly fingerprint?: string;
  readonly subject?: string;
  readonly issuer?: string;
}

const UNITS: Readonly<Record<string, number>> = { m: 60, h: 3_600, d: 86_400, w: 604_800 };
const RIGHTS: Readonly<Record<string, readonly ('read' | 'write')[]>> = { read: ['read'], write: ['write'] };

/** @throws {CommandFailure} */
export function scopeOf({ collection: names, rights }: ScopeWords, catalogue: Catalogue | undefined): Scope | undefined {
  const collections = names?.map((name) => collectionIdOf(name, catalogue));
  if (rights !== undefined && RIGHTS[rights] === undefined && rights !== 'read,write') {
    throw new CommandFailure(`--rights is read, write or read,write, but "${rights}" was given.`);
  }
  const limited = rights === undefined ? undefined : RIGHTS[rights];
  if (collections === undefined && limited === undefined) return undefined;
  return { ...(collections === undefined ? {} : { collections }), ...(limited === undefined ? {} : { rights: limited }) };
}

/**
 * An instant to come: a duration from now such as `90d` (m, h, d, w), a day, or a timestamp.
 * @param flag for the message
 * @throws {CommandFailure}
 */
export function instantToCome(words: string, flag: string): Microseconds {
  const [, count, unit = ''] = /^(\d{1,5})([mhdw])$/.exec(words) ?? [];
  const instant = count === undefined ? instantOf(words) : now() + Number(count) * (UNITS[unit] ?? 0) * 1e6;
  if (instant === undefined) {
    throw new CommandFailure(`${flag} is a duration such as 90d, 12h or 30m, a day such as 2027-01-31, or a timestamp, but "${words}" was given.`);
  }
  if (instant <= now()) throw new CommandFailure(`${flag} names an instant that is over already: "${words}".`);
  return instant;
}

/**
 * What names a certificate; what is in the file is read.
 * @throws {CommandFailure} when the file can't be read
 */
export function certificateWishesOf({ certificate, fingerprint, subject }: ProofWords): CertificateWishes {
  return {
    ...(certificate === undefined ? {} : { certificate: readBytes(certificate) }),
    ...(fingerprint === undefined ? {} : { fingerprint }),
    ...(subject === undefined ? {} : { subject }),
  };
}

function collectionIdOf(name: string, catalogue: Catalogue | undefined): string {
  const collections = catalogue?.apiRoots.flatMap(({ path, collections: entries }) =>
    entries.map(({ id, alias }) => ({ id, reference: alias === undefined ? id : referenceTo(path, alias) })),
  );
  const found = collections?.find(({ id, reference }) => id === name || reference === name);
  if (found !== undefined) return found.id;
  const known = collections?.map(({ reference }) => reference).join(', ') ?? '';
  throw new CommandFailure(`The catalogue has no collection "${name}": ${known === '' ? 'apply a catalogue first' : `it has ${known}`}.`);
}

// A day stands for its beginning, in UTC.
function instantOf(words: string): Microseconds | undefined {
  return parseTimestamp(/^\d{4}-\d{2}-\d{2}$/.test(words) ? `${words}T00:00:00Z` : words);
}

function readBytes(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new CommandFailure(`${file} can't be read (${(error as NodeJS.ErrnoException).code}).`, { cause: error });
  }
}
