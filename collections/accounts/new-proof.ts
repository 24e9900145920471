// What is to prove a credential: told by whoever adds it, or made here and given once.
import { X509Certificate } from 'node:crypto';
import { NotPossible, quoted } from '../not-possible.ts';
import type { Account } from '../storage/port.ts';
import { newApiKey, parseApiKey } from './api-key.ts';
import { passwordBeside } from './change-credentials.ts';
import { handleOfFingerprint, handleOfSubject, handleOfToken } from './credential.ts';
import { generatePassword, hashPassword } from './password.ts';
import { canonicalSubject } from './subject.ts';

/** What names a certificate; exactly one of these. */
export interface CertificateWishes {
  /** Itself, in PEM or DER: its fingerprint is kept. */
  readonly certificate?: string | Uint8Array;
  /** SHA-256, 64 hexadecimal digits, with or without colons. */
  readonly fingerprint?: string;
  /** As RFC 4514 writes it: `CN=tool,O=CERT,C=SG`. */
  readonly subject?: string;
}

/** What is to prove a credential. A password that isn't given is made. */
export type ProofWishes =
  | { readonly kind: 'password'; readonly password?: string }
  | { readonly kind: 'api-key' }
  | ({ readonly kind: 'certificate' } & CertificateWishes)
  | { readonly kind: 'openid'; readonly issuer?: string; readonly subject?: string };

/** What is kept, and what was made here, which is kept nowhere. */
export interface NewProof {
  readonly proof: string;
  readonly secret?: string;
}

const SHORTEST_PASSWORD = 12;
const LONGEST = 4_096;

/**
 * @param id of the credential
 * @throws {NotPossible} where what was told can't prove anything
 */
export async function newProof(account: Account, id: string, wishes: ProofWishes): Promise<NewProof> {
  switch (wishes.kind) {
    case 'password':
      return newPassword(wishes.password, passwordBeside(account));
    case 'api-key': {
      const { key: secret, proof } = newApiKey(id);
      return { proof, secret };
    }
    case 'certificate':
      return { proof: certificateHandle(wishes) };
    case 'openid':
      return { proof: openIdHandle(wishes) };
  }
}

/**
 * A password, given or made.
 * @param beside another one of the account, as it is kept
 * @throws {NotPossible} where the given one can't be used
 */
export async function newPassword(given: string | undefined, beside?: string): Promise<NewProof> {
  if (given === undefined) {
    const secret = generatePassword();
    return { proof: await hashPassword(secret, beside), secret };
  }
  if (given.length < SHORTEST_PASSWORD) throw new NotPossible(`The password is too short: use ${SHORTEST_PASSWORD} characters or more.`);
  if (parseApiKey(given) !== undefined) throw new NotPossible('The password looks like an API key, and would be taken for one: use another one.');
  return { proof: await hashPassword(given, beside) };
}

function certificateHandle({ certificate, fingerprint, subject }: CertificateWishes): string {
  const given = [certificate, fingerprint, subject].filter((words) => words !== undefined);
  if (given.length !== 1) throw new NotPossible('A certificate is named by one of these: the certificate itself, its SHA-256 fingerprint, or its subject.');
  if (certificate !== undefined) return handleOfFingerprint(plainFingerprint(readCertificate(certificate).fingerprint256));
  if (subject !== undefined) return handleOfSubject(readSubject(subject));
  return handleOfFingerprint(plainFingerprint(fingerprint ?? ''));
}

function openIdHandle({ issuer = '', subject = '' }: { readonly issuer?: string; readonly subject?: string }): string {
  if (issuer !== '' && subject !== '' && issuer.length + subject.length <= LONGEST) return handleOfToken(issuer, subject);
  throw new NotPossible('An OpenID subject is named by its issuer, as the configuration names the provider, and by the value of its claim.');
}

function readCertificate(certificate: string | Uint8Array): X509Certificate {
  try {
    return new X509Certificate(certificate);
  } catch (error) {
    throw new NotPossible('What was given as a certificate is none in PEM or DER.', undefined, { cause: error });
  }
}

function readSubject(words: string): string {
  const subject = canonicalSubject(words);
  if (subject !== undefined) return subject;
  throw new NotPossible(`${quoted(words)} is no subject such as CN=tool,O=CERT,C=SG, the most specific part first (\`openssl x509 -noout -subject -nameopt RFC2253 -in FILE\`).`);
}

function plainFingerprint(words: string): string {
  const plain = words.replaceAll(':', '').toLowerCase();
  if (/^[0-9a-f]{64}$/.test(plain)) return plain;
  throw new NotPossible(`${quoted(words)} is no SHA-256 fingerprint: 64 hexadecimal digits, with or without colons (\`openssl x509 -noout -fingerprint -sha256 -in FILE\`).`);
}
