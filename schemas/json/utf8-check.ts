// Checks UTF-8 (RFC 3629) that comes in pieces cut anywhere: no overlong forms, no surrogates, nothing above U+10FFFF.
import { isUtf8 } from 'node:buffer';

const BETWEEN_CHARACTERS = 0;
const INVALID = 8;

/** For each state inside a character: the least and the greatest byte that may follow, and the state it leads to. */
const CONTINUATIONS: readonly (readonly [least: number, greatest: number, next: number])[] = [
  [0x00, 0x7f, BETWEEN_CHARACTERS],
  [0x80, 0xbf, BETWEEN_CHARACTERS], // 1: one more byte
  [0x80, 0xbf, 1], // 2: two more
  [0x80, 0xbf, 2], // 3: three more
  [0xa0, 0xbf, 1], // 4: after E0, where less would be overlong
  [0x80, 0x9f, 1], // 5: after ED, where more would be a surrogate
  [0x90, 0xbf, 2], // 6: after F0, where less would be overlong
  [0x80, 0x8f, 2], // 7: after F4, where more would be above U+10FFFF
];

/** Follows one text, piece by piece. */
export class Utf8Check {
  #state = BETWEEN_CHARACTERS;

  /**
   * Number of leading bytes of the next piece that are valid UTF-8; its length if all are. A character that the piece
   * leaves unfinished is taken as valid and goes on in the next.
   */
  validLength(piece: Uint8Array): number {
    let head = 0;
    while (head < piece.length && this.#state !== BETWEEN_CHARACTERS && this.#step(piece[head] as number)) head += 1;
    if (this.#state !== BETWEEN_CHARACTERS) return head;
    const tail = startOfLastCharacter(piece, head);
    let at = isUtf8(piece.subarray(head, tail)) ? tail : head;
    while (at < piece.length && this.#step(piece[at] as number)) at += 1;
    return at;
  }

  #step(byte: number): boolean {
    this.#state = nextState(this.#state, byte);
    return this.#state !== INVALID;
  }
}

/** Where the last character of the piece may begin, but not before `from`: whatever is cut off is behind it. */
function startOfLastCharacter(piece: Uint8Array, from: number): number {
  const least = Math.max(from, piece.length - 4);
  let at = Math.max(from, piece.length - 1);
  while (at > least && ((piece[at] as number) & 0xc0) === 0x80) at -= 1;
  return at;
}

function nextState(state: number, byte: number): number {
  if (state === BETWEEN_CHARACTERS) return stateAfterFirst(byte);
  const [least, greatest, next] = CONTINUATIONS[state] as readonly [number, number, number];
  return byte >= least && byte <= greatest ? next : INVALID;
}

function stateAfterFirst(byte: number): number {
  if (byte < 0x80) return BETWEEN_CHARACTERS;
  if (byte < 0xc2) return INVALID;
  if (byte < 0xe0) return 1;
  if (byte < 0xf0) return byte === 0xe0 ? 4 : byte === 0xed ? 5 : 2;
  if (byte < 0xf5) return byte === 0xf0 ? 6 : byte === 0xf4 ? 7 : 3;
  return INVALID;
}
