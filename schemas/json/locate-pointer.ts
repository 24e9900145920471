// Finds the place in a JSON text that a JSON pointer (RFC 6901) points at, to show it to a person.

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/** What stands open at some point of the text: an object with the name last read, or a list with a position. */
interface Open {
  readonly isObject: boolean;
  name: string;
  position: number;
}

/**
 * Where a member begins that the pointer names: the offset of its name, or of the list's entry. A pointer to something
 * that isn't there leads to the nearest thing around it that is. Offsets are UTF-16 units.
 * @param text well-formed JSON, from the beginning of a value; what follows the value doesn't matter
 */
export function locatePointer(text: string, pointer: string): number {
  const wanted = pointer.split('/').slice(1).map(unescape);
  const open: Open[] = [];
  let best = { depth: 0, offset: 0 };
  for (const { 0: token, index: offset } of text.matchAll(TOKEN)) {
    const here = open.at(-1);
    if (token === '}' || token === ']') {
      open.pop();
      if (open.length === 0) break;
    } else if (token === ',' && here !== undefined) {
      here.position += 1;
      here.name = '';
    } else if (here?.isObject === true && here.name === '' && token.startsWith('"')) {
      here.name = JSON.parse(token) as string;
      best = deeper(best, open, wanted, offset);
    } else if (token !== ',' && token !== ':') {
      if (here?.isObject === false) best = deeper(best, open, wanted, offset);
      if (token === '{' || token === '[') open.push({ isObject: token === '{', name: '', position: 0 });
    }
    if (best.depth === wanted.length && wanted.length > 0) break;
  }
  return best.offset;
}

function deeper(
  best: { depth: number; offset: number },
  open: readonly Open[],
  wanted: readonly string[],
  offset: number,
): { depth: number; offset: number } {
  const isOnTheWay =
    open.length > best.depth &&
    open.length <= wanted.length &&
    open.every(({ isObject, name, position }, depth) => wanted[depth] === (isObject ? name : String(position)));
  return isOnTheWay ? { depth: open.length, offset } : best;
}

function unescape(token: string): string {
  return token.replaceAll('~1', '/').replaceAll('~0', '~');
}
