// One account for each way in which real clients say who they are, all of the agency `tester`.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { makeKey, sign, startProvider } from '../accounts/provider.ts';

/** What the clients and the server are told. */
export interface InteropCredentials {
  /** For the environment of the clients. */
  readonly clients: Readonly<Record<string, string>>;
  /** For the environment of the server. */
  readonly server: Readonly<Record<string, string>>;
  /** Ends the OpenID provider from which the server fetches keys. */
  close(): Promise<void>;
}

const ISSUER = 'https://login.example/';
const AUDIENCE = 'https://taxii.example';
const CURVE = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];

/**
 * Makes them in a data folder.
 * @param liaison runs the command line, and gives what it prints
 */
export async function makeCredentials(folder: string, liaison: (words: readonly string[], input?: string) => string, password: string): Promise<InteropCredentials> {
  const file = (name: string): string => join(folder, name);
  const add = (name: string, kind: string, ...words: string[]): string => {
    liaison(['account', 'add', name, '--agency', 'tester', ...(kind === 'certificate with password' ? ['--password-stdin'] : ['--no-password'])], password);
    return liaison(['account', 'credential', 'add', name, 'interop', '--kind', kind.split(' ')[0] ?? '', '--json', ...words]);
  };
  const { secret } = JSON.parse(add('keyed', 'api-key')) as { secret: string };

  openssl('req', '-x509', ...CURVE, '-subj', '/CN=authority', '-keyout', file('ca.key'), '-out', file('ca.pem'));
  for (const name of ['certified', 'doubly', 'nobody']) {
    openssl('req', '-x509', ...CURVE, '-subj', `/O=Interop/CN=${name}`, '-CA', file('ca.pem'), '-CAkey', file('ca.key'), '-keyout', file(`${name}.key`), '-out', file(`${name}.pem`));
  }
  add('certified', 'certificate', '--certificate', file('certified.pem'));
  add('doubly', 'certificate with password', '--subject', 'CN=doubly,O=Interop');
  liaison(['account', 'certificate', 'doubly', 'required']);

  const [provider, key] = [await startProvider(), await makeKey('interop')];
  provider.show([key]);
  const claims = { iss: ISSUER, aud: AUDIENCE, sub: 'robot' };
  const [now, hour] = [Math.floor(Date.now() / 1_000), 3_600];
  const token = await sign(key, { ...claims, exp: now + hour });
  const expired = await sign(key, { ...claims, exp: now - hour });
  const forged = await sign(await makeKey('interop'), { ...claims, exp: now + hour });
  add('federated', 'openid', '--issuer', ISSUER, '--subject', 'robot');

  return {
    clients: { TAXII_KEY: secret, TAXII_TOKEN: token, TAXII_EXPIRED_TOKEN: expired, TAXII_FORGED_TOKEN: forged, TAXII_CERTIFICATES: folder },
    server: { LIAISON_TLS_CLIENT_CA: file('ca.pem'), LIAISON_OPENID_ISSUER: ISSUER, LIAISON_OPENID_AUDIENCE: AUDIENCE, LIAISON_OPENID_JWKS_URL: provider.url.href },
    close: () => provider.close(),
  };
}

function openssl(...words: readonly string[]): void {
  const { status, stderr } = spawnSync('openssl', words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`openssl ${words.join(' ')} ended with ${status}:\n${stderr}`);
}
