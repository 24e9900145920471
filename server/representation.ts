// What a data endpoint answers with, finished: its octets, its name, and the compressed forms that were asked for.
import { encode, type Coding } from './codings.ts';

/** The octets of an answer. */
export interface Representation {
  readonly bytes: Buffer;
  /** The same for the same octets, and for no others: what entity tags are made of. */
  readonly name: string;
  /** The octets in that coding; compressed once, whoever asks. */
  encoded(coding: Coding): Promise<Buffer>;
}

/** Octets under a name. Together its compressed forms are kept up to the size of the octets themselves. */
export function representationOf(bytes: Buffer, name: string): Representation {
  const forms = new Map<Coding, Promise<Buffer>>();
  let kept = 0;

  async function make(coding: Coding): Promise<Buffer> {
    const form = await encode(coding, bytes).catch((error: unknown) => {
      forms.delete(coding);
      throw error;
    });
    if (kept + form.length > bytes.length) forms.delete(coding);
    else kept += form.length;
    return form;
  }

  return {
    bytes,
    name,
    encoded(coding) {
      const known = forms.get(coding) ?? make(coding);
      forms.set(coding, known);
      return known;
    },
  };
}
