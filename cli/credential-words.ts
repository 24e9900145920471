// What is said of a credential on the command line: scopes, instants, certificates.
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Scope } from '../collections/access.ts';
import { handleOfFingerprint, handleOfSubject, handleOfToken } from '../collections/accounts/credential.ts';
import { canonicalSubject } from '../collections/accounts/subject.ts';
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

/** @throws {CommandFailure} */
export function certificateProofOf({ certificate, fingerprint, subject }: ProofWords): string {
  const given = [certificate, fingerprint, subject].filter((words) => words !== undefined);
  if (given.length !== 1) {
    throw new CommandFailure('A certificate is named by one of --certificate FILE, --fingerprint HEX, and --subject NAME.');
  }
  if (certificate !== undefined) return handleOfFingerprint(plainFingerprint(readCertificateFile(certificate).fingerprint256) ?? '');
  if (subject !== undefined) return handleOfSubject(readSubject(subject));
  const plain = plainFingerprint(fingerprint ?? '');
  if (plain !== undefined) return handleOfFingerprint(plain);
  throw new CommandFailure('--fingerprint is a SHA-256 fingerprint: 64 hexadecimal digits, with or without colons (`openssl x509 -noout -fingerprint -sha256 -in FILE`).');
}

/** @throws {CommandFailure} */
export function openIdProofOf({ issuer, subject }: ProofWords): string {
  if (issuer === undefined || subject === undefined) {
    throw new CommandFailure('An OpenID subject is named by --issuer URL, as the configuration names the provider, and --subject VALUE, that of its claim.');
  }
  return handleOfToken(issuer, subject);
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

function readCertificateFile(file: string): X509Certificate {
  let content: Buffer;
  try {
    content = readFileSync(file);
  } catch (error) {
    throw new CommandFailure(`${file} can't be read (${(error as NodeJS.ErrnoException).code}).`, { cause: error });
  }
  try {
    return new X509Certificate(content);
  } catch (error) {
    throw new CommandFailure(`${file} holds no certificate in PEM or DER.`, { cause: error });
  }
}

function readSubject(words: string): string {
  const subject = canonicalSubject(words);
  if (subject !== undefined) return subject;
  throw new CommandFailure(`"${words}" is no subject such as CN=tool,O=CERT,C=SG, the most specific part first (\`openssl x509 -noout -subject -nameopt RFC2253 -in FILE\`).`);
}

function plainFingerprint(words: string): string | undefined {
  const plain = words.replaceAll(':', '').toLowerCase();
  return /^[0-9a-f]{64}$/.test(plain) ? plain : undefined;
}
