// What a data endpoint answers with, finished: its octets, its name, and the compressed forms that were asked for.
import { keepMemory, lendMemory } from '../collections/page-memory.ts';
import { encode, type Coding } from './codings.ts';

/** The octets of an answer, and their compressed forms, each made once, whoever asks. */
export class Representation {
  /**
   * Few octets are text, each of them a character: Node.js hands that over in one piece with the head, and V8 needn't look after
   * memory of its own for each of thousands that are kept. Others are parts, in order; what many answers have in common isn't copied for each.
   */
  readonly octets: string | readonly Uint8Array[];
  /** Octets of all parts together. */
  readonly length: number;
  /** The same for the same octets, and for no others: what entity tags are made of. */
  readonly name: string;
  #forms: Map<Coding, Promise<Buffer>> | undefined;
  #kept = 0;

  /** @param given the octets, in order */
  constructor(given: readonly Uint8Array[], name: string) {
    this.length = given.reduce((sum, part) => sum + part.length, 0);
    this.name = name;
    if (this.length <= SHORT) this.octets = textOf(given);
    else this.octets = given.length > Math.max(MOST_PARTS, this.length / LARGE_PART) ? [copyOf(given)] : given;
  }

  /** The octets in that coding. Compressed forms are kept as long as together they are no larger than the octets themselves. */
  encoded(coding: Coding): Promise<Buffer> {
    const forms = (this.#forms ??= new Map());
    const known = forms.get(coding) ?? this.#encode(coding, forms);
    forms.set(coding, known);
    return known;
  }

  /** Its octets won't be given back. */
  retain(): void {
    if (typeof this.octets !== 'string') for (const part of this.octets) keepMemory(part);
  }

  async #encode(coding: Coding, forms: Map<Coding, Promise<Buffer>>): Promise<Buffer> {
    const form = await encode(coding, wholeOf(this.octets)).catch((error: unknown) => {
      forms.delete(coding);
      throw error;
    });
    if (this.#kept + form.length > this.length) forms.delete(coding);
    else this.#kept += form.length;
    return form;
  }
}

/** Up to so many octets are handed over as text, which takes Node.js less time. */
export const SHORT = 8 * 1024;

/** Octets as text, each of them a character. */
export function textOf(parts: readonly Uint8Array[]): string {
  return Buffer.concat(parts).toString('latin1');
}

/** More parts than this take longer to hand to the network than to copy, unless they have so many octets each. */
const MOST_PARTS = 8;
const LARGE_PART = 32 * 1024;

function copyOf(parts: readonly Uint8Array[]): Uint8Array {
  const copy = Buffer.concat(parts);
  lendMemory(copy);
  return copy;
}

function wholeOf(octets: Representation['octets']): Uint8Array {
  if (typeof octets === 'string') return Buffer.from(octets, 'latin1');
  const [first, ...others] = octets;
  return first !== undefined && others.length === 0 ? first : Buffer.concat(octets);
}
