// The forms of hash values and the names of hash algorithms (A.6 of the reference).

import {
  HASH_ALGORITHMS,
  hashAlgorithmMeantBy,
  hashFormInWords,
  isHashAlgorithm,
  isHashOf,
} from '../../schemas/hash-forms.ts';

const hex = (digits: number) => 'aB3'.repeat(digits).slice(0, digits);

describe('A.6 hash values', () => {
  test.each([
    ['MD5', hex(32)],
    ['SHA-1', hex(40)],
    ['SHA-256', hex(64)],
    ['SHA-512', hex(128)],
    ['SHA3-256', hex(64)],
    ['SHA3-512', hex(128)],
  ])('%s: exactly so many hexadecimal digits', (algorithm, value) => {
    expect(isHashOf(algorithm, value)).toBe(true);
    expect(isHashOf(algorithm, `${value}0`)).toBe(false);
    expect(isHashOf(algorithm, value.slice(1))).toBe(false);
    expect(isHashOf(algorithm, `${value.slice(1)}g`)).toBe(false);
    expect(isHashOf(algorithm, `${value}\n`)).toBe(false);
    expect(isHashOf(algorithm, '')).toBe(false);
  });

  test.each([
    ['SSDEEP', '1536:yB+A8bMtMeRlbIzvDqZL4QzNxVDm+5gt+M2hDDDvNZ3YZ7sU:N8BfPmD', true],
    ['SSDEEP', `3:${'a'.repeat(146)}`, true],
    ['SSDEEP', `3:${'a'.repeat(147)}`, false],
    ['SSDEEP', '3:a b', false],
    ['SSDEEP', '', false],
    ['TLSH', hex(70), true],
    ['TLSH', `T1${hex(70)}`, true],
    ['TLSH', hex(71), false],
    ['TLSH', `T2${hex(70)}`, false],
    ['WHIRLPOOL', 'anything at all', true],
    ['md5', 'not checked: a custom name', true],
    ['constructor', 'x', true],
  ])('%s %j', (algorithm, value, isRight) => {
    expect(isHashOf(algorithm, value)).toBe(isRight);
  });
});

test('names are exact, and every known one has a form in words', () => {
  expect(HASH_ALGORITHMS.every(isHashAlgorithm)).toBe(true);
  expect(['SHA256', 'sha-256', 'md5', '', 'toString'].some(isHashAlgorithm)).toBe(false);
  expect(HASH_ALGORITHMS.map(hashFormInWords)).not.toContain('any text');
  expect(hashFormInWords('SHA-256')).toBe('64 hexadecimal digits');
});

test.each([
  ['SHA256', 'SHA-256'],
  ['sha-256', 'SHA-256'],
  ['md5', 'MD5'],
  ['sha3256', 'SHA3-256'],
  ['M-D-5', 'MD5'],
  ['SHA-256', undefined],
  ['SHA-384', undefined],
  ['x_acme_hash', undefined],
  ['', undefined],
])('the name %j is meant as %j', (name, meant) => {
  expect(hashAlgorithmMeantBy(name)).toBe(meant);
});
