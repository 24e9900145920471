// Texts that want to hurt: every one is answered, without an exception and in bounded time (P8).

import * as fc from 'fast-check';
import { checkPattern, MAX_PATTERN_LENGTH, parsePattern, printPattern } from '../../../schemas/patterns/patterns.ts';
import { KEYWORDS, patternLexer, TOKENS } from '../../../schemas/patterns/tokens.ts';
import { processorTime } from '../../processor-time.ts';
import { arbitraryPattern } from './arbitrary-patterns.ts';
import { problemOf } from './reading.ts';

// Over ten times what the worst of these texts takes on a busy core.
const TIME_LIMIT_IN_MILLISECONDS = 2_000;

/** Reads, checks and prints; gives whether the text is a pattern. */
function answer(text: string): boolean {
  const result = parsePattern(text);
  if ('problem' in result) {
    const { line, column, message } = result.problem;
    expect(line).toBeGreaterThanOrEqual(1);
    expect(column).toBeGreaterThanOrEqual(1);
    expect(message).toMatch(/^(?:line \d+, )?column \d+: ./);
    expect(message.length).toBeLessThan(400);
    return false;
  }
  for (const finding of checkPattern(result.tree)) expect(finding.message.length).toBeLessThan(400);
  expect(printPattern(result.tree).length).toBeGreaterThan(0);
  return true;
}

/** The piece repeated as often as the longest pattern has room for. */
function filled(before: string, piece: string, after = ''): string {
  return before + piece.repeat(Math.floor((MAX_PATTERN_LENGTH - before.length - after.length) / piece.length)) + after;
}

function numbered<T>(count: number, write: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => write(index));
}

describe('in bounded time', () => {
  test.each([
    // Longer than a pattern may be: not looked at.
    ['a megabyte of good pattern', '[a:b = 1] OR '.repeat(80_000) + '[a:b = 1]', false],
    ['a megabyte of text', `[file:name = '${'x'.repeat(1_000_000)}']`, false],
    ['100,000 nested parentheses', `${'('.repeat(100_000)}[a:b = 1]${')'.repeat(100_000)}`, false],
    ['100,000 nested brackets', '['.repeat(100_000), false],
    // As long as a pattern may be.
    ['opening parentheses', filled('', '('), false],
    ['opening brackets', filled('', '['), false],
    ['closing parentheses', filled('[a:b = 1]', ')'), false],
    ['empty parentheses', filled('', '()'), false],
    ['nested comparisons', filled('[', '('), false],
    ['joined by OR', filled('', '[a:b=1]OR', '[a:b=1]'), true],
    ['joined by AND', filled('', '[a:b=1]AND', '[a:b=1]'), true],
    ['joined by FOLLOWEDBY', filled('', '[a:b=1]FOLLOWEDBY', '[a:b=1]'), true],
    ['tests joined by AND', filled('[', 'a:b=1AND ', 'a:b=1]'), true],
    ['tests of 4,000 types joined by OR', `[${numbered(4000, (i) => `t${i}:b=1`).join(' OR ')}]`, true],
    ['tests of 4,000 types joined by AND', `[${numbered(4000, (i) => `t${i}:b=1`).join(' AND ')}]`, true],
    [
      'AND of ORs of many types',
      `[${numbered(80, () => `(${numbered(60, (i) => `t${i}:b=1`).join(' OR ')})`).join(' AND ')}]`,
      true,
    ],
    [
      'left-leaning groups',
      `${'('.repeat(60)}${'[a:b=1]OR'.repeat(7000)}[a:b=1]${')OR[a:b=1]'.repeat(60)}`,
      true,
    ],
    ['path steps', filled('[a:b', '.b', '=1]'), true],
    ['list indexes', filled('[file:name', '[-1]', '=1]'), true],
    ['a long set', filled('[a:b IN (', '1,', '1)]'), true],
    ['empty sets', filled('', '[file:size IN ()]OR', '[file:size IN ()]'), true],
    ['bad hashes', filled('[file:hashes.MD5 IN (', "'x',", "'x')]"), true],
    ['qualifiers', filled('[a:b=1]', ' WITHIN 0 SECONDS'), true],
    ['plus signs', filled('[a:b IN (', '+1,', '1)]'), true],
    ['comments', filled('[a:b=1]', '/**/'), true],
    ['line comments', filled('[a:b=1]', '//\n'), true],
    ['open comments', filled('', '/*'), false],
    ['quotes', filled('', "'"), false],
    ['escaped quotes', filled("['", String.raw`\'`), false],
    ['bad escapes', filled('', String.raw`'\x`), false],
    ['letters and quotes', filled('', "h'"), false],
    ['an open binary constant', filled("[a:b=b'", 'A'), false],
    ['a binary constant of line feeds', filled("[a:b=b'A", '\n', "'"), false],
    ['a binary constant one digit too long', filled("[a:b=b'", 'AAAA', "A']"), false],
    ['a hexadecimal constant one digit too long', filled("[a:b=h'", 'aa', "a']"), false],
    ['a timestamp with a long fraction', filled("[a:b=t'2024-01-01T00:00:00.", '0', "1Z']"), true],
    ['an open timestamp', filled("[a:b=t'2024-01-01T00:00:00.", '0'), false],
    ['a long number', filled('[a:b=', '1', ']'), true],
    ['a long number with an open exponent', filled('[a:b=', '1', 'e]'), false],
    ['a long fraction with an open exponent', filled('[a:b=1.', '1', 'e]'), false],
    ['leading zeros', filled('[a:b=', '0', ']'), false],
    ['dots', filled('[a:b=', '.'), false],
    ['signs', filled('[a:b=', '+-'), false],
    ['a long name', filled('[', 'a', ':b=1]'), true],
    ['a long name with hyphens', filled('[', 'a-', ':b=1]'), true],
    ['one long keyword', filled('', 'AND'), false],
    ['expression with open classes', filled("[file:name MATCHES '", '[:', "']"), true],
    ['expression with open options', filled("[file:name MATCHES '", '(?i', "']"), true],
    ['expression with open quotes', filled("[file:name MATCHES '", String.raw`\\Q`, "']"), true],
    ['a long address', filled("[ipv6-addr:value ISSUBSET '", '1:', "']"), true],
    ['many slashes', filled("[ipv6-addr:value ISSUBSET '", '/', "']"), true],
    ['blanks', filled('', ' '), false],
    ['Unicode blanks', filled('', '\u00a0'), false],
    ['line feeds', filled('', '\n', ']'), false],
    ['control characters', filled('', '\0'), false],
    ['lone surrogates', filled("[file:name = '", '\ud800', "' x"), false],
  ])('%s', (_name, text, isPattern) => {
    expect(processorTime(() => expect(answer(text)).toBe(isPattern))).toBeLessThan(TIME_LIMIT_IN_MILLISECONDS);
  });
});

/** What reading a text so often takes, in milliseconds, once it has been read. */
function timeOf(text: string, often: number): number {
  answer(text);
  return processorTime(() => numbered(often, () => answer(text)));
}

describe('eight times the length takes about eight times the time', () => {
  test.each([
    ['observations', (n: number) => '[a:b=1]OR'.repeat(n) + '[a:b=1]'],
    ['comparisons of many types', (n: number) => `[${numbered(n, (i) => `t${i}:b=1`).join(' AND ')}]`],
    ['path steps', (n: number) => `[a:b${'.b[1]'.repeat(n)}=1]`],
    ['constants', (n: number) => `[a:b IN (${"'x',1,".repeat(n)}1)]`],
    ['quotes that need escapes', (n: number) => `[a:b = '${String.raw`\'`.repeat(n * 4)}']`],
    ['findings', (n: number) => `[a:b IN (1)]${' WITHIN 0 SECONDS'.repeat(n / 2)}`],
  ])('%s', (_name, write) => {
    const [short, long] = [write(500), write(4000)];
    expect(long.length).toBeLessThanOrEqual(MAX_PATTERN_LENGTH);
    // As much text, all in all: quadratic time would give 8, and the rest is room for noise.
    expect(timeOf(long, 8)).toBeLessThan(20 + 4 * timeOf(short, 64));
  });
});

const pieces = [
  ...TOKENS.flatMap(({ PATTERN }) => (typeof PATTERN === 'string' ? [PATTERN] : [])),
  ...KEYWORDS,
  "'x'",
  "h'00'",
  "b'AAEC'",
  "t'2024-01-01T00:00:00Z'",
  '1',
  '-1',
  '.5',
  'file',
  'ipv4-addr',
  'value',
  ' ',
  '\n',
  "'",
  '\\',
  '/*',
  '*/',
  '//',
  '"',
  '\u0000',
  '\u{1f600}',
  '[file:name = 1]',
  'file:size > 0',
];

test('random texts never throw', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => void answer(text)), { numRuns: 500 });
});

test('random sequences of tokens and rubbish never throw', () => {
  const sequence = fc.array(fc.constantFrom(...pieces), { maxLength: 60 });
  fc.assert(fc.property(sequence, (parts) => void answer(parts.join(''))), { numRuns: 1000 });
});

test('patterns with something cut, doubled or put in never throw', () => {
  const edit = fc.tuple(fc.nat(), fc.nat({ max: 10 }), fc.constantFrom('', ...pieces));
  fc.assert(
    fc.property(arbitraryPattern, fc.array(edit, { minLength: 1, maxLength: 4 }), (tree, edits) => {
      let text = printPattern(tree);
      for (const [at, length, put] of edits) {
        const offset = at % (text.length + 1);
        text = text.slice(0, offset) + put + text.slice(offset + length);
      }
      answer(text);
    }),
    { numRuns: 1000 },
  );
});

test('a character that means nothing, put before any token, is where the problem stands', () => {
  fc.assert(
    fc.property(arbitraryPattern, fc.nat(), (tree, at) => {
      const text = printPattern(tree);
      const { tokens } = patternLexer.tokenize(text);
      const before = text.slice(0, tokens[at % tokens.length]?.startOffset);
      const lines = before.split(/\r\n?|\n/);
      const place = { line: lines.length, column: [...(lines.at(-1) ?? '')].length + 1 };
      expect(problemOf(`${before}\u0000${text.slice(before.length)}`)).toMatchObject(place);
    }),
    { numRuns: 500 },
  );
});

test('half a pattern is told that it ends, at its end', () => {
  fc.assert(
    fc.property(arbitraryPattern, fc.nat(), (tree, at) => {
      const text = printPattern(tree);
      const { tokens } = patternLexer.tokenize(text);
      const half = text.slice(0, tokens[at % tokens.length]?.startOffset).trimEnd();
      const result = parsePattern(half);
      if ('problem' in result) expect(result.problem.message).toMatch(/, but the pattern ends here$/);
    }),
    { numRuns: 500 },
  );
});
