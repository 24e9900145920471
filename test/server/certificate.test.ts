// What is told of a certificate and key that can't be used, before anybody is shown them (T-8.2.2-01).
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CertificateUnusable, checkCertificate, readCertificate } from '../../server/certificate.ts';
import { listen } from '../../server/listen.ts';
import { liaison } from '../cli/liaison-process.ts';
import { certificateFolder, type CertificateFolder } from './certificates.ts';

let folder: CertificateFolder;
const inFolder = (name: string): string => join(folder.path, name);
const DAY = 24 * 60 * 60 * 1_000;

beforeAll(() => {
  folder = certificateFolder();
  folder.make('good');
  folder.make('other');
  folder.make('expired', { from: new Date(Date.now() - 9 * DAY), to: new Date(Date.now() - DAY) });
  folder.make('future', { from: new Date(Date.now() + DAY), to: new Date(Date.now() + 9 * DAY) });
  folder.openssl('ec', '-in', 'good.key', '-aes256', '-passout', 'pass:correct horse', '-out', 'locked.key');
  folder.openssl('pkcs8', '-topk8', '-in', 'good.key', '-passout', 'pass:correct horse', '-out', 'locked8.key');
  const good = readFileSync(inFolder('good.crt'), 'utf8');
  writeFileSync(inFolder('chain.crt'), `${good}${readFileSync(inFolder('other.crt'), 'utf8')}`);
  writeFileSync(inFolder('cut.crt'), good.slice(0, -60));
  writeFileSync(inFolder('cut-chain.crt'), `${good}${readFileSync(inFolder('other.crt'), 'utf8').slice(0, 200)}`);
  writeFileSync(inFolder('damaged.crt'), good.replace(/\n.{20}/, '\nAAAAAAAAAAAAAAAAAAAA'));
  writeFileSync(inFolder('damaged.key'), readFileSync(inFolder('good.key'), 'utf8').replace(/\n.{20}/, '\nAAAAAAAAAAAAAAAAAAAA'));
  writeFileSync(inFolder('empty'), '');
  writeFileSync(inFolder('right'), 'correct horse\n');
  writeFileSync(inFolder('wrong'), 'correct hors\n');
});
afterAll(() => folder.remove());

test.each([
  ['a certificate and its key', 'good.crt', 'good.key', undefined],
  ['a certificate with a chain', 'chain.crt', 'good.key', undefined],
  ['an encrypted key', 'good.crt', 'locked.key', 'right'],
  ['an encrypted key in PKCS #8', 'good.crt', 'locked8.key', 'right'],
  ['a key that is not encrypted, with a passphrase', 'good.crt', 'good.key', 'right'],
])('%s can be used', async (_, certificate, key, passphrase) => {
  const files = { certificate: inFolder(certificate), key: inFolder(key) };
  const pair = await readCertificate({ ...files, ...(passphrase === undefined ? {} : { passphrase: inFolder(passphrase) }) });
  expect(checkCertificate(pair).subject).toBe('CN=localhost');
  const server = await listen(() => undefined, { host: '127.0.0.1', port: 0, tls: pair });
  expect(server.origin).toMatch(/^https:/);
  await server.close();
});

const TROUBLES: readonly [what: string, certificate: string, key: string, passphrase: string | undefined, sentence: RegExp][] = [
  ['a key of another certificate', 'good.crt', 'other.key', undefined, /^the key belongs to another certificate than the first one/],
  ['a chain in the wrong order', 'chain.crt', 'other.key', undefined, /^the key belongs to another certificate than the first one/],
  ['an encrypted key without passphrase', 'good.crt', 'locked.key', undefined, /^the key is encrypted, and there is no file with its passphrase$/],
  ['an encrypted key in PKCS #8 without passphrase', 'good.crt', 'locked8.key', undefined, /^the key is encrypted/],
  ['a wrong passphrase', 'good.crt', 'locked.key', 'wrong', /^the passphrase doesn't open the key/],
  ['a key in place of the certificate', 'good.key', 'good.key', undefined, /^there is no certificate in PEM/],
  ['a certificate in place of the key', 'good.crt', 'good.crt', undefined, /^there is no private key in PEM/],
  ['an empty file in place of the certificate', 'empty', 'good.key', undefined, /^there is no certificate in PEM/],
  ['an empty file in place of the key', 'good.crt', 'empty', undefined, /^there is no private key in PEM/],
  ['half a certificate', 'cut.crt', 'good.key', undefined, /^the certificate file ends in the middle/],
  ['half a chain', 'cut-chain.crt', 'good.key', undefined, /^the certificate file ends in the middle/],
  ['a damaged certificate', 'damaged.crt', 'good.key', undefined, /^the certificate can't be read \(/],
  ['a damaged key', 'good.crt', 'damaged.key', undefined, /^the key can't be read \(/],
  ['an expired certificate', 'expired.crt', 'expired.key', undefined, /^the certificate expired on \d{4}-\d\d-\d\d$/],
  ['a certificate of the future', 'future.crt', 'future.key', undefined, /^the certificate isn't valid before .*; is the clock right\?$/],
];

test.each(TROUBLES)('T-8.2.2-01 %s is told in a clause, and no server starts with it', async (_, certificate, key, passphrase, sentence) => {
  const files = { certificate: inFolder(certificate), key: inFolder(key) };
  const pair = await readCertificate({ ...files, ...(passphrase === undefined ? {} : { passphrase: inFolder(passphrase) }) });
  const start = listen(() => undefined, { host: '127.0.0.1', port: 0, tls: pair });
  await expect(start).rejects.toThrow(CertificateUnusable);
  await expect(start).rejects.toThrow(sentence);
});

test.each([
  ['an expired certificate', 'expired.crt', 'expired.key', [], /^The certificate of --tls-cert and the key of --tls-key can't be used: the certificate expired on .*\.$/m],
  ['a key of another certificate', 'good.crt', 'other.key', [], /^The certificate of --tls-cert and .* can't be used: the key belongs to another/m],
  ['a passphrase file that is not there', 'good.crt', 'locked.key', ['--tls-passphrase-file', 'nowhere'], /^nowhere can't be read \(ENOENT\)\.$/m],
])('T-8.2.2-01 %s keeps `liaison serve` from starting, in one sentence', (_, certificate, key, more, sentence) => {
  const words = ['--data', inFolder('data'), '--tls-cert', inFolder(certificate), '--tls-key', inFolder(key), ...more];
  const { code, out, err } = liaison(['serve', '--port', '0', ...words]);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toMatch(sentence);
  expect(err.trim().split('\n')).toHaveLength(1);
});
