// Cuts a JSON text (RFC 8259) that comes in pieces into tokens, without looking at how they are put together.
import { JsonSyntaxError } from './json-syntax-error.ts';
import { mayEndNumber, NO_STEP, NUMBER_BEGIN, NUMBER_STEPS } from './number-grammar.ts';
import { FALSE, NO_TOKEN, NULL, NUMBER, STRING, TOKEN_OF_BYTE, TRUE, WHITE_SPACE } from './tokens.ts';
import { CUT, StringReader } from './string-reader.ts';
import { TextPosition } from './text-position.ts';
import { Utf8Check } from './utf8-check.ts';

const LINE_FEED = 0x0a;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
const WORD_OF_TOKEN = new Map([
  [TRUE, Buffer.from('true')],
  [FALSE, Buffer.from('false')],
  [NULL, Buffer.from('null')],
]);

/**
 * Reads token after token: `begin` finds one, `complete` reads it to its end. Tokens may be cut anywhere; what a former
 * piece had of them is kept in a few numbers.
 */
export class TokenScanner {
  /** Where in the piece the token begins; 0 if it began in a former piece. */
  start = 0;
  /** Where in the piece the token ends, or the piece if the token goes on in the next. */
  end = 0;
  readonly #position = new TextPosition();
  readonly #utf8 = new Utf8Check();
  readonly #string = new StringReader((reason, at) => this.fail(reason, at));
  #piece: Uint8Array = new Uint8Array();
  /** How far the piece is valid UTF-8. */
  #validLength = 0;
  #numberState = NUMBER_BEGIN;
  #word = WORD_OF_TOKEN.get(NULL) as Buffer;
  /** How many bytes of the word have been read. */
  #wordLength = 0;

  /** The piece in which `start` and `end` stand. */
  get piece(): Uint8Array {
    return this.#piece;
  }

  /** Bytes of the text before the piece. */
  get offset(): number {
    return this.#position.offset;
  }

  /** The line of the token. */
  get line(): number {
    return this.#position.line;
  }

  /** Whether a string contained an escaped surrogate without its other half, since this was last set to false. */
  get hasLoneSurrogate(): boolean {
    return this.#string.hasLoneSurrogate;
  }

  set hasLoneSurrogate(value: boolean) {
    this.#string.hasLoneSurrogate = value;
  }

  /** Whether the number that a piece cut may end there. */
  get mayEndNumber(): boolean {
    return mayEndNumber(this.#numberState);
  }

  /** Whether the token stands where the text begins with a byte order mark, as far as the piece shows it. */
  get isAtByteOrderMark(): boolean {
    const isMark = BYTE_ORDER_MARK.every((byte, index) => byte === (this.#piece[index] ?? byte));
    return isMark && this.start === 0 && this.#position.offset === 0;
  }

  /** Takes the next piece, which must not change until it is left. */
  feed(piece: Uint8Array): void {
    this.#piece = piece;
    this.#validLength = this.#utf8.validLength(piece);
  }

  /** Lets go of the piece, which was used up. */
  leave(): void {
    this.#position.leave(this.#piece);
    this.#piece = new Uint8Array();
    this.start = 0;
    this.end = 0;
  }

  /**
   * Which token begins next, behind the last one; NO_TOKEN when the piece is used up.
   * @throws {JsonSyntaxError} where the piece is not UTF-8.
   */
  begin(): number {
    const piece = this.#piece;
    let at = this.end;
    for (; at < this.#validLength; at += 1) {
      const byte = piece[at] as number;
      const token = TOKEN_OF_BYTE[byte] as number;
      if (token !== WHITE_SPACE) {
        this.start = at;
        this.end = at;
        return token;
      }
      if (byte === LINE_FEED) this.#position.beginLine(at + 1);
    }
    this.start = at;
    this.#useUp();
    return NO_TOKEN;
  }

  /**
   * Reads the token that `begin` found; false when the piece is used up before its end.
   * @throws {JsonSyntaxError} inside the token, or where the piece is not UTF-8.
   */
  complete(token: number): boolean {
    if (token < STRING) {
      this.end += 1;
      return true;
    }
    if (token === STRING) return this.#readString(this.end + 1);
    if (token === NUMBER) {
      this.#numberState = NUMBER_BEGIN;
      return this.#readNumber();
    }
    this.#word = WORD_OF_TOKEN.get(token) as Buffer;
    this.#wordLength = 0;
    return this.#readWord();
  }

  /** Reads on, in a new piece, the token that the former piece cut. */
  resume(token: number): boolean {
    if (token === STRING) return this.#readString(0);
    return token === NUMBER ? this.#readNumber() : this.#readWord();
  }

  /** Refuses the text for what stands at an index of the piece. */
  fail(reason: string, at: number): never {
    throw new JsonSyntaxError(reason, this.#position.placeOf(this.#piece, at));
  }

  #readString(from: number): boolean {
    const end = this.#string.read(this.#piece, from, this.#validLength);
    if (end === CUT) return this.#useUp();
    this.end = end;
    return true;
  }

  #readNumber(): boolean {
    const piece = this.#piece;
    let state = this.#numberState;
    for (let at = this.end; at < this.#validLength; at += 1) {
      const byte = piece[at] as number;
      const next = NUMBER_STEPS[(state << 8) | byte] as number;
      if (next === NO_STEP) {
        if (!mayEndNumber(state)) this.fail(`expected a digit in a number, found ${describeByte(byte)}`, at);
        this.end = at;
        return true;
      }
      state = next;
    }
    this.#numberState = state;
    return this.#useUp();
  }

  #readWord(): boolean {
    const word = this.#word;
    for (let at = this.end; at < this.#validLength; at += 1) {
      const byte = this.#piece[at] as number;
      if (byte !== word[this.#wordLength]) this.fail(`expected ${word.toString()}, found ${describeByte(byte)}`, at);
      this.#wordLength += 1;
      if (this.#wordLength === word.length) {
        this.end = at + 1;
        return true;
      }
    }
    return this.#useUp();
  }

  #useUp(): false {
    if (this.#validLength < this.#piece.length) {
      const byte = hexadecimal(this.#piece[this.#validLength] as number);
      this.fail(`the byte 0x${byte} is not UTF-8 here`, this.#validLength);
    }
    this.end = this.#validLength;
    return false;
  }
}

/** A byte as a message shows it. */
export function describeByte(byte: number): string {
  if (byte === 0x27) return `"'"`;
  return byte > 0x20 && byte < 0x7f ? `'${String.fromCharCode(byte)}'` : `the byte 0x${hexadecimal(byte)}`;
}

function hexadecimal(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0');
}
