// Clients over TLS, with certificates of their own, and the authorities that sign these.
import { readFileSync } from 'node:fs';
import { request as httpsRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import { connect, type SecureVersion } from 'node:tls';
import { join } from 'node:path';
import { X509Certificate } from 'node:crypto';
import type { CertificateFolder } from '../server/certificates.ts';

/** A certificate of a client, as it is put into requests. */
export interface ClientCertificate {
  readonly cert: Buffer;
  readonly key: Buffer;
  /** 64 hexadecimal digits in lower case. */
  readonly fingerprint: string;
}

const DAY = 24 * 60 * 60 * 1_000;
const CURVE = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

/** Makes an authority for clients in the folder; gives the file with its certificate. */
export function makeAuthority({ openssl, path }: CertificateFolder, name: string): string {
  openssl('req', '-x509', ...CURVE, '-days', '30', '-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.crt`);
  return join(path, `${name}.crt`);
}

/** Makes a certificate that the authority signs; it expires after so many days, which may be over already. */
export function makeClient({ openssl, path }: CertificateFolder, authority: string, subject: string, days = 30): ClientCertificate {
  const file = subject.replaceAll(/\W/g, '_');
  const instant = (time: number): string => `${new Date(time).toISOString().replaceAll(/[-:T]|\.\d+Z/g, '')}Z`;
  const end = Date.now() + days * DAY;
  openssl('req', '-new', ...CURVE, '-subj', subject, '-keyout', `${file}.key`, '-out', `${file}.csr`);
  const dates = ['-startdate', instant(Math.min(Date.now(), end) - DAY), '-enddate', instant(end)];
  const by = ['-cert', `${authority}.crt`, '-keyfile', `${authority}.key`];
  openssl('ca', '-batch', '-notext', '-config', 'authority.cnf', '-policy', 'any', '-preserveDN', ...dates, ...by, '-in', `${file}.csr`, '-out', `${file}.crt`);
  const [cert, key] = [readFileSync(join(path, `${file}.crt`)), readFileSync(join(path, `${file}.key`))];
  return { cert, key, fingerprint: new X509Certificate(cert).fingerprint256.replaceAll(':', '').toLowerCase() };
}

/** Asks for discovery over TLS; gives the status and the error's code. */
export async function askOverTls(
  origin: string,
  authority: Buffer,
  certificate?: ClientCertificate,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ status: number; code: string | undefined }> {
  const shown = certificate === undefined ? {} : { cert: certificate.cert, key: certificate.key };
  return new Promise((resolve, reject) => {
    const accept = { accept: 'application/taxii+json;version=2.1' };
    const options = { ca: authority, servername: 'localhost', agent: false, headers: { ...accept, ...headers }, ...shown } as const;
    const request = httpsRequest(`${origin}/taxii2/`, options, (response) => {
      text(response).then(
        (body) => resolve({ status: response.statusCode ?? 0, code: (JSON.parse(body) as { error_code?: string }).error_code }),
        reject,
      );
    });
    request.on('error', reject).end();
  });
}

/** Asks for discovery in a TLS session, which is resumed if the server agrees. */
export function askInSession(
  origin: string,
  authority: Buffer,
  certificate: ClientCertificate | undefined,
  version: SecureVersion,
  before?: Buffer,
): Promise<{ status: number; isReused: boolean; session: Buffer | undefined }> {
  const { hostname, port } = new URL(origin);
  const shown = certificate === undefined ? {} : { cert: certificate.cert, key: certificate.key };
  const resumed = before === undefined ? {} : { session: before };
  return new Promise((resolve, reject) => {
    const options = { host: hostname, port: Number(port), ca: authority, servername: 'localhost', minVersion: version, maxVersion: version };
    const socket = connect({ ...options, ...shown, ...resumed });
    let [answer, session]: [string, Buffer | undefined] = ['', undefined];
    socket.on('session', (given) => (session = given));
    socket.on('data', (chunk) => (answer += String(chunk)));
    socket.on('error', reject).on('end', () => resolve({ status: Number(answer.slice(9, 12)), isReused: socket.isSessionReused(), session }));
    socket.write('GET /taxii2/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  });
}
