// The error about a JSON text, with the place where it went wrong.

/** Where in a text something stands. */
export interface TextPlace {
  /** Bytes before it, from the beginning of the text. */
  readonly offset: number;
  /** 1 for the first line; a line ends with a line feed. */
  readonly line: number;
  /** In characters (Unicode code points), 1 for the first of the line. */
  readonly column: number;
}

/**
 * The bytes are no JSON (RFC 8259) in UTF-8, or break a rule about the whole text. The message names line and column;
 * `reason` is the sentence without them.
 */
export class JsonSyntaxError extends Error implements TextPlace {
  override readonly name = 'JsonSyntaxError';
  readonly reason: string;
  readonly offset: number;
  readonly line: number;
  readonly column: number;

  constructor(reason: string, { offset, line, column }: TextPlace) {
    super(`line ${line}, column ${column}: ${reason}`);
    this.reason = reason;
    this.offset = offset;
    this.line = line;
    this.column = column;
  }
}
