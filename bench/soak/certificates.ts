// Certificates for a soak: self-signed by openssl, one after the other at the same place, as renewals are.
import { spawnSync } from 'node:child_process';
import { renameSync, writeFileSync } from 'node:fs';
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

/** What `openssl ca` has to be told to sign anything. */
const AUTHORITY = `[ca]
default_ca = here
[here]
database = ./index.txt
new_certs_dir = .
rand_serial = yes
unique_subject = no
default_md = sha256
policy = names
[names]
commonName = supplied
`;

/** The server looks every two seconds, and twice. */
const PATIENCE = 60_000;

/** Makes a certificate in a folder; `undefined` where there is no openssl. */
export function makeCertificate(folder: string): RenewableCertificate | undefined {
  if (spawnSync('openssl', ['version']).status !== 0) return undefined;
  const [certificate, key] = [join(folder, 'server.crt'), join(folder, 'server.key')];
  make(folder, certificate, key);
  return {
    certificate,
    key,
    async renew(origin) {
      const before = await fingerprintAt(origin);
      make(folder, `${certificate}.new`, `${key}.new`);
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

// Valid since yesterday, as the clock of the server is wrong now and then.
function make(folder: string, certificate: string, key: string): void {
  const request = join(folder, 'request.csr');
  writeFileSync(join(folder, 'authority.cnf'), AUTHORITY);
  writeFileSync(join(folder, 'index.txt'), '');
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
  openssl(folder, 'req', '-new', ...curve, '-nodes', '-subj', '/CN=localhost', '-keyout', key, '-out', request);
  const dates = ['-startdate', daysFromNow(-1), '-enddate', daysFromNow(30)];
  openssl(folder, 'ca', '-batch', '-notext', '-config', 'authority.cnf', ...dates, '-selfsign', '-keyfile', key, '-in', request, '-out', certificate);
}

function openssl(folder: string, ...words: readonly string[]): void {
  const { status, stderr } = spawnSync('openssl', words, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`openssl ${words.join(' ')}: ${stderr}`);
}

// 20261124020000Z
function daysFromNow(days: number): string {
  const date = new Date(Date.now() + days * 24 * 60 * 60 * 1_000);
  return `${date.toISOString().replaceAll(/[-:T]|\.\d+Z/g, '')}Z`;
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
