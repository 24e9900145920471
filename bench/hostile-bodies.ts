// Bodies, parameters and headers that attackers send.
import { gzipSync } from 'node:zlib';
import { syntheticObjects } from './synthetic.ts';

const MEBIBYTE = 2 ** 20;
/** max_content_length of API roots that don't say otherwise. */
const LARGEST_BODY = 10 * MEBIBYTE;

/** That many valid envelopes, each as large as may be. */
export function fullEnvelopes(count: number): Buffer[] {
  return Array.from({ length: count }, (_, seed) => {
    const objects = syntheticObjects(1_000 + seed);
    const parts: string[] = [];
    let length = '{"objects":[]}'.length;
    for (;;) {
      const text = JSON.stringify(objects.next().value);
      length += Buffer.byteLength(text) + 1;
      if (length > LARGEST_BODY) return Buffer.from(`{"objects":[${parts.join(',')}]}`);
      parts.push(text);
    }
  });
}

/** A gibibyte in a mebibyte. */
export function compressedBomb(): Buffer {
  const layer = gzipSync(Buffer.alloc(64 * MEBIBYTE, '[ '));
  // Members of a gzip file follow one another (RFC 1952, 2.2).
  return Buffer.concat(Array.from({ length: 16 }, () => layer));
}

/**
 * An envelope of one object with many properties: of names that have one hash in functions that multiply and add, of
 * decimal numbers, which V8 takes for array indexes and hashes by their value, or 1,000 of the former in a body that is
 * small enough to be looked at on the thread that answers polls.
 */
export function collidingBody(kind: 'letters' | 'numbers' | 'small'): Buffer {
  const names = kind === 'numbers' ? collidingNumbers(60_000) : collidingNames(kind === 'small' ? 1_000 : 60_000);
  const members = names.map((name) => `"${name}":1`).join(',');
  const object = `{"type":"note","spec_version":"2.1","id":"note--0c7b5b88-8ff7-4a4d-aa9d-feb398cd0061",${members}}`;
  return Buffer.from(`{"objects":[${object}]}`);
}

/** A query string of at most so many octets, of names that collide, of letters as well as numbers. */
export function collidingParameters(octets: number): string {
  const [letters, numbers] = [collidingNames(4_096), collidingNumbers(4_096)];
  return letters.flatMap((name, index) => [`${name}=`, `${numbers[index]}=`]).join('&').slice(0, octets);
}

/** As many headers as a request may have beside others. */
export function collidingHeaders(): Record<string, string> {
  return Object.fromEntries(collidingNames(90).map((name) => [name, 'x']));
}

// Of `Aa` and `BB`, which have one hash wherever hash = 31 × hash + character.
function collidingNames(count: number): string[] {
  const digits = Math.ceil(Math.log2(count));
  return Array.from({ length: count }, (_, number) =>
    Array.from({ length: digits }, (__, digit) => ((number >> digit) % 2 === 0 ? 'Aa' : 'BB')).join(''),
  );
}

// Multiples of a power of two: in a table that takes the low bits of a value they all have one place.
function collidingNumbers(count: number): string[] {
  return Array.from({ length: count }, (_, number) => String(number * 65_536));
}
