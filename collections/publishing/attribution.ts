// Replaces the author of an object in its bytes, for collections that tell no authors. Nothing else is touched (P3).

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPENING = new Set([0x7b, 0x5b]);
const CLOSING = new Set([0x7d, 0x5d]);

/** Where a value stands in bytes: from `start`, inclusive, to `end`, exclusive. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * The object with that `created_by_ref` in place of its own; the same bytes when it has none.
 * @param bytes a JSON object in UTF-8 that is known to be valid, and to repeat no name
 * @param author the id of an identity
 */
export function withAuthor(bytes: Uint8Array, author: string): Uint8Array {
  const span = valueOf(bytes, 'created_by_ref');
  if (span === undefined) return bytes;
  return Buffer.concat([bytes.subarray(0, span.start), Buffer.from(JSON.stringify(author)), bytes.subarray(span.end)]);
}

// Names may be written with escapes, so that they are compared by what they mean.
function valueOf(bytes: Uint8Array, name: string): Span | undefined {
  let depth = 0;
  let isFound = false;
  let start = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (isFound && depth === 1 && (byte === COMMA || CLOSING.has(byte))) return trimmed(bytes, { start, end: at });
    if (OPENING.has(byte)) depth += 1;
    else if (CLOSING.has(byte)) depth -= 1;
    else if (byte === QUOTE) {
      const end = endOfString(bytes, at);
      const colon = isFound || depth !== 1 ? -1 : colonAfter(bytes, end);
      if (colon !== -1 && JSON.parse(textOf(bytes, at, end)) === name) {
        isFound = true;
        start = colon + 1;
      }
      at = end - 1;
    }
  }
  return undefined;
}

function endOfString(bytes: Uint8Array, quote: number): number {
  let at = quote + 1;
  while (bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at + 1;
}

/** The colon that makes a string a name, or -1 where it is a value. */
function colonAfter(bytes: Uint8Array, end: number): number {
  const at = skipBlanks(bytes, end);
  return bytes[at] === COLON ? at : -1;
}

function trimmed(bytes: Uint8Array, { start, end }: Span): Span {
  let last = end;
  while (isBlank(bytes[last - 1])) last -= 1;
  return { start: skipBlanks(bytes, start), end: last };
}

function skipBlanks(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isBlank(bytes[at])) at += 1;
  return at;
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}

function textOf(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');
}
