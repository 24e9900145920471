// Certificates for a soak: self-signed by openssl, one after the other at the same place, as renewals are.
import { spawnSync } from 'node:child_process';
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:tls';

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
  const [certificate, key] = [join(folder, 'server.crt'), join(folder, 'server.key')];
  make(certificate, key);
  return {
    certificate,
    key,
    async renew(origin) {
      const before = await fingerprintAt(origin);
      make(`${certificate}.new`, `${key}.new`);
      renameSync(`${key}.new`, key);
      renameSync(`${certificate}.new`, certificate);
      const until = performance.now() + PATIENCE;
      while (performance.now() < until) {
        await sleep(200);
        if ((await fingerprintAt(origin)) !== before) return;
      }
      throw new Error(`the renewed certificate was not shown within ${PATIENCE} ms`);
    },
  };
}

function make(certificate: string, key: string): void {
  const kind = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '30', '-subj', '/CN=localhost'];
  const { status, stderr } = spawnSync('openssl', [...kind, '-keyout', key, '-out', certificate], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`openssl made no certificate: ${stderr}`);
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
