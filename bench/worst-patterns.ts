// Patterns that a parser could stumble over.
import type { WorstInput } from './worst-inputs.ts';
import { indicator } from './worst-values.ts';

/** Longer patterns are refused unread. */
const LONGEST_PATTERN = 65_536;

const EQUAL = "a:b = 'c'";

/** Patterns by what is repeated in them: before, the repeated part, after. */
const PATTERNS: readonly (readonly [name: string, pattern: (size: number) => string, unit: number])[] = [
  ['comparisons joined by OR', (size) => `[${EQUAL}${` OR ${EQUAL}`.repeat(size)}]`, 13],
  ['comparisons joined by AND', (size) => `[${EQUAL}${` AND ${EQUAL}`.repeat(size)}]`, 14],
  ['AND and OR in turn', (size) => `[${EQUAL}${` AND ${EQUAL} OR ${EQUAL}`.repeat(size)}]`, 27],
  ['observations joined by OR', (size) => `[${EQUAL}]${` OR [${EQUAL}]`.repeat(size)}`, 15],
  ['observations joined by FOLLOWEDBY', (size) => `[${EQUAL}]${` FOLLOWEDBY [${EQUAL}]`.repeat(size)}`, 23],
  ['parentheses round an observation', (size) => `${'('.repeat(size)}[${EQUAL}]${')'.repeat(size)}`, 2],
  ['parentheses round a comparison', (size) => `[${'('.repeat(size)}${EQUAL}${')'.repeat(size)}]`, 2],
  ['parentheses that stay open', (size) => '('.repeat(size), 1],
  ['brackets that stay open', (size) => '['.repeat(size), 1],
  ['parentheses 60 deep, in a row', (size) => `[${EQUAL}${` OR ${'('.repeat(60)}${EQUAL}${')'.repeat(60)}`.repeat(size)}]`, 133],
  ['qualifiers', (size) => `[${EQUAL}]${' WITHIN 5 SECONDS'.repeat(size)}`, 17],
  ['NOT after NOT', (size) => `[a:b ${'NOT '.repeat(size)} = 'c']`, 4],
  ['a set of strings', (size) => `[a:b IN ('c'${", 'c'".repeat(size)})]`, 5],
  ['a path of many steps', (size) => `[a:b${'.c'.repeat(size)} = 1]`, 2],
  ['a path of many indices', (size) => `[a:b${'[*]'.repeat(size)} = 1]`, 3],
  ['a long string', (size) => `[a:b = '${'c'.repeat(size)}']`, 1],
  ['a string of escapes', (size) => `[a:b = '${"\\'".repeat(size)}']`, 2],
  ['a string without end', (size) => `[a:b = '${"\\'".repeat(size)}`, 2],
  ['a long number', (size) => `[a:b = ${'1'.repeat(size)}]`, 1],
  ['a long fraction', (size) => `[a:b = 1.${'1'.repeat(size)}x]`, 1],
  ['a timestamp with many digits', (size) => `[a:b = t'2024-01-01T00:00:00.${'1'.repeat(size)}Z']`, 1],
  ['binary', (size) => `[a:b = b'${'AAAA'.repeat(size)}!']`, 4],
  ['hexadecimal', (size) => `[a:b = h'${'00'.repeat(size)}0']`, 2],
  ['MATCHES of groups in groups', (size) => `[a:b MATCHES '${'('.repeat(size)}a${')+'.repeat(size)}']`, 3],
  ['MATCHES of classes', (size) => `[a:b MATCHES '${'[a-z]*'.repeat(size)}']`, 6],
  ['MATCHES of groups that stay open', (size) => `[a:b MATCHES '${'(?:'.repeat(size)}']`, 3],
  ['MATCHES of alternatives', (size) => `[a:b MATCHES '(${'a|'.repeat(size)})*']`, 2],
  ['LIKE of wildcards', (size) => `[a:b LIKE '${'%_'.repeat(size)}']`, 2],
  ['ISSUBSET of a long network', (size) => `[ipv4-addr:value ISSUBSET '${'1.'.repeat(size)}']`, 2],
  ['blanks', (size) => `[${' '.repeat(size)}${EQUAL}]`, 1],
  ['comments', (size) => `[${'/* */'.repeat(size)}${EQUAL}]`, 5],
  ['a comment without end', (size) => `[${'/*'.repeat(size)}`, 2],
  ['line breaks before a mistake', (size) => `[${'\n'.repeat(size)}?`, 1],
  ['a long type', (size) => `[${'a-'.repeat(size)}:b = 1]`, 2],
  ['names that are unknown', (size) => `[a:b = 1${' OR ipv4-addr:c = 1'.repeat(size)}]`, 19],
];

/** Each of them up to the length beyond which none is read, and one far longer. */
export const WORST_PATTERNS: readonly WorstInput[] = [
  ...PATTERNS.map(([name, pattern, unit]) => ({
    name: `pattern: ${name}`,
    most: Math.floor((LONGEST_PATTERN - 64) / unit),
    make: (size: number) => [indicator({ pattern: pattern(size) })],
  })),
  {
    name: 'pattern: beyond the longest',
    most: 2 ** 20,
    make: (size) => [indicator({ pattern: `[${EQUAL}${' '.repeat(size)}]` })],
  },
];
