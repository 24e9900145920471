// Text from elsewhere, made safe for a terminal.

const OBEYED_BY_TERMINALS = /[\p{Cc}\u{2028}-\u{202e}\u{2066}-\u{2069}]/gu;

/** The text on one line, with an escape such as \u001b for each character that a terminal would obey. */
export function printable(text: string): string {
  return text.replace(OBEYED_BY_TERMINALS, (character) => {
    return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
  });
}
