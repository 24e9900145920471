// Digests in the forms that their algorithms give them.
import { HASH_ALGORITHMS, isHashOf } from '../../hash-forms.ts';

/** One format for each algorithm that the standard names: `hash-MD5` and so on. */
export const hashFormats: Readonly<Record<string, (text: string) => boolean>> = Object.fromEntries(
  HASH_ALGORITHMS.map((algorithm) => [`hash-${algorithm}`, (text: string) => isHashOf(algorithm, text)]),
);
