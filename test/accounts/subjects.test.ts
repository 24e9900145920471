// Subjects of certificates have one spelling, whoever writes them.
import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { canonicalSubject, canonicalSubjectLines } from '../../collections/accounts/subject.ts';
import { certificateFolder } from '../server/certificates.ts';

describe('a name', () => {
  test.each([
    ['CN=tool,O=CERT,C=SG', 'CN=tool,O=CERT,C=SG'],
    [' cn = tool , o=CERT ', 'CN=tool,O=CERT'],
    ['CN=tool+UID=7,O=X', 'CN=tool+UID=7,O=X'],
    ['CN=with\\, comma', 'CN=with\\, comma'],
    ['CN=with\\2C comma', 'CN=with\\, comma'],
    ['CN=\\C3\\A4rztin', 'CN=ärztin'],
    ['CN=ends with a space\\ ', 'CN=ends with a space\\ '],
    ['CN=a\\=b', 'CN=a\\=b'],
    ['CN=a=b', 'CN=a\\=b'],
    ['1.2.3.4=x', '1.2.3.4=x'],
    ['CN=', 'CN='],
  ])('%j is %j', (text, canonical) => {
    expect(canonicalSubject(text)).toBe(canonical);
    expect(canonicalSubject(canonical)).toBe(canonical);
  });

  test.each([[''], ['tool'], ['CN'], ['=x'], ['CN=a,'], [',CN=a'], ['CN=a,,O=b'], ['CN="a, b"'], ['C N=x']])('%j is none', (text) => {
    expect(canonicalSubject(text)).toBeUndefined();
  });

  test('whatever it holds can be told from all others', () => {
    const value = fc.string({ unit: fc.constantFrom('a', 'ä', '漢', ',', '+', '=', '\\', ' ', '"', '\n', '#', ';', '𝒜'), maxLength: 6 });
    const escaped = (text: string): string => Buffer.from(text).toString('hex').replaceAll(/../g, '\\$&');
    const name = fc.array(value, { minLength: 1, maxLength: 3 });
    const spelling = (values: readonly string[]): string | undefined => canonicalSubject(values.map((text) => `CN=${escaped(text)}`).join(','));
    fc.assert(
      fc.property(name, name, (one, other) => {
        expect(spelling(one)).toBeDefined();
        expect(canonicalSubject(spelling(one) ?? '')).toBe(spelling(one));
        expect(spelling(one) === spelling(other)).toBe(JSON.stringify(one) === JSON.stringify(other));
      }),
    );
  });
});

describe('the subject of a certificate', () => {
  let folder: ReturnType<typeof certificateFolder>;
  beforeAll(() => {
    folder = certificateFolder();
  });
  afterAll(() => folder.remove());

  test.each([
    ['/C=SG/O=CERT/CN=tool'],
    ['/C=SG/O=A, B \\+ C/CN=tool; "x"'],
    ['/O=Ärzte/CN=#1'],
    ['/O=one/CN=tool+UID=seven'],
    ['/O= leads and ends /CN=a\\\\b<c>'],
    ['/O=a + CN=b/CN=c'],
    ['/O=line\nCN=forged/CN=c'],
  ])('%j is what openssl prints of it', (subject) => {
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-utf8'];
    folder.openssl('req', '-x509', ...curve, '-days', '1', '-multivalue-rdn', '-subj', subject, '-keyout', 'x.key', '-out', 'x.crt');
    const printed = spawnSync('openssl', ['x509', '-noout', '-subject', '-nameopt', 'RFC2253', '-in', join(folder.path, 'x.crt')], { encoding: 'utf8' });
    const certificate = new X509Certificate(readFileSync(join(folder.path, 'x.crt')));
    const canonical = canonicalSubjectLines(certificate.subject);
    expect(canonical).toBeDefined();
    expect(canonical).toBe(canonicalSubject(printed.stdout.replace(/^subject=/, '').replace(/\n$/, '')));
  });
});
