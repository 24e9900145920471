// Takes a renewed certificate into use while the server runs.
import { createHash } from 'node:crypto';
import type { Log } from '../collections/publishing/log.ts';
import {
  CertificateUnusable,
  checkCertificate,
  dayOf,
  expiresSoon,
  readCertificate,
  type CertificateFiles,
  type CertificatePair,
} from './certificate.ts';

/** A log that also takes good news. */
export interface CertificateLog extends Log {
  info(details: object, message: string): void;
}

/** What the watch needs to know, and to do. */
export interface CertificateWatch {
  readonly files: CertificateFiles;
  readonly inUse: CertificatePair;
  use(pair: CertificatePair): void;
  readonly log: CertificateLog;
  /** Milliseconds between two looks at the files; `LOOK_EVERY` unless a test is in a hurry. */
  readonly every?: number;
}

const LOOK_EVERY = 2_000;
const DAY = 24 * 60 * 60 * 1_000;

/**
 * Looks at the files' content again and again: that notices every way in which files are replaced, such as links that
 * are swapped around a whole folder or file systems that report no changes. What is new is used once two looks in a row
 * found the same, so that nobody reads a file that is still being written, and only if it can be.
 * @returns how to stop
 */
export function watchCertificate({ files, inUse, use, log, every = LOOK_EVERY }: CertificateWatch): () => void {
  let current = { digest: digestOf(inUse), certificate: checkCertificate(inUse) };
  let last = current.digest;
  let refused: string | undefined;
  let warnedAt = -Infinity;

  async function look(): Promise<void> {
    const found = await readCertificate(files).catch(({ path, code }: NodeJS.ErrnoException) => `${path} can't be read (${code})`);
    const digest = digestOf(found);
    const isSettled = digest === last;
    last = digest;
    if (digest === current.digest) refused = undefined;
    else if (isSettled) takeOver(found, digest);
  }

  function takeOver(found: CertificatePair | string, digest: string): void {
    try {
      if (typeof found === 'string') throw new CertificateUnusable(found);
      const certificate = checkCertificate(found);
      use(found);
      [current, refused] = [{ digest, certificate }, undefined];
      const { validToDate, fingerprint256 } = certificate;
      log.info({ file: files.certificate, expires: dayOf(validToDate), fingerprint256 }, 'a renewed certificate is in use');
    } catch (error) {
      if (!(error instanceof CertificateUnusable)) throw error;
      if (refused === digest) return;
      refused = digest;
      log.warn({ files, reason: error.message }, 'the changed certificate is not used; the one before stays');
    }
  }

  // Once a day.
  function warnOfExpiry(): void {
    const { validToDate: to } = current.certificate;
    if (!expiresSoon(current.certificate) || performance.now() - warnedAt < DAY) return;
    warnedAt = performance.now();
    const message = to.getTime() > Date.now() ? 'the certificate expires soon' : 'the certificate has expired';
    log.warn({ file: files.certificate, expires: to.toISOString() }, message);
  }

  let isStopped = false;
  let timer = setTimeout(lookAndGoOn, every).unref();
  function lookAndGoOn(): void {
    warnOfExpiry();
    look()
      .catch((error: unknown) => log.error({ err: error }, 'the certificate could not be looked at'))
      .finally(() => {
        if (!isStopped) timer = setTimeout(lookAndGoOn, every).unref();
      });
  }
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}

function digestOf(found: CertificatePair | string): string {
  const parts = typeof found === 'string' ? [found] : [found.certificate, found.key, found.passphrase, found.clientAuthorities];
  return createHash('sha256').update(JSON.stringify(parts.map(String))).digest('base64');
}
