// Repeated member names (RFC 7493, 2.3), which JSON.parse hides: it keeps the last member of a name.
import { pointerTo } from '../stix/json.ts';

/** An object or list that is open at some point of a text. */
interface OpenValue {
  /** The names that an object has had so far; a list has none. */
  readonly names: Set<string> | undefined;
  /** The member or element that is being read. */
  current: string | number;
  /** Whether the next string is a name. */
  isBeforeName: boolean;
}

/** How many members all objects in a parsed value have, at any depth. */
export function countMembers(value: unknown): number {
  let members = 0;
  const waiting: unknown[] = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next !== 'object' || next === null) continue;
    const inside = Object.values(next);
    if (!Array.isArray(next)) members += inside.length;
    for (const member of inside) {
      if (typeof member === 'object') waiting.push(member);
    }
  }
  return members;
}

/**
 * The JSON pointer (RFC 6901) of the first member whose name the same object had before, if there is one. Names are
 * compared by what they mean: `"a"` repeats `"\u0061"`.
 * @param bytes a text that is known to be JSON in UTF-8
 */
export function findRepeatedName(bytes: Uint8Array): string | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
  const open: OpenValue[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const innermost = open.at(-1);
    switch (text[at]) {
      case '{':
        open.push({ names: new Set(), current: '', isBeforeName: true });
        break;
      case '[':
        open.push({ names: undefined, current: 0, isBeforeName: false });
        break;
      case '}':
      case ']':
        open.pop();
        break;
      case ',':
        if (innermost !== undefined) passComma(innermost);
        break;
      case '"': {
        const end = endOfString(text, at);
        if (innermost?.isBeforeName === true && isRepeated(innermost, JSON.parse(text.slice(at, end)) as string)) {
          return open.reduce((pointer, { current }) => pointerTo(pointer, current), '');
        }
        at = end - 1;
        break;
      }
      default:
    }
  }
  return undefined;
}

function passComma(innermost: OpenValue): void {
  if (typeof innermost.current === 'number') innermost.current += 1;
  else innermost.isBeforeName = true;
}

/** Takes note of a name, and tells whether it was there before. */
function isRepeated(object: OpenValue, name: string): boolean {
  const before = object.names?.has(name) === true;
  object.names?.add(name);
  object.current = name;
  object.isBeforeName = false;
  return before;
}

/** Where the string that begins at `start` ends, behind its closing quote. */
function endOfString(text: string, start: number): number {
  let end = start + 1;
  while (text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
  return end + 1;
}
