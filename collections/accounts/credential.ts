// What an account can let itself in with. Plain data, kept with the account.
import type { Microseconds } from '../../schemas/timestamp.ts';
import type { Scope } from '../access.ts';
import type { Account } from '../storage/port.ts';

/** The kinds of credentials. */
export const CREDENTIAL_KINDS = ['password', 'api-key', 'certificate', 'openid'] as const;
export type CredentialKind = (typeof CREDENTIAL_KINDS)[number];

/** One way into an account. */
export interface Credential {
  /** Random, unique in the exchange. Part of an API key. */
  readonly id: string;
  /** For people; unique in the account. */
  readonly name: string;
  readonly kind: CredentialKind;
  /**
   * What proves that somebody has it. Of a password argon2id in the PHC string format; of an API key `digestOfKey`; of a
   * certificate `handleOfFingerprint` or `handleOfSubject`; of an OpenID subject `handleOfToken`.
   */
  readonly proof: string;
  /** What it was before it was rotated, and until when that counts as well. */
  readonly previous?: { readonly proof: string; readonly validUntil: Microseconds };
  /** Absent: everything that the agency may. */
  readonly scope?: Scope;
  /** It counts until just before this instant. */
  readonly expiresAt?: Microseconds;
  /** Absent where it isn't known. */
  readonly createdAt?: Microseconds;
  readonly rotatedAt?: Microseconds;
}

/** The id, and the name, under which the password that an account has itself is told beside its credentials. */
export const OWN_PASSWORD = 'password';

/** All credentials of an account, its own password among them. */
export function credentialsOf({ password, credentials = [] }: Account): readonly Credential[] {
  if (password === undefined) return credentials;
  return [{ id: OWN_PASSWORD, name: OWN_PASSWORD, kind: 'password', proof: password }, ...credentials];
}

/** What proves the credential at that instant: nothing once it has expired, two texts while it is being rotated. */
export function proofsAt({ proof, previous, expiresAt }: Credential, instant: Microseconds): readonly string[] {
  if (expiresAt !== undefined && instant >= expiresAt) return [];
  return previous !== undefined && instant < previous.validUntil ? [proof, previous.proof] : [proof];
}

/** What accounts are looked up by when a request names none: an API key's id, a certificate, an OpenID subject. */
export function handlesOf({ credentials = [] }: Pick<Account, 'credentials'>): readonly string[] {
  return [...new Set(credentials.flatMap(handlesOfCredential))];
}

/** @param id that of the credential */
export function handleOfKey(id: string): string {
  return `key:${id}`;
}

/** @param fingerprint SHA-256 of the certificate (DER), 64 hexadecimal digits in lower case */
export function handleOfFingerprint(fingerprint: string): string {
  return `sha256:${fingerprint}`;
}

/** @param subject as by `canonicalSubject` */
export function handleOfSubject(subject: string): string {
  return `subject:${subject}`;
}

/** @param value that of the claim by which the provider names accounts */
export function handleOfToken(issuer: string, value: string): string {
  return `openid:${issuer} ${value}`;
}

function handlesOfCredential({ id, kind, proof, previous }: Credential): string[] {
  switch (kind) {
    case 'password':
      return [];
    case 'api-key':
      return [handleOfKey(id)];
    case 'certificate':
    case 'openid':
      return previous === undefined ? [proof] : [proof, previous.proof];
  }
}
