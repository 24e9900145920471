// Which texts are patterns, and what the others are told (STIX 2.1, section 9; J.4 and J.5 of the reference).

import { PatternParser } from '../../../schemas/patterns/parser.ts';
import {
  MAX_NESTING_DEPTH,
  MAX_PATTERN_LENGTH,
  parsePattern,
  printPattern,
} from '../../../schemas/patterns/patterns.ts';
import { createLexer } from '../../../schemas/patterns/tokens.ts';
import { problemOf, treeOf } from './reading.ts';

test('the definitions of tokens and grammar are sound: no ambiguity, no token that can never match', () => {
  expect(createLexer(false).lexerDefinitionErrors).toEqual([]);
  expect(() => new PatternParser(false)).not.toThrow();
});

// Each with its text as printPattern writes it.
test.each([
  [
    "[domain-name:value='a.example'OR domain-name:value='b.example']FOLLOWEDBY[ipv4-addr:value='192.0.2.9']",
    "[domain-name:value = 'a.example' OR domain-name:value = 'b.example'] FOLLOWEDBY [ipv4-addr:value = '192.0.2.9']",
  ],
  [`[file:hashes.'SHA-256' = '${'0'.repeat(64)}']`, `[file:hashes.'SHA-256' = '${'0'.repeat(64)}']`],
  [String.raw`[file:name = 'it\'s C:\\Temp\\x']`, String.raw`[file:name = 'it\'s C:\\Temp\\x']`],
  [
    "[file:name NOT LIKE '%.tm_' AND file:size NOT IN (1, 2.5, -3)]",
    "[file:name NOT LIKE '%.tm_' AND file:size NOT IN (1, 2.5, -3)]",
  ],
  [
    '[NOT EXISTS file:parent_directory_ref.path AND EXISTS file:name]',
    '[NOT EXISTS file:parent_directory_ref.path AND EXISTS file:name]',
  ],
  ["[x-acme-sensor:readings[*].'kelvin.max'[0] >= .5]", "[x-acme-sensor:readings[*].'kelvin.max'[0] >= .5]"],
  [
    "[network-traffic:extensions.'http-request-ext'.request_header.'User-Agent'[0] MATCHES '^curl/']",
    "[network-traffic:extensions.'http-request-ext'.request_header.'User-Agent'[0] MATCHES '^curl/']",
  ],
  [
    "([url:value LIKE 'http:%'] AND [process:command_line LIKE '%wget%']) REPEATS 2 TIMES WITHIN 90.25 SECONDS",
    "([url:value LIKE 'http:%'] AND [process:command_line LIKE '%wget%']) REPEATS 2 TIMES WITHIN 90.25 SECONDS",
  ],
  [
    "[ipv6-addr:value ISSUBSET '2001:db8::/32'] START t'2024-02-29T00:00:00Z' STOP t'2024-03-01T00:00:00.5Z'",
    "[ipv6-addr:value ISSUBSET '2001:db8::/32'] START t'2024-02-29T00:00:00Z' STOP t'2024-03-01T00:00:00.5Z'",
  ],
  ["((([mutex:name = ''])))", "[mutex:name = '']"],
  [
    "[(email-addr:value = 'a@example.net' OR url:value = 'u') AND " +
      "(url:value LIKE 'u%' OR email-addr:display_name = 'A')]",
    "[(email-addr:value = 'a@example.net' OR url:value = 'u') AND " +
      "(url:value LIKE 'u%' OR email-addr:display_name = 'A')]",
  ],
  [
    "[artifact:payload_bin = b'AAECAw==' OR file:magic_number_hex = h'cafeBABE']",
    "[artifact:payload_bin = b'AAECAw==' OR file:magic_number_hex = h'cafeBABE']",
  ],
  [
    '[file:is_x = true] OR [file:size > -1] AND [file:size <= 0]',
    '[file:is_x = true] OR [file:size > -1] AND [file:size <= 0]',
  ],
  ["[directory:'IN' = 1]", "[directory:'IN' = 1]"],
  [
    String.raw`[windows-registry-key:values[*].data_type != 'REG_SZ' AND windows-registry-key:key LIKE 'HKEY\\_%']`,
    String.raw`[windows-registry-key:values[*].data_type != 'REG_SZ' AND windows-registry-key:key LIKE 'HKEY\\_%']`,
  ],
  ["[process:x_acme_t = t'2016-12-31T23:59:60Z']", "[process:x_acme_t = t'2016-12-31T23:59:60Z']"],
])('J.4 is a pattern: %s', (text, printed) => {
  expect(printPattern(treeOf(text))).toBe(printed);
});

const AN_OBSERVATION = "expected an observation in brackets, such as [file:name = 'x']";
const A_CONSTANT = 'expected a constant, such as a text in single quotes';
const A_PATH = 'expected an object path (such as file:name), EXISTS or a parenthesis';
const AFTER_COMPARISON = 'expected AND, OR or a closing bracket';
const AFTER_OBSERVATION = 'expected AND, OR, FOLLOWEDBY, a qualifier or the end of the pattern';

test.each([
  ["file:name = 'x'", 1, `${AN_OBSERVATION}, found "file"`],
  ['[file:name = "x"]', 14, 'a text stands in straight single quotes, not in "'],
  [
    String.raw`[file:name = 'C:\Temp']`,
    17,
    String.raw`in a text a backslash stands only before ' or \: write \\ for one backslash`,
  ],
  [
    "[file:hashes.SHA-256 = 'aa']",
    14,
    `expected a property name, found "SHA-256"; a property name with a hyphen stands in quotes: 'SHA-256'`,
  ],
  [
    "[NOT file:name = 'x']",
    6,
    'expected EXISTS after NOT, which otherwise stands between object path and operator, found "file"',
  ],
  ["[file:name = NOT 'x']", 14, `${A_CONSTANT}, found "NOT"; NOT stands before the operator`],
  [
    '[file:size > true]',
    14,
    'expected a constant that has an order, such as a number, found "true"; ' +
      'true and false are compared with = or != only',
  ],
  ['[file:size = 007]', 14, 'a number has no leading zeros'],
  ['[file:size = 5.]', 14, 'a decimal point needs a digit behind it'],
  ['[file:size = 1e3]', 14, 'a number has no exponent: write its digits out'],
  ['[file:name LIKE 5]', 17, 'expected a text in single quotes, found "5"'],
  ['[file:size IN (1,)]', 18, `${A_CONSTANT}, found ")"`],
  [
    "[file:name = 'a' and file:size = 1]",
    18,
    `${AFTER_COMPARISON}, found "and"; keywords are case-sensitive: write AND`,
  ],
  [
    "[file:name = 'a' FOLLOWEDBY file:size = 1]",
    18,
    `${AFTER_COMPARISON}, found "FOLLOWEDBY"; FOLLOWEDBY joins observations, each in brackets of its own`,
  ],
  ['[[file:size = 1]]', 2, `${A_PATH}, found "["; inside brackets, group with parentheses`],
  ['[file:size = 1] [file:size = 2]', 17, `${AFTER_OBSERVATION}, found "["`],
  ['[file:size = 1] WITHIN 5 MINUTES', 26, 'expected the keyword SECONDS, found "MINUTES"'],
  [
    '[file:size = 1] REPEATS 1.5 TIMES',
    25,
    'expected a whole number of repetitions, without a minus sign, found "1.5"',
  ],
  [
    "[file:size = 1] START '2024-01-01T00:00:00Z' STOP '2024-01-02T00:00:00Z'",
    23,
    `expected a timestamp, such as t'2024-01-31T12:00:00Z', found "'2024-01-01T00:00:00Z'"; ` +
      'the letter t stands before its opening quote',
  ],
  [
    '[file:size = 1] WITHIN -5 SECONDS',
    24,
    'expected a number of seconds, without a minus sign, found "-5"',
  ],
  ["[file:mtime = t'2024-13-01T00:00:00Z']", 15, "a timestamp constant has the form t'2024-01-31T12:00:00Z'"],
  [
    "[file:magic_number_hex = h'abc']",
    26,
    "a hexadecimal constant h'…' holds pairs of the digits 0-9 and a-f",
  ],
  ["[artifact:payload_bin = b'']", 25, "a binary constant b'…' holds padded base64, four characters at least"],
  ["['file':size = 1]", 2, `${A_PATH}, found "'file'"; an object type stands without quotes`],
  [
    '[file:IN = 1]',
    7,
    `expected a property name, found "IN"; a keyword that names a property stands in quotes: 'IN'`,
  ],
  [
    '[file:true = 1]',
    7,
    `expected a property name, found "true"; a keyword that names a property stands in quotes: 'true'`,
  ],
  [
    '[1 = file:size]',
    2,
    `${A_PATH}, found "1"; the object path stands left of the operator, the constant right of it`,
  ],
  [
    '[file:size = directory:x_size]',
    14,
    `${A_CONSTANT}, found "directory"; ` +
      'an object path stands left of the operator only, and a text stands in single quotes',
  ],
  ["[file:name[01] = 'x']", 12, 'a number has no leading zeros'],
  [
    '([file:size = 1] OR [file:size = 2]',
    36,
    'expected AND, OR, FOLLOWEDBY, a qualifier or a closing parenthesis, but the pattern ends here',
  ],
])('J.5 is no pattern: %s', (text, column, reason) => {
  expect(problemOf(text)).toEqual({ line: 1, column, message: `column ${column}: ${reason}` });
});

test.each([
  ['', 1, `${AN_OBSERVATION}, but the pattern ends here`],
  ['   ', 4, `${AN_OBSERVATION}, but the pattern ends here`],
  ['[', 2, `${A_PATH}, but the pattern ends here`],
  ["[file:name 'x']", 12, `expected a comparison operator, found "'x'"`],
  ['[file:name ! 1]', 12, 'the character "!" has no meaning outside a text in single quotes'],
  ['[file:name', 11, 'expected a comparison operator, but the pattern ends here'],
  ["[file name = 'x']", 7, 'expected a colon between object type and property, found "name"'],
  ["[file:name like 'x']", 12, 'expected a comparison operator, found "like"; keywords are case-sensitive: write LIKE'],
  ['[file:is_x = TRUE]', 14, `${A_CONSTANT}, found "TRUE"; keywords are case-sensitive: write true`],
  ['[file:name = like]', 14, `${A_CONSTANT}, found "like"; ` +
    'an object path stands left of the operator only, and a text stands in single quotes'],
  ['[file:a = 1] within 5 SECONDS', 14, `${AFTER_OBSERVATION}, found "within"; ` +
    'keywords are case-sensitive: write WITHIN'],
  ['[EXISTS 5]', 9, 'expected an object path (such as file:name), found "5"; ' +
    'the object path stands left of the operator, the constant right of it'],
  ['[file:size IN 1]', 15, 'expected the parenthesis that opens the set, found "1"'],
  ['[file:size IN (x)]', 16, 'expected a constant or the parenthesis that closes the set, found "x"; ' +
    'an object path stands left of the operator only, and a text stands in single quotes'],
  ['[file:size IN (1 2)]', 18, 'expected a comma or the parenthesis that closes the set, found "2"'],
  ['[file:a[x] = 1]', 9, 'expected a list index: a whole number or *, found "x"'],
  ['[file:a[1.5] = 1]', 9, 'expected a list index: a whole number or *, found "1.5"'],
  ['[file:a[1 = 1]', 11, 'expected the closing bracket of the list index, found "="'],
  ["[file:a = 1] START t'2024-01-01T00:00:00Z' AND", 44, 'expected the keyword STOP, found "AND"'],
  ['[file:a = 1] REPEATS 2 times', 24, 'expected the keyword TIMES, found "times"; ' +
    'keywords are case-sensitive: write TIMES'],
  ['[file:a = 1] REPEATS -0 TIMES', 22, 'expected a whole number of repetitions, without a minus sign, found "-0"'],
  ['[(file:a = 1]', 13, 'expected AND, OR or a closing parenthesis, found "]"'],
  ["[file:name = 'x]", 14, 'the text that opens here is never closed'],
  ['[file:size = 1] /* why', 17, 'the comment that opens here is never closed'],
  ["[file:name = ‘x’]", 14, 'a text stands in straight single quotes, not in ‘'],
  ['[file:name = \u0000]', 14, 'the character U+0000 has no meaning outside a text in single quotes'],
  ["[file:t = t '2024-01-01T00:00:00Z']", 11, `${A_CONSTANT}, found "t"; ` +
    'an object path stands left of the operator only, and a text stands in single quotes'],
  ["[file:b = b'AAE']", 11, "a binary constant b'…' holds padded base64, four characters at least"],
  ["[file:b = b'A===']", 11, "a binary constant b'…' holds padded base64, four characters at least"],
  ["[file:size = + 1]", 14, 'the character "+" has no meaning outside a text in single quotes'],
])('no pattern either: %s', (text, column, reason) => {
  expect(problemOf(text)).toEqual({ line: 1, column, message: `column ${column}: ${reason}` });
});

describe('positions', () => {
  test('columns count characters, not UTF-16 code units', () => {
    expect(problemOf("[file:name = '\u{1f600}\u{1f600}' x]").column).toBe(19);
  });

  test.each([
    ["[file:name = 'x'\n  AND file:size]", '\n'],
    ["[file:name = 'x'\r\n  AND file:size]", '\r\n'],
    ["[file:name = 'x'\r  AND file:size]", '\r'],
    ["[file:name = 'x\n' AND file:size]", '\n inside a text'],
  ])('lines end at %#: line feed, carriage return, both', (text) => {
    const problem = problemOf(text);
    const column = text.length - Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) - 1;
    expect(problem).toEqual({
      line: 2,
      column,
      message: `line 2, column ${column}: expected a comparison operator, found "]"`,
    });
  });

  test('long and invisible texts are shown short and visible', () => {
    expect(problemOf(`[${'x'.repeat(500)}]`).message.length).toBeLessThan(120);
    expect(problemOf(`[file:name = 'x' ${'y'.repeat(500)}]`).message).toContain(`"${'y'.repeat(40)}…"`);
    expect(problemOf("[file:name 'a\nb']").message).toContain(`"'aU+000Ab'"`);
  });

  test('nodes say where they stand', () => {
    const text = "  [file:name = 'x'] WITHIN 5 SECONDS OR ([a:b = 1])";
    const { expression } = treeOf(text);
    const cut = (node: { start?: number; end?: number }) => text.slice(node.start, node.end);
    if (expression.kind !== 'observation-combination') throw new Error('not a combination');
    const [first, second] = expression.operands;
    if (first?.kind !== 'qualified-observation' || second === undefined) throw new Error('not qualified');
    expect(cut(expression)).toBe(text.trim());
    expect(cut(first)).toBe("[file:name = 'x'] WITHIN 5 SECONDS");
    expect(cut(first.expression)).toBe("[file:name = 'x']");
    expect(first.qualifiers.map(cut)).toEqual(['WITHIN 5 SECONDS']);
    expect(cut(second)).toBe('[a:b = 1]');
  });
});

describe('tokens', () => {
  test.each([
    // A keyword at the beginning of a longer name is part of the name.
    ['[AND-x:ORDER = 1]', '[AND-x:ORDER = 1]'],
    ['[x:trueish.in.true_ = 1]', '[x:trueish.in.true_ = 1]'],
    ['[x:a=1]REPEATS 5TIMES', '[x:a = 1] REPEATS 5 TIMES'],
    ['[x:a>-1]', '[x:a > -1]'],
    ['[x:a==+1 OR x:a<>+.5]', '[x:a = 1 OR x:a != .5]'],
    ["[x:a = h'']", "[x:a = h'']"],
    ["[x:a = b'AA\nEC\r\nAw=\n=']", "[x:a = b'AAECAw==']"],
    ["[x:a = b'AAEC' OR x:a = b'AAECAA==' OR x:a = b'AAE=']", "[x:a = b'AAEC' OR x:a = b'AAECAA==' OR x:a = b'AAE=']"],
    ["[x:a\u00a0=\u2003'\u3000'\u0085]", "[x:a = '\u3000']"],
    ["/* one * two / **/[x:a = 1]// three ]", '[x:a = 1]'],
    ["[x:a = 'li\nne']", "[x:a = 'li\nne']"],
    ['[x:a = 00.5]', '[x:a = 00.5]'],
    [`[x:a = ${'9'.repeat(400)}]`, `[x:a = ${'9'.repeat(400)}]`],
    ["[x:'a' = 1 OR x:'a b'[*] = 1]", "[x:a = 1 OR x:'a b'[*] = 1]"],
    ["[x:'' = 1]", "[x:'' = 1]"],
    ['[x:a NOT != 1]', '[x:a NOT != 1]'],
    ['[x:a IN ()]', '[x:a IN ()]'],
    ["[x:a[+1] = 1]", '[x:a[1] = 1]'],
  ])('%j reads as %j', (text, printed) => {
    expect(printPattern(treeOf(text))).toBe(printed);
  });

  test('a byte order mark is no white space', () => {
    expect(problemOf('\ufeff[x:a = 1]').message).toBe(
      'column 1: the character U+FEFF has no meaning outside a text in single quotes',
    );
  });
});

const nested = (depth: number) => `${'('.repeat(depth)}[x:a = 1]${')'.repeat(depth)}`;

describe('limits', () => {
  test(`${MAX_PATTERN_LENGTH} characters are read, one more is not`, () => {
    const room = MAX_PATTERN_LENGTH - "[x:a = '']".length;
    expect(treeOf(`[x:a = '${'x'.repeat(room)}']`)).toBeDefined();
    expect(problemOf(`[x:a = '${'x'.repeat(room + 1)}']`)).toEqual({
      line: 1,
      column: 65537,
      message: 'column 65537: a pattern has at most 65536 characters',
    });
  });

  test(`${MAX_NESTING_DEPTH} brackets and parentheses may be open at once, one more may not`, () => {
    expect(printPattern(treeOf(nested(MAX_NESTING_DEPTH - 1)))).toBe('[x:a = 1]');
    expect(problemOf(nested(MAX_NESTING_DEPTH)).message).toBe(
      'column 65: brackets and parentheses are nested more than 64 deep',
    );
  });

  test('closed parentheses do not count', () => {
    expect(treeOf(Array.from({ length: 500 }, () => nested(3)).join(' OR '))).toBeDefined();
  });

  test('an earlier mistake is told before the depth', () => {
    expect(problemOf(`[x:a = ] ${nested(100)}`).column).toBe(8);
  });

  test('parsing keeps nothing from one pattern to the next', () => {
    expect('problem' in parsePattern('[x:a = ((')).toBe(true);
    expect(printPattern(treeOf('[x:a = 1]'))).toBe('[x:a = 1]');
    expect(problemOf('[x:a = ]').column).toBe(8);
  });
});
