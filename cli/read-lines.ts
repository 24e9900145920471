// Cuts bytes into lines. A line feed is the only end of a line: JSON may hold U+2028 and others as they are, which
// node:readline would cut at.

/** A line that isn't blank, without its end. */
export interface Line {
  readonly bytes: Uint8Array;
  /** 1 for the first. */
  readonly number: number;
}

const LINE_FEED = 0x0a;
const BLANK = new Set([0x20, 0x09, 0x0d]);

/** The lines, as they come in. */
export async function* readLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Line> {
  let begun: Buffer[] = [];
  let number = 1;
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      const bytes = Buffer.concat([...begun, chunk.subarray(start, end)]);
      if (!isBlank(bytes)) yield { bytes, number };
      begun = [];
      number += 1;
      start = end + 1;
    }
    begun.push(chunk.subarray(start));
  }
  const rest = Buffer.concat(begun);
  if (!isBlank(rest)) yield { bytes: rest, number };
}

function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => BLANK.has(byte));
}
