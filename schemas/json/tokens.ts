// The tokens of JSON (RFC 8259, 2), by number, so that they can index tables.

/** The bytes at hand are used up; the token goes on, or begins, in the next ones. */
export const NO_TOKEN = 0;
export const OBJECT_START = 1;
export const OBJECT_END = 2;
export const LIST_START = 3;
export const LIST_END = 4;
export const COMMA = 5;
export const COLON = 6;
/** From here to NULL, tokens may be longer than one byte. */
export const STRING = 7;
export const NUMBER = 8;
export const TRUE = 9;
export const FALSE = 10;
export const NULL = 11;
/** A byte that begins no token. */
export const UNEXPECTED = 12;
/** Never handed out: stands between tokens. */
export const WHITE_SPACE = 13;

/** What token a byte begins, for each of the 256 bytes. */
export const TOKEN_OF_BYTE = tokenOfByte();

/** What messages call the tokens that the end of a text can cut. */
export const WORD_FOR_TOKEN: ReadonlyMap<number, string> = new Map([
  [STRING, 'string'],
  [NUMBER, 'number'],
  [TRUE, 'literal'],
  [FALSE, 'literal'],
  [NULL, 'literal'],
]);

function tokenOfByte(): Uint8Array {
  const table = new Uint8Array(256).fill(UNEXPECTED);
  const beginnings: [string, number][] = [
    [' \t\r\n', WHITE_SPACE],
    ['{', OBJECT_START],
    ['}', OBJECT_END],
    ['[', LIST_START],
    [']', LIST_END],
    [',', COMMA],
    [':', COLON],
    ['"', STRING],
    ['-0123456789', NUMBER],
    ['t', TRUE],
    ['f', FALSE],
    ['n', NULL],
  ];
  for (const [characters, token] of beginnings) {
    for (const character of characters) table[character.charCodeAt(0)] = token;
  }
  return table;
}
