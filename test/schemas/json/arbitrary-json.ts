// Arbitrary JSON values, and arbitrary ways to write one down.
import fc from 'fast-check';

/** What splitting, escaping or comparing may stumble over. */
const TROUBLE = ['"', '\\', '/', '\n', '\u0000', '[', ',', '}', 'é', '水', '😀', '\ud83d', '\ude00'];

/** Any JSON value, with the names and strings that tend to make trouble. */
export const arbitraryJson = (): fc.Arbitrary<fc.JsonValue> =>
  fc.letrec<{ value: fc.JsonValue; name: string; text: string }>((tie) => ({
    text: fc.oneof(
      fc.string({ unit: fc.nat(0x10ffff).map((point) => String.fromCodePoint(point)) }),
      fc.string({ unit: fc.constantFrom(...TROUBLE) }),
    ),
    name: fc.oneof(fc.constantFrom('objects', '__proto__', 'id', '', '0'), tie('text')),
    value: fc.oneof(
      { depthSize: 'medium', withCrossShrink: true },
      fc.constantFrom(null, true, false, 0, -1, 1e21, 5e-324),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (Object.is(number, -0) ? 0 : number)),
      tie('text'),
      fc.array(tie('value'), { maxLength: 5 }),
      fc.array(fc.tuple(tie('name'), tie('value')), { maxLength: 5 }).map((members) => objectOf(members)),
    ),
  })).value;

/** An object whose members are all its own, `__proto__` too. */
export function objectOf(members: readonly (readonly [name: string, value: fc.JsonValue])[]): fc.JsonValue {
  const texts = new Map(members.map(([name, value]) => [name, `${JSON.stringify(name)}:${JSON.stringify(value)}`]));
  return JSON.parse(`{${[...texts.values()].join(',')}}`) as fc.JsonValue;
}

/** Compact JSON with white space put between its tokens; `choices` decides where and which. */
export function withWhiteSpace(compact: string, choices: () => number): string {
  const tokens = compact.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^{}[\],:"]+/gs) ?? [];
  const spaces = ['', '', ' ', '\n', '\t\r\n  '];
  const space = (): string => spaces[choices() % spaces.length] ?? '';
  return space() + tokens.map((token) => token + space()).join('');
}

/** A text cut into chunks, some of them empty; `choices` decides where. */
export function cut(text: Uint8Array, choices: () => number): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < text.length; ) {
    const length = choices() % 9;
    chunks.push(text.subarray(at, at + length));
    at += length;
  }
  return chunks;
}

/** An endless row of choices, from 0 to 999, that shrinks like the list that it repeats. */
export const arbitraryChoices = (): fc.Arbitrary<() => number> =>
  fc.array(fc.nat(999), { minLength: 1, maxLength: 40 }).map((choices) => {
    let next = 0;
    return () => {
      next += 1;
      return (choices[next % choices.length] ?? 0) + (next % 13 === 0 ? 1 : 0);
    };
  });
