// Packs objects into envelopes that an API root takes.
import type { FileObject } from './read-objects.ts';

/** More objects than this in one envelope make it slow to check without saving anything. */
const MOST_OBJECTS = 5_000;

const HEAD = Buffer.from('{"objects":[');
const COMMA = Buffer.from(',');
const TAIL = Buffer.from(']}');

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
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let parts: Uint8Array[] = [];
  let length = HEAD.length + TAIL.length;
  for await (const object of objects) {
    const size = object.bytes.length + COMMA.length;
    if (object.id === undefined) {
      onMisfit({ object, reason: 'it is no object with an id and a type' });
      continue;
    }
    if (HEAD.length + size + TAIL.length > maxContentLength) {
      onMisfit({ object, reason: `its ${object.bytes.length} octets exceed the server's max_content_length of ${maxContentLength}` });
      continue;
    }
    if (parts.length === MOST_OBJECTS || length + size > maxContentLength) {
      yield join(parts);
      parts = [];
      length = HEAD.length + TAIL.length;
    }
    parts.push(object.bytes);
    length += size;
  }
  if (parts.length > 0) yield join(parts);
}

function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const spaced = parts.flatMap((part, index) => (index === 0 ? [part] : [COMMA, part]));
  return new Uint8Array(Buffer.concat([HEAD, ...spaced, TAIL]));
}
