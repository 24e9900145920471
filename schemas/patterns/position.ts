// Places in a pattern as people count them: lines and columns.

/** Line and column, both counted from 1; a column is one character (code point), whatever its width. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * A function from offsets (in UTF-16 code units) to positions. Asked in rising order, it walks the text only once,
 * however many offsets there are. Lines end at a line feed, a carriage return or both together.
 */
export function positionFinder(text: string): (offset: number) => Position {
  let reached = 0;
  let line = 1;
  let column = 1;
  return (offset) => {
    if (offset < reached) [reached, line, column] = [0, 1, 1];
    while (reached < offset) {
      const character = text.codePointAt(reached) ?? 0;
      const endsLine = character === LINE_FEED || (character === CARRIAGE_RETURN && text[reached + 1] !== '\n');
      reached += character > LAST_OF_ONE_UNIT ? 2 : 1;
      if (endsLine) [line, column] = [line + 1, 1];
      else column += 1;
    }
    return { line, column };
  };
}

/** A position in words: `column 31`, and with the line before it from the second line on. */
export function positionInWords({ line, column }: Position): string {
  return line === 1 ? `column ${column}` : `line ${line}, column ${column}`;
}

/** A piece of a pattern fit for a message: its control characters shown as code points, and cut off when long. */
export function excerpt(text: string): string {
  const shown = text.length <= EXCERPT_LENGTH ? text : `${text.slice(0, EXCERPT_LENGTH)}…`;
  return shown.toWellFormed().replaceAll(/\p{C}/gu, codePointName);
}

/** The code point of a character as Unicode writes it, such as `U+000A`. */
export function codePointName(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

const EXCERPT_LENGTH = 40;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const LAST_OF_ONE_UNIT = 0xffff;
