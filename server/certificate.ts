// The certificate that clients are shown, and its key: looked over before they are used (T-8.2.2-01).
import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';

/** Texts in PEM: the certificate, with its chain behind it, and its key. */
export interface CertificatePair {
  readonly certificate: Buffer;
  readonly key: Buffer;
  /** Of a key that is encrypted. */
  readonly passphrase?: string;
  /** Certificates of those who vouch for clients: clients are asked for certificates then. */
  readonly clientAuthorities?: Buffer;
}

/** Where they are. */
export interface CertificateFiles {
  readonly certificate: string;
  readonly key: string;
  /** A file with the key's passphrase, and nothing else but perhaps a line break at its end. */
  readonly passphrase?: string;
  readonly clientAuthorities?: string;
}

/** The message is a clause that says what is wrong, in words for an operator. */
export class CertificateUnusable extends Error {
  override readonly name = 'CertificateUnusable';
}

/** @throws {NodeJS.ErrnoException} with the `path` of a file that can't be read */
export async function readCertificate(files: CertificateFiles): Promise<CertificatePair> {
  const { certificate, key, passphrase, clientAuthorities } = files;
  return {
    certificate: await readFile(certificate),
    key: await readFile(key),
    ...(passphrase === undefined ? {} : { passphrase: (await readFile(passphrase, 'utf8')).replace(/\r?\n$/, '') }),
    ...(clientAuthorities === undefined ? {} : { clientAuthorities: await readFile(clientAuthorities) }),
  };
}

/**
 * The certificate itself, when it and the key can be used now.
 * @throws {CertificateUnusable} when they can't
 */
export function checkCertificate(pair: CertificatePair): X509Certificate {
  const certificate = parseCertificate(pair.certificate.toString('latin1'));
  const key = parseKey(pair);
  if (!certificate.checkPrivateKey(key)) {
    throw new CertificateUnusable('the key belongs to another certificate than the first one in the file');
  }
  const [from, to] = [certificate.validFromDate, certificate.validToDate];
  if (Date.now() > to.getTime()) throw new CertificateUnusable(`the certificate expired on ${dayOf(to)}`);
  if (Date.now() < from.getTime()) {
    throw new CertificateUnusable(`the certificate isn't valid before ${from.toISOString()}; is the clock right?`);
  }
  if (pair.clientAuthorities !== undefined) checkAuthorities(pair.clientAuthorities);
  try {
    createSecureContext({ cert: pair.certificate, key: pair.key, passphrase: pair.passphrase, ca: pair.clientAuthorities });
  } catch (error) {
    throw new CertificateUnusable(`OpenSSL refuses them (${(error as Error).message})`, { cause: error });
  }
  return certificate;
}

const DAY = 24 * 60 * 60 * 1_000;
/** A certificate with less than this left, in milliseconds, or than a third of its time, should have been renewed. */
const EXPIRES_SOON = 14 * DAY;

/** Whether it should have been renewed by now. */
export function expiresSoon({ validFromDate: from, validToDate: to }: X509Certificate): boolean {
  return to.getTime() - Date.now() < Math.min(EXPIRES_SOON, (to.getTime() - from.getTime()) / 3);
}

/** `2026-11-24` */
export function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}

function parseCertificate(text: string): X509Certificate {
  const begun = text.split('-----BEGIN CERTIFICATE-----').length - 1;
  const ended = text.split('-----END CERTIFICATE-----').length - 1;
  if (begun === 0) throw new CertificateUnusable('there is no certificate in PEM where the certificate should be');
  if (begun !== ended) throw new CertificateUnusable('the certificate file ends in the middle of a certificate');
  return readX509(text, 'the certificate');
}

// OpenSSL would read as far as it can, and say nothing of the rest.
function checkAuthorities(authorities: Buffer): void {
  const text = authorities.toString('latin1');
  const blocks = text.match(/-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----/gs) ?? [];
  if (blocks.length === 0) throw new CertificateUnusable('there is no certificate in PEM among the authorities of clients');
  if (blocks.length !== text.split('-----BEGIN CERTIFICATE-----').length - 1) {
    throw new CertificateUnusable('the file with the authorities of clients ends in the middle of a certificate');
  }
  for (const [index, block] of blocks.entries()) readX509(block, `certificate ${index + 1} among the authorities of clients`);
}

function readX509(text: string, what: string): X509Certificate {
  try {
    return new X509Certificate(text);
  } catch (error) {
    throw new CertificateUnusable(`${what} can't be read (${(error as Error).message})`, { cause: error });
  }
}

function parseKey({ key, passphrase }: CertificatePair): KeyObject {
  const text = key.toString('latin1');
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) {
    throw new CertificateUnusable('there is no private key in PEM where the key should be');
  }
  const isEncrypted = /-----BEGIN ENCRYPTED |^Proc-Type: 4,ENCRYPTED/m.test(text);
  if (isEncrypted && passphrase === undefined) {
    throw new CertificateUnusable('the key is encrypted, and there is no file with its passphrase');
  }
  try {
    return createPrivateKey({ key, ...(passphrase === undefined ? {} : { passphrase }) });
  } catch (error) {
    const what = isEncrypted ? "the passphrase doesn't open the key" : "the key can't be read";
    throw new CertificateUnusable(`${what} (${(error as Error).message})`, { cause: error });
  }
}
