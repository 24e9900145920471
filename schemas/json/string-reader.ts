// Reads JSON strings (RFC 8259, 7) that come in pieces, and looks out for surrogates that stand alone (RFC 7493, 2.1).

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LETTER_U = 0x75;

/** The string goes on in the next piece. */
export const CUT = -1;

/** 1 for each byte that stands for itself in a string, continuation bytes included. */
const PLAIN = new Uint8Array(256).fill(1).fill(0, 0, 0x20);
PLAIN[QUOTE] = 0;
PLAIN[BACKSLASH] = 0;

const SHORT_ESCAPES = new Set(Buffer.from('"\\/bfnrt'));

const NO_DIGIT = 16;
/** The value of each hexadecimal digit; NO_DIGIT for other bytes. */
const HEXADECIMAL = new Uint8Array(256).fill(NO_DIGIT);
for (const digit of '0123456789abcdefABCDEF') HEXADECIMAL[digit.charCodeAt(0)] = Number.parseInt(digit, 16);

/** Values of #escape above 0 count the hexadecimal digits that are still to come. */
const NO_ESCAPE = 0;
const AFTER_BACKSLASH = -1;

/** Reads one string after another. */
export class StringReader {
  /** Whether an escape wrote one half of a surrogate pair without the other, since this was last set to false. */
  hasLoneSurrogate = false;
  readonly #fail: (reason: string, at: number) => never;
  #escape = NO_ESCAPE;
  /** What the hexadecimal digits of an escape have given so far. */
  #codeUnit = 0;
  /** Whether the escape just read was the first half of a surrogate pair. */
  #isAfterHighSurrogate = false;

  /** `fail` refuses the text for what stands at an index of the piece. */
  constructor(fail: (reason: string, at: number) => never) {
    this.#fail = fail;
  }

  /**
   * Reads on from `from`, which is behind the opening quote or at the beginning of the next piece, up to `to`.
   * Returns where the string ends, behind its closing quote, or CUT.
   */
  read(piece: Uint8Array, from: number, to: number): number {
    let at = this.#readEscapes(piece, from, to);
    for (;;) {
      while (at < to && PLAIN[piece[at] as number] === 1) at += 1;
      if (at === to) return CUT;
      const byte = piece[at] as number;
      if (byte === QUOTE) return at + 1;
      if (byte !== BACKSLASH) {
        this.#fail(`a string must not contain the control character ${hexadecimal(byte)} unless escaped`, at);
      }
      at = this.#readEscapes(piece, at, to);
      if (at === to) return CUT;
    }
  }

  /** Reads escapes that follow each other, or the rest of one, and returns where they end. */
  #readEscapes(piece: Uint8Array, from: number, to: number): number {
    let at = from;
    for (; at < to; at += 1) {
      const byte = piece[at] as number;
      if (this.#escape > 0) this.#takeDigit(byte, at);
      else if (this.#escape === AFTER_BACKSLASH) this.#takeKind(byte, at);
      else if (byte === BACKSLASH) this.#escape = AFTER_BACKSLASH;
      else break;
    }
    if (at < to) this.#endPair(false);
    return at;
  }

  #takeKind(byte: number, at: number): void {
    if (byte === LETTER_U) {
      this.#escape = 4;
      this.#codeUnit = 0;
      return;
    }
    if (!SHORT_ESCAPES.has(byte)) this.#fail('"\\" in a string must be followed by one of " \\ / b f n r t u', at);
    this.#escape = NO_ESCAPE;
    this.#endPair(false);
  }

  #takeDigit(byte: number, at: number): void {
    const digit = HEXADECIMAL[byte] as number;
    if (digit === NO_DIGIT) this.#fail('"\\u" in a string must be followed by 4 hexadecimal digits', at);
    this.#codeUnit = (this.#codeUnit << 4) | digit;
    this.#escape -= 1;
    if (this.#escape > 0) return;
    const isLow = this.#codeUnit >= 0xdc00 && this.#codeUnit <= 0xdfff;
    if (isLow && !this.#isAfterHighSurrogate) this.hasLoneSurrogate = true;
    this.#endPair(isLow);
    this.#isAfterHighSurrogate = this.#codeUnit >= 0xd800 && this.#codeUnit <= 0xdbff;
  }

  /** Something else than a first half was read: the second half of the pair, or not. */
  #endPair(isSecondHalf: boolean): void {
    if (this.#isAfterHighSurrogate && !isSecondHalf) this.hasLoneSurrogate = true;
    this.#isAfterHighSurrogate = false;
  }
}

function hexadecimal(byte: number): string {
  return `U+${byte.toString(16).toUpperCase().padStart(4, '0')}`;
}
