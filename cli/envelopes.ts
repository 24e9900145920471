// Packs objects into envelopes that an API root takes.
import type { FileObject } from './read-objects.ts';

/** More objects than this in one envelope make it slow to check without saving anything. */
const MOST_OBJECTS = 5_000;
/** An envelope of several objects is no larger, so that memory doesn't grow with what a server allows: 8 MiB. */
const MOST_OCTETS = 8 * 1024 * 1024;

const HEAD = Buffer.from('{"objects":[');
const COMMA = Buffer.from(',');
const TAIL = Buffer.from(']}');
const EMPTY_LENGTH = HEAD.length + TAIL.length;

/** An envelope, and the objects in it. */
export interface Envelope {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly objects: readonly FileObject[];
}

/** An object that no envelope can carry, and why. */
export interface Misfit {
  readonly object: FileObject;
  readonly reason: string;
}

/** Envelopes of at most `maxContentLength` octets, in the order of the objects. */
export async function* packEnvelopes(
  objects: AsyncIterable<FileObject>,
  maxContentLength: number,
  onMisfit: (misfit: Misfit) => void,
): AsyncGenerator<Envelope> {
  const most = Math.min(maxContentLength, MOST_OCTETS);
  let packed: FileObject[] = [];
  let length = EMPTY_LENGTH;
  for await (const object of objects) {
    const reason = object.fault ?? whyTooLarge(object, maxContentLength);
    if (reason !== undefined) {
      onMisfit({ object, reason });
      continue;
    }
    const added = COMMA.length + object.bytes.length;
    if (packed.length > 0 && (packed.length === MOST_OBJECTS || length + added > most)) {
      yield envelopeOf(packed);
      packed = [];
      length = EMPTY_LENGTH;
    }
    length += packed.length === 0 ? object.bytes.length : added;
    packed.push(object);
  }
  if (packed.length > 0) yield envelopeOf(packed);
}

function whyTooLarge({ bytes: { length } }: FileObject, maxContentLength: number): string | undefined {
  if (EMPTY_LENGTH + length <= maxContentLength) return undefined;
  return `its ${length} octets exceed the server's max_content_length of ${maxContentLength}`;
}

function envelopeOf(objects: readonly FileObject[]): Envelope {
  const spaced = objects.flatMap(({ bytes }, index) => (index === 0 ? [bytes] : [COMMA, bytes]));
  return { bytes: Buffer.concat([HEAD, ...spaced, TAIL]), objects };
}
