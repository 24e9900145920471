// Certificates made for the tests by openssl, with whatever dates they need.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CertificateFiles, CertificatePair } from '../../server/certificate.ts';

/** A folder in which certificates are made. */
export interface CertificateFolder {
  readonly path: string;
  /** Makes a self-signed certificate for localhost, valid from an hour ago for two days unless dates say otherwise. */
  make(name: string, dates?: { readonly from?: Date; readonly to?: Date }): CertificateFiles;
  /** Runs openssl in the folder. */
  openssl(...words: readonly string[]): void;
  remove(): void;
}

const HOUR = 60 * 60 * 1_000;
const AUTHORITY = `[ca]
default_ca = here
[here]
database = ./index.txt
new_certs_dir = .
rand_serial = yes
unique_subject = no
default_md = sha256
policy = names
x509_extensions = extensions
[names]
commonName = supplied
[any]
[extensions]
subjectAltName = DNS:localhost
`;

/** Makes certificates in a folder, a new one where none is named; `openssl` has to be there. */
export function certificateFolder(path = mkdtempSync(join(tmpdir(), 'liaison-certificates-'))): CertificateFolder {
  writeFileSync(join(path, 'authority.cnf'), AUTHORITY);
  writeFileSync(join(path, 'index.txt'), '');
  const openssl = (...words: readonly string[]): void => {
    const { status, stderr } = spawnSync('openssl', words, { cwd: path, encoding: 'utf8' });
    if (status !== 0) throw new Error(`openssl ${words.join(' ')}: ${stderr}`);
  };
  return {
    path,
    openssl,
    make(name, { from = new Date(Date.now() - HOUR), to = new Date(Date.now() + 48 * HOUR) } = {}) {
      const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
      openssl('req', '-new', ...curve, '-nodes', '-subj', '/CN=localhost', '-keyout', `${name}.key`, '-out', `${name}.csr`);
      const dates = ['-startdate', inWords(from), '-enddate', inWords(to)];
      const signed = ['-selfsign', '-keyfile', `${name}.key`, '-in', `${name}.csr`, '-out', `${name}.crt`];
      openssl('ca', '-batch', '-notext', '-config', 'authority.cnf', ...dates, ...signed);
      return { certificate: join(path, `${name}.crt`), key: join(path, `${name}.key`) };
    },
    remove: () => rmSync(path, { recursive: true }),
  };
}

/** The texts in the files. */
export function pairIn({ certificate, key }: CertificateFiles): CertificatePair {
  return { certificate: readFileSync(certificate), key: readFileSync(key) };
}

// 20261124020000Z
function inWords(date: Date): string {
  return `${date.toISOString().replaceAll(/[-:T]|\.\d+Z/g, '')}Z`;
}
