// What a data endpoint answers with, finished: its octets, its name, and the compressed forms that were asked for.
import { lendMemory } from '../collections/page-memory.ts';
import { encode, type Coding } from './codings.ts';

/** The octets of an answer. */
export interface Representation {
  /** In order; what many answers have in common isn't copied for each. */
  readonly parts: readonly Uint8Array[];
  /** Octets of all parts together. */
  readonly length: number;
  /** The same for the same octets, and for no others: what entity tags are made of. */
  readonly name: string;
  /** The octets in that coding; compressed once, whoever asks. */
  encoded(coding: Coding): Promise<Buffer>;
}

/** More parts than this take longer to hand to the network than to copy, unless they have so many octets each. */
const MOST_PARTS = 8;
const LARGE_PART = 32 * 1024;

/** Octets under a name. Together its compressed forms are kept up to the size of the octets themselves. */
export function representationOf(given: readonly Uint8Array[], name: string): Representation {
  const length = given.reduce((sum, part) => sum + part.length, 0);
  const parts = given.length > Math.max(MOST_PARTS, length / LARGE_PART) ? [copyOf(given)] : given;
  const forms = new Map<Coding, Promise<Buffer>>();
  let kept = 0;

  async function make(coding: Coding): Promise<Buffer> {
    const form = await encode(coding, wholeOf(parts)).catch((error: unknown) => {
      forms.delete(coding);
      throw error;
    });
    if (kept + form.length > length) forms.delete(coding);
    else kept += form.length;
    return form;
  }

  return {
    parts,
    length,
    name,
    encoded(coding) {
      const known = forms.get(coding) ?? make(coding);
      forms.set(coding, known);
      return known;
    },
  };
}

function copyOf(parts: readonly Uint8Array[]): Uint8Array {
  const copy = Buffer.concat(parts);
  lendMemory(copy);
  return copy;
}

function wholeOf(parts: readonly Uint8Array[]): Uint8Array {
  const [first, ...others] = parts;
  return first !== undefined && others.length === 0 ? first : Buffer.concat(parts);
}
