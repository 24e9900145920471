// Keeps the place in a text that comes in pieces.
import { isAscii } from 'node:buffer';
import type { TextPlace } from './json-syntax-error.ts';

/** The place of a piece in its text, and of the line that is being read. */
export class TextPosition {
  #offset = 0;
  #line = 1;
  /** Where in the piece the line begins; 0 if it began before. */
  #lineStart = 0;
  /** Characters of the line in former pieces. */
  #charactersBefore = 0;

  /** The line that is being read. */
  get line(): number {
    return this.#line;
  }

  /** Bytes of the text before the piece. */
  get offset(): number {
    return this.#offset;
  }

  /** A line feed stood before `at` in the piece. */
  beginLine(at: number): void {
    this.#line += 1;
    this.#lineStart = at;
    this.#charactersBefore = 0;
  }

  /** The place of `at` in the piece, which must not lie before the line that is being read. */
  placeOf(piece: Uint8Array, at: number): TextPlace {
    return {
      offset: this.#offset + at,
      line: this.#line,
      column: this.#charactersBefore + countCharacters(piece, this.#lineStart, at) + 1,
    };
  }

  /** The piece was read to its end. */
  leave(piece: Uint8Array): void {
    this.#charactersBefore += countCharacters(piece, this.#lineStart, piece.length);
    this.#offset += piece.length;
    this.#lineStart = 0;
  }
}

/** Counts the bytes that begin a character; by index, as this may be a whole text on one line. */
function countCharacters(piece: Uint8Array, from: number, to: number): number {
  if (isAscii(piece.subarray(from, to))) return to - from;
  let count = 0;
  for (let at = from; at < to; at += 1) {
    if (((piece[at] as number) & 0xc0) !== 0x80) count += 1;
  }
  return count;
}
