// Certificates for a soak: self-signed by openssl, one after the other at the same place, as renewals are.
import { spawnSync } from 'node:child_process';
import { renameSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:tls';
import type { CertificateFiles } from '../../server/certificate.ts';
import { certificateFolder } from '../../test/server/certificates.ts';

/** A certificate that can be renewed. */
export interface RenewableCertificate {
  readonly certificate: string;
  readonly key: string;
  /** Puts another one at the same place, and waits until the server at that origin shows it. @throws {Error} when it doesn't */
  renew(origin: string): Promise<void>;
}

/** The server looks every two seconds, and twice. */
const PATIENCE = 60_000;

/** Makes a certificate in a folder; `undefined` where there is no openssl. */
export function makeCertificate(folder: string): RenewableCertificate | undefined {
  if (spawnSync('openssl', ['version']).status !== 0) return undefined;
  const certificates = certificateFolder(folder);
  // Valid since yesterday, as the clock of the server is wrong now and then.
  const make = (name: string): CertificateFiles => certificates.make(name, { from: daysFromNow(-1), to: daysFromNow(30) });
  const { certificate, key } = make('server');
  return {
    certificate,
    key,
    async renew(origin) {
      const before = await fingerprintAt(origin);
      const renewed = make('renewed');
      renameSync(renewed.key, key);
      renameSync(renewed.certificate, certificate);
      const until = performance.now() + PATIENCE;
      while (performance.now() < until) {
        await sleep(200);
        if ((await fingerprintAt(origin)) !== before) return;
      }
      throw new Error(`the renewed certificate was not shown within ${PATIENCE} ms`);
    },
  };
}

function daysFromNow(days: number): Date {
  return new Date(Date.now() + days * 24 * 60 * 60 * 1_000);
}

function fingerprintAt(origin: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port: Number(new URL(origin).port), rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().fingerprint256);
      socket.end();
    });
    socket.once('error', reject);
  });
}
