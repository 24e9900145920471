// What keeps a server from listening is told by its error, and leaves nothing behind.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listen } from '../../server/listen.ts';
import { liaison } from '../cli/liaison-process.ts';

let folder: string;
const inFolder = (name: string): string => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'liaison-start-'));
  for (const words of [
    'req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout key.pem -out certificate.pem',
    'genrsa -out other-key.pem 2048',
    'rsa -aes256 -passout pass:x -in key.pem -out encrypted-key.pem',
  ]) {
    const made = spawnSync('openssl', words.split(' '), { cwd: folder });
    if (made.status !== 0) throw new Error(`openssl ${words}: ${String(made.stderr)}`);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

const TROUBLES: readonly [what: string, certificate: string, key: string, code: string][] = [
  ['a key of another certificate', 'certificate.pem', 'other-key.pem', 'ERR_OSSL_X509_KEY_VALUES_MISMATCH'],
  ['a key that is encrypted', 'certificate.pem', 'encrypted-key.pem', 'ERR_OSSL_BAD_DECRYPT'],
  ['a key in place of the certificate', 'key.pem', 'key.pem', 'ERR_OSSL_PEM_NO_START_LINE'],
  ['a certificate in place of the key', 'certificate.pem', 'certificate.pem', 'ERR_OSSL_UNSUPPORTED'],
];

test.each(TROUBLES)('T-8.2.2-01 %s', async (_, certificate, key, code) => {
  const tls = { certificate: readFileSync(inFolder(certificate)), key: readFileSync(inFolder(key)) };
  await expect(listen(() => undefined, { host: '127.0.0.1', port: 0, tls })).rejects.toMatchObject({ code });

  const words = ['--data', inFolder('data'), '--tls-cert', inFolder(certificate), '--tls-key', inFolder(key)];
  const { code: exit, out, err } = liaison(['serve', '--port', '0', ...words]);
  expect({ exit, out }).toEqual({ exit: 1, out: '' });
  expect(err).toMatch(/^The certificate of --tls-cert and the key of --tls-key can't be used: .*\.$/m);
  expect(err).not.toMatch(/^\s+at /m);
}, 20_000);

test('a port that is in use, and is free again once its server is closed', async () => {
  const first = await listen(() => undefined, { host: '127.0.0.1', port: 0 });
  const where = { host: '127.0.0.1', port: Number(new URL(first.origin).port) };
  await expect(listen(() => undefined, where)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await first.close();
  const second = await listen(() => undefined, where);
  expect(second.origin).toBe(first.origin);
  await second.close();
});
