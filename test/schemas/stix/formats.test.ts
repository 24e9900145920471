// The forms of values that the schemas name (A.2 to A.7, I).
import { FORMATS } from '../../../schemas/stix/formats/index.ts';
import { processorTime } from '../../processor-time.ts';

const LABEL_OF_63 = 'a'.repeat(63);

const VALID: Readonly<Record<string, readonly string[]>> = {
  base64: ['', 'AA==', 'AAE=', 'AAEC', '+/+/'],
  hex: ['00', 'caFE'],
  'hex-in-lower-case': ['00', 'cafe'],
  'ipv4-address': ['0.0.0.0', '255.255.255.255', '198.51.100.0/0', '198.51.100.0/32'],
  'ipv6-address': ['::', '::1', '2001:DB8::7', '2001:db8::/0', '::ffff:198.51.100.7', '1:2:3:4:5:6:7:8/128'],
  'mac-address': ['00:00:00:00:00:00', 'd2:fb:49:24:37:18'],
  'domain-name': [
    'example.org',
    'example.org.',
    'localhost',
    'xn--bcher-kva.example',
    'bücher.example',
    '例え.テスト',
    `${LABEL_OF_63}.org`,
    '3com.com',
    '_dmarc.example.org',
  ],
  'email-address': [
    'ana@example.org',
    "o'neil+tag@a.example",
    '"a b"@example.org',
    'ana@[198.51.100.7]',
    'ana@bücher.example',
  ],
  url: [
    'https://example.org',
    'http://[2001:db8::7]:80/a?b=c#d',
    'urn:isbn:1',
    'mailto:ana@example.org',
    'file:///C:/a',
    'a+b-c.d:x',
    "https://example.org/~a/(b)!*';@$,=%20",
  ],
  'media-type': ['text/plain', 'application/vnd.ms-excel', 'image/svg+xml', 'x/y'],
  'registered-media-type': ['text/plain', 'APPLICATION/zip'],
  'language-tag': [
    'en',
    'PT-br',
    'zh-Hans-CN',
    'zh-cmn-Hans-CN',
    'sl-rozaj-biske',
    'de-CH-1901',
    'es-419',
    'en-a-myext-b-another',
    'x-whatever',
    'de-x-a',
    'i-klingon',
    'en-GB-oed',
    'sgn-BE-FR',
    'abcd',
    'abcdefgh',
  ],
  cpe: [
    'cpe:2.3:a:microsoft:word:2000:*:*:*:*:*:*:*',
    'cpe:2.3:o:linux:linux_kernel:2.6:-:*:en-US:*:*:x86:*',
    'cpe:2.3:a:foo\\\\bar:big\\$money\\:2010:*:*:*:*:special:*:80gb:x??',
    'cpe:2.3:h:a:??b*:*:*:*:*:*:*:*:*',
    'cpe:2.3:*:*:*:*:*:*:*:*:*:*:*',
  ],
  selector: ['id', 'name', 'labels.[0]', 'labels.[10].a', 'external_references.[0].hashes.SHA-256', 'a-b_C'],
  'property-name': ['id', 'abc', 'a_1', `a${'b'.repeat(249)}`],
  'extension-key': ['extension-definition--8c6af861-7b20-41ef-9b59-6344fd872a8f', 'pdf-ext', 'x-a-b-ext'],
  'stix-timestamp': ['2024-02-29T23:59:59Z', '2016-12-31T23:59:60.5Z', '2024-01-31T08:00:00.123456789Z'],
};

const INVALID: Readonly<Record<string, readonly string[]>> = {
  base64: ['A', 'AA', 'AA=', '=AAA', 'AA==AA==', 'AAE', 'AA-_', 'A===', 'AAAA====', ' AAA', 'AA\n='],
  hex: ['', '0', '0x00', 'gg', '00 '],
  'hex-in-lower-case': ['CA', 'cafE'],
  'ipv4-address': [
    '',
    '1.2.3',
    '1.2.3.4.5',
    '01.2.3.4',
    '256.1.1.1',
    '1.2.3.4/33',
    '1.2.3.4/-1',
    '1.2.3.4/08',
    '1.2.3.4/',
    '1.2.3.4 ',
    '١.2.3.4',
  ],
  'ipv6-address': ['', '1::2::3', 'fe80::1%eth0', '::/129', '::1/', '12345::', '198.51.100.7', '[::1]', ':::'],
  'mac-address': ['00:00:00:00:00', '00-00-00-00-00-00', 'D2:fb:49:24:37:18', '0:0:0:0:0:0', '00:00:00:00:00:00:00'],
  'domain-name': [
    '',
    '.',
    'a..b',
    '-a.org',
    'a-.org',
    'a b.org',
    `${LABEL_OF_63}a.org`,
    'a.org/',
    'http://a.org',
    'a,b',
    '*.a.org',
    'xn--a.org\u0000',
    'a..',
  ],
  'email-address': [
    '',
    '@',
    'ana',
    'ana@',
    '@a.org',
    'ana@a..org',
    '.ana@a.org',
    'ana.@a.org',
    'Ana <ana@a.org>',
    'a b@a.org',
    'ana@a b',
    'ána@a.org',
  ],
  url: [
    '',
    'example.org',
    '//example.org',
    'https:',
    '1a:b',
    'https://a b',
    'https://a/%zz',
    'https://a/%4',
    'a:b#c#d',
    'https://bücher.example',
    'https://a/<b>',
    '://a',
  ],
  'media-type': ['', 'text', 'text/', '/plain', 'text/plain; charset=utf-8', 'text/plain/x', 'te xt/plain'],
  'registered-media-type': ['chemical/x-pdb', 'x-a/b', 'text'],
  'language-tag': [
    '',
    'e',
    'en_US',
    'english-language-x',
    'en-',
    '-en',
    'en--US',
    'en-a',
    'x',
    'en-x',
    '1en',
    'en-US-US',
    'a-b',
    'de-419-DE',
  ],
  cpe: [
    '',
    'cpe:/a:microsoft:word',
    'cpe:2.3:a:b:c:d:e:f:g:h:i:j',
    'cpe:2.3:a:b:c:d:e:f:g:h:i:j:k:l',
    'cpe:2.3:b:b:c:d:e:f:*:h:i:j:k',
    'cpe:2.3:a:b c:*:*:*:*:*:*:*:*:*',
    'cpe:2.3:a:b\\c:*:*:*:*:*:*:*:*:*',
    'cpe:2.3:a:a*b:*:*:*:*:*:*:*:*:*',
    'cpe:2.3:a:b:c:d:e:f:english:h:i:j:k',
  ],
  selector: [
    '',
    'a',
    'ab',
    '[0]',
    'labels[0]',
    'labels.[-1]',
    'labels.[01]',
    'labels.[*]',
    'name.',
    '.name',
    'a b c',
    'labels.[]',
  ],
  'property-name': ['', 'ab', 'Abc', '1abc', '_abc', 'a-b', 'ábc', `a${'b'.repeat(250)}`, 'id2'].filter(
    (name) => name !== 'id2',
  ),
  'extension-key': [
    'ext',
    'pdf',
    'Pdf-ext',
    '-ext',
    'a--b-ext',
    'identity--8c6af861-7b20-41ef-9b59-6344fd872a8f',
    `x-${'a'.repeat(250)}-ext`,
  ],
  'stix-timestamp': [
    '',
    '2024-01-31',
    '2024-01-31 08:00:00Z',
    '2024-01-31T08:00:00z',
    '2023-02-29T08:00:00Z',
    '2024-13-01T08:00:00Z',
    '2024-01-31T08:60:00Z',
    '2024-01-31T08:00:00.Z',
  ],
};

describe.each(Object.keys(VALID))('%s', (format) => {
  const isValid = FORMATS[format] ?? (() => undefined);

  test.each(VALID[format] ?? [])('takes %j', (text) => {
    expect(isValid(text)).toBe(true);
  });

  test.each(INVALID[format] ?? [])('refuses %j', (text) => {
    expect(isValid(text)).toBe(false);
  });
});

describe('every format', () => {
  // M-01, M-04: no form takes more than linear time, whatever the text.
  const HOSTILE = ['a', '-', '.', 'a-', 'a.', '1', 'x-', '\\', ':', '%', '"', ' ', 'é', '[0].', '00:', 'a_', '='].map(
    (piece) => piece.repeat(Math.ceil(500_000 / piece.length)),
  );

  test.each(Object.entries(FORMATS))('%s answers for megabytes of anything', (_, isValid) => {
    const took = processorTime(() => {
      for (const text of HOSTILE) {
        isValid(text);
        isValid(`a${text}!`);
        isValid(`cpe:2.3:a:${text}`);
      }
    });
    expect(took).toBeLessThan(4_000);
  });
});
