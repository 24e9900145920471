// The hash algorithms that STIX names and the forms of their values (STIX 2.1, 2.7 and hash-algorithm-ov, 10.7).

/** The values of hash-algorithm-ov, in the order of the standard. */
export const HASH_ALGORITHMS = [
  'MD5',
  'SHA-1',
  'SHA-256',
  'SHA-512',
  'SHA3-256',
  'SHA3-512',
  'SSDEEP',
  'TLSH',
] as const;

/** A name in hash-algorithm-ov; every other name is custom, `SHA256` and `md5` too. */
export type HashAlgorithm = (typeof HASH_ALGORITHMS)[number];

interface HashForm {
  readonly form: RegExp;
  readonly words: string;
}

const FORMS: ReadonlyMap<string, HashForm> = new Map<HashAlgorithm, HashForm>([
  ['MD5', hexadecimal(32)],
  ['SHA-1', hexadecimal(40)],
  ['SHA-256', hexadecimal(64)],
  ['SHA-512', hexadecimal(128)],
  ['SHA3-256', hexadecimal(64)],
  ['SHA3-512', hexadecimal(128)],
  // 148 characters are the longest digest that ssdeep makes; the form of OASIS' schemas ends at 128.
  ['SSDEEP', { form: /^[a-zA-Z0-9/+:.]{1,148}$/, words: 'an ssdeep digest (block size, colon and two base64 parts)' }],
  // Current TLSH digests begin with T1, older ones don't.
  ['TLSH', { form: /^(?:T1)?[a-zA-Z0-9]{70}$/, words: 'a TLSH digest (70 hexadecimal digits, after T1 perhaps)' }],
]);

/** Whether the name is, letter for letter, one of hash-algorithm-ov. */
export function isHashAlgorithm(name: string): name is HashAlgorithm {
  return FORMS.has(name);
}

/**
 * Whether the value has the form of the algorithm's values. The values of a custom algorithm may be any text, so for
 * those it is always true.
 */
export function isHashOf(algorithm: string, value: string): boolean {
  return FORMS.get(algorithm)?.form.test(value) ?? true;
}

/** The form of an algorithm's values as a phrase: `64 hexadecimal digits`. */
export function hashFormInWords(algorithm: HashAlgorithm): string {
  return FORMS.get(algorithm)?.words ?? 'any text';
}

/** No name of a hash is longer (STIX 2.1, 2.7). */
const LONGEST_NAME = 250;

/**
 * The algorithm that a custom name was probably meant to be: the one that is the same without hyphens and case, as
 * SHA-256 is for `sha256`. `undefined` for a name that is already right or like none.
 */
export function hashAlgorithmMeantBy(name: string): HashAlgorithm | undefined {
  if (isHashAlgorithm(name) || name.length > LONGEST_NAME) return undefined;
  const meant = bare(name);
  return HASH_ALGORITHMS.find((algorithm) => bare(algorithm) === meant);
}

function bare(name: string): string {
  return name.replaceAll('-', '').toUpperCase();
}

function hexadecimal(digits: number): HashForm {
  return { form: new RegExp(`^[0-9a-fA-F]{${digits}}$`), words: `${digits} hexadecimal digits` };
}
