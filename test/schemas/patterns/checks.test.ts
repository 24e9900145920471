// What grammatical patterns are told about their meaning (PAT-01 to PAT-14 and C-38 of the reference).

import { checkPattern, MAX_FINDINGS_PER_CODE, PATTERN_CHECKS } from '../../../schemas/patterns/patterns.ts';
import type { PatternCode, PatternContext } from '../../../schemas/patterns/patterns.ts';
import { treeOf } from './reading.ts';

const VALID_IN_2024: PatternContext = { validFrom: '2024-01-01T00:00:00Z', validUntil: '2025-01-01T00:00:00Z' };
const VERSION_2_0: PatternContext = { patternVersion: '2.0' };

const MD5 = 'a'.repeat(32);

interface Broken {
  readonly code: PatternCode;
  readonly text: string;
  readonly context?: PatternContext;
  readonly message: string;
  /** Where the finding expects something more exact than its rule. */
  readonly expected?: string;
}

const BROKEN: readonly Broken[] = [
  {
    code: 'pattern-qualifier-zero',
    text: '[file:size = 1] REPEATS 0 TIMES',
    message: 'column 17: REPEATS has no repetition: 0 times ask for nothing',
  },
  {
    code: 'pattern-qualifier-zero',
    text: '[file:size = 1] WITHIN 0.00 SECONDS',
    message: 'column 17: WITHIN has no time: 0 seconds can hold nothing',
  },
  {
    code: 'pattern-qualifier-twice',
    text: '[file:size = 1] WITHIN 5 SECONDS WITHIN 6 SECONDS',
    message: 'column 34: a second WITHIN stands behind the same observation',
  },
  {
    code: 'pattern-qualifier-twice',
    text: '[file:size = 1] REPEATS 2 TIMES WITHIN 5 SECONDS REPEATS 3 TIMES',
    message: 'column 50: a second REPEATS stands behind the same observation',
  },
  {
    code: 'pattern-qualifier-twice-on-group',
    text: '([file:size = 1] OR [file:size = 2]) REPEATS 2 TIMES REPEATS 3 TIMES',
    message: 'column 54: a second REPEATS stands behind the same parenthesis',
  },
  {
    code: 'pattern-mixed-object-types',
    text: "[file:size = 1 AND directory:path = 'x']",
    message: 'column 20: AND joins a test of directory to tests of file, and no object has both types',
  },
  {
    code: 'pattern-mixed-object-types',
    text: "[(file:size = 1 OR url:value = 'x') AND (mutex:name = 'x' OR url:value = 'y') AND file:size = 2]",
    message: 'column 83: AND joins a test of file to tests of url, and no object has both types',
  },
  {
    code: 'pattern-timestamp-date',
    text: "[file:mtime = t'2023-02-29T00:00:00Z']",
    message: 'column 15: the calendar has no day 2023-02-29',
  },
  {
    code: 'pattern-timestamp-date',
    text: "[file:mtime IN (t'2024-04-31T00:00:00Z')]",
    message: 'column 17: the calendar has no day 2024-04-31',
  },
  {
    code: 'pattern-timestamp-date',
    text: "[file:size = 1] START t'2023-02-29T00:00:00Z' STOP t'2024-01-01T00:00:00Z'",
    message: 'column 23: the calendar has no day 2023-02-29',
  },
  {
    code: 'pattern-start-after-stop',
    text: "[file:size = 1] START t'2024-02-01T00:00:00Z' STOP t'2024-01-01T00:00:00Z'",
    message: 'column 17: START is not before STOP, so that nothing can match',
  },
  {
    code: 'pattern-start-after-stop',
    text: "[file:size = 1] START t'2024-02-01T00:00:00.10Z' STOP t'2024-02-01T00:00:00.1Z'",
    message: 'column 17: START is not before STOP, so that nothing can match',
  },
  {
    code: 'pattern-negative-index',
    text: '[process:child_refs[-1].pid = 1]',
    message: 'column 20: the list index -1 is negative',
  },
  {
    code: 'pattern-empty-set',
    text: '[file:size IN ()]',
    message: 'column 2: the set behind IN is empty, so that nothing can be in it',
  },
  {
    code: 'pattern-mixed-set',
    text: "[x-acme-a:b IN (1, 'one')]",
    message: 'column 20: the set behind IN mixes constants: number, then text',
  },
  {
    code: 'pattern-operator-spelling',
    text: '[file:size == 1]',
    message: 'column 12: == is not an operator of the standard',
    expected: '=',
  },
  {
    code: 'pattern-operator-spelling',
    text: '[file:size <> 1]',
    message: 'column 12: <> is not an operator of the standard',
    expected: '!=',
  },
  {
    code: 'pattern-plus-sign',
    text: '[file:size = +1]',
    message: 'column 14: the number +1 has a plus sign',
  },
  {
    code: 'pattern-comment',
    text: '[file:size = 1] // size',
    message: 'column 17: comments in patterns are not part of the standard',
  },
  {
    code: 'pattern-hash-form',
    text: "[file:hashes.MD5 = 'xyz']",
    message: "column 20: 'xyz' is no MD5 value",
    expected: '32 hexadecimal digits',
  },
  {
    code: 'pattern-hash-form',
    text: `[file:hashes.'SHA-256' IN ('${'a'.repeat(64)}', '${MD5}')]`,
    message: `column 96: '${MD5}' is no SHA-256 value`,
    expected: '64 hexadecimal digits',
  },
  {
    code: 'pattern-hash-form',
    text: "[x509-certificate:hashes.'SHA-1' NOT != 'x']",
    message: "column 41: 'x' is no SHA-1 value",
    expected: '40 hexadecimal digits',
  },
  {
    code: 'pattern-hash-name',
    text: `[file:hashes.md5 = '${MD5}']`,
    message: 'column 14: md5 names a custom hash algorithm, not MD5',
    expected: 'MD5',
  },
  {
    code: 'pattern-hash-name',
    text: `[file:hashes.SHA256 = '${MD5}']`,
    message: 'column 14: SHA256 names a custom hash algorithm, not SHA-256',
    expected: "'SHA-256'",
  },
  {
    code: 'pattern-subset-constant',
    text: "[ipv4-addr:value ISSUBSET 'not an address']",
    message: "column 27: ISSUBSET compares addresses, and 'not an address' is none",
  },
  {
    code: 'pattern-subset-constant',
    text: "[ipv4-addr:value ISSUPERSET '198.51.100.0/33']",
    message: "column 29: ISSUPERSET compares addresses, and '198.51.100.0/33' is none",
  },
  {
    code: 'pattern-subset-constant',
    text: "[ipv6-addr:value ISSUBSET 'fe80::1%eth0']",
    message: "column 27: ISSUBSET compares addresses, and 'fe80::1%eth0' is none",
  },
  {
    code: 'pattern-subset-path',
    text: "[url:x_acme_host ISSUBSET '198.51.100.0/24']",
    message: 'column 2: ISSUBSET compares addresses, which stand in the property value',
  },
  {
    code: 'pattern-type-form',
    text: '[File:size = 1]',
    message: "column 2: File can't be the name of an object type",
  },
  {
    code: 'pattern-type-form',
    text: '[x--acme:size = 1]',
    message: "column 2: x--acme can't be the name of an object type",
  },
  {
    code: 'pattern-type-form',
    text: '[x-acme-:size = 1]',
    message: "column 2: x-acme- can't be the name of an object type",
  },
  {
    code: 'pattern-type-form',
    text: '[ab:size = 1]',
    message: "column 2: ab can't be the name of an object type",
  },
  {
    code: 'pattern-type-form',
    text: `[${'a'.repeat(251)}:size = 1]`,
    message: `column 2: ${'a'.repeat(40)}… can't be the name of an object type`,
  },
  {
    code: 'pattern-type-unknown',
    text: "[ipv4-address:value = 'x']",
    message: 'column 2: the standard has no object type ipv4-address',
  },
  {
    code: 'pattern-type-custom',
    text: '[x-acme-sensor:kelvin = 1]',
    message: 'column 2: x-acme-sensor is a custom object type, which others may not know',
  },
  {
    code: 'pattern-type-not-observable',
    text: "[malware:name = 'x']",
    message: 'column 2: malware objects are no cyber-observable objects',
  },
  {
    code: 'pattern-property-unknown',
    text: "[process:name = 'x']",
    message: 'column 10: process has no property name',
  },
  {
    code: 'pattern-property-custom',
    text: "[file:x_acme_a = 'x']",
    message: 'column 7: x_acme_a is a custom property, which others may not know',
  },
  {
    code: 'pattern-property-form',
    text: "[file:Name = 'x']",
    message: "column 7: 'Name' is no property of file, nor the name of a custom one",
  },
  {
    code: 'pattern-property-form',
    text: "[file:__proto__.constructor = 'x' AND file:'' = 'x']",
    message: "column 44: '' is no property of file, nor the name of a custom one",
  },
  {
    code: 'pattern-constant-kind',
    text: "[file:mtime > '2024-01-01T00:00:00Z']",
    message: "column 15: file:mtime is a timestamp: comparing it with '2024-01-01T00:00:00Z' never matches",
  },
  {
    code: 'pattern-constant-kind',
    text: "[file:size = '1']",
    message: "column 14: file:size is an integer: comparing it with '1' never matches",
  },
  {
    code: 'pattern-constant-kind',
    text: '[network-traffic:is_active = 1]',
    message: 'column 30: network-traffic:is_active is a boolean: comparing it with 1 never matches',
  },
  {
    code: 'pattern-constant-kind',
    text: '[network-traffic:src_ref.value IN (1)]',
    message: 'column 36: network-traffic:src_ref.value is a string: comparing it with 1 never matches',
  },
  {
    code: 'pattern-constant-kind',
    text: "[file:extensions.'windows-pebinary-ext'.sections[*].entropy LIKE 'x']",
    message: "column 66: file:extensions.'windows-pebinary-ext'.s… is a float: comparing it with 'x' never matches",
  },
  {
    code: 'pattern-constant-kind',
    text: '[domain-name:resolves_to_refs[0] = true]',
    message: 'column 36: domain-name:resolves_to_refs[0] is a reference: comparing it with true never matches',
  },
  {
    code: 'pattern-regular-expression',
    text: "[file:name MATCHES '(']",
    message: 'column 20: the regular expression has a ( without its )',
  },
  {
    code: 'pattern-path-step',
    text: "[network-traffic:protocols = 'tcp']",
    message: 'column 2: network-traffic:protocols is a list: the path needs [*] or an index such as [0]',
  },
  {
    code: 'pattern-path-step',
    text: "[file:hashes = 'x']",
    message: 'column 2: file:hashes is a dictionary of hashes: the path needs a further step',
  },
  {
    code: 'pattern-path-step',
    text: "[file:name[0] = 'x']",
    message: 'column 11: [0] stands behind a string, which is no list',
  },
  {
    code: 'pattern-path-step',
    text: "[file:name.first = 'x']",
    message: 'column 12: .first stands behind a string, which has no parts',
  },
  {
    code: 'pattern-path-step',
    text: "[windows-registry-key:values.data = 'x']",
    message: 'column 30: .data stands behind a list, which needs [*] or an index such as [0] first',
  },
  {
    code: 'pattern-path-step',
    text: "[windows-registry-key:values[*].value = 'x']",
    message: 'column 33: .value is no property there',
  },
  {
    code: 'pattern-path-step',
    text: "[network-traffic:src_ref.name = 'x']",
    message: 'column 26: .name is no property of ipv4-addr or ipv6-addr or mac-addr or domain-name',
  },
  {
    code: 'pattern-exists-version',
    text: '[NOT EXISTS file:name]',
    context: VERSION_2_0,
    message: 'column 2: EXISTS is not part of pattern_version 2.0',
  },
  {
    code: 'pattern-outside-validity',
    text: "[file:size = 1] START t'2023-12-31T23:59:59.999Z' STOP t'2024-02-01T00:00:00Z'",
    context: VALID_IN_2024,
    message: 'column 23: START 2023-12-31T23:59:59.999Z is before valid_from',
  },
  {
    code: 'pattern-outside-validity',
    text: "[file:size = 1] START t'2024-02-01T00:00:00Z' STOP t'2025-01-01T00:00:00.0001Z'",
    context: VALID_IN_2024,
    message: 'column 52: STOP 2025-01-01T00:00:00.0001Z is after valid_until',
  },
];

test.each(BROKEN)('$code: $text', ({ code, text, context, message, expected }) => {
  const { id, level, section, ...rule } = PATTERN_CHECKS[code];
  expect(id).toMatch(/^(?:PAT-\d\d|C-38|J\.2|A\.6)$/);
  expect(checkPattern(treeOf(text), context).filter((finding) => finding.code === code)).toEqual([
    {
      level,
      code,
      message,
      expected: expected ?? rule.expected,
      section,
      position: { line: 1, column: Number(/\d+/.exec(message)?.[0]) },
    },
  ]);
});

test('every rule has a broken example', () => {
  expect([...new Set(BROKEN.map(({ code }) => code))].toSorted()).toEqual(Object.keys(PATTERN_CHECKS).toSorted());
});

test('MUST rules are errors, SHOULD and debatable ones hints (J.3)', () => {
  const errors = Object.entries(PATTERN_CHECKS).filter(([, { level }]) => level === 'error');
  expect(errors.map(([code, { id }]) => `${id} ${code}`).toSorted()).toEqual([
    'J.2 pattern-exists-version',
    'PAT-01 pattern-qualifier-zero',
    'PAT-02 pattern-qualifier-twice',
    'PAT-04 pattern-timestamp-date',
    'PAT-08 pattern-hash-form',
    'PAT-10 pattern-type-form',
  ]);
  const ids = new Set(Object.values(PATTERN_CHECKS).map(({ id }) => id));
  for (let number = 1; number <= 14; number += 1) expect(ids).toContain(`PAT-${String(number).padStart(2, '0')}`);
});

describe('nothing to say', () => {
  test.each([
    ["[ipv4-addr:value = '198.51.100.7']"],
    [`[file:hashes.MD5 = '${MD5}' OR file:hashes.'SHA-256' != '${'A'.repeat(64)}']`],
    ["[file:hashes.MD5 LIKE 'a%']"],
    ["[file:hashes.WHIRLPOOL = 'anything']"],
    ['[file:size = 1] REPEATS 1 TIMES WITHIN 0.001 SECONDS'],
    ['([file:size = 1] WITHIN 5 SECONDS OR [file:size = 2] WITHIN 5 SECONDS) WITHIN 6 SECONDS'],
    ['([file:size = 1] WITHIN 5 SECONDS) WITHIN 6 SECONDS'],
    ["[(email-addr:value = 'a' OR url:value = 'u') AND (url:value = 'u' OR email-addr:value = 'a')]"],
    ["[file:size = 1] AND [directory:path = 'x']"],
    ["[file:mtime = t'2024-02-29T00:00:00Z' AND file:ctime != t'2016-12-31T23:59:60Z']"],
    ["[file:size IN (1, 2.5, -3)]"],
    ["[file:name = '== <> +1 // /* no comment */']"],
    ["[url:value = 'http://a.example/?a==+1']"],
    ["[ipv4-addr:value ISSUBSET '198.51.100.0/24' OR ipv6-addr:value ISSUPERSET '2001:db8::1']"],
    ["[network-traffic:src_ref.value ISSUBSET '::ffff:198.51.100.0/128']"],
    ["[file:magic_number_hex = 'ff' OR file:name = h'ff' OR artifact:payload_bin = 'AAEC']"],
    ["[network-traffic:protocols[*] = 'tcp' AND network-traffic:src_ref.belongs_to_refs[0].number = 64500]"],
    ["[process:parent_ref.image_ref.parent_directory_ref.path = 'x' AND process:child_refs[*].pid = 1.0]"],
    ["[network-traffic:extensions.'http-request-ext'.request_header.'User-Agent'[0] LIKE 'curl%']"],
    ["[file:extensions.'x-acme-ext'.anything[3].goes = true AND file:extensions.'pdf-ext'.is_optimized = true]"],
    ["[file:contains_refs[*].anything = 1 OR network-traffic:src_ref.type = 'ipv4-addr']"],
    ["[x509-certificate:x509_v3_extensions.private_key_usage_period_not_after > t'2024-01-01T00:00:00Z']"],
    ["[email-message:body_multipart[*].body_raw_ref.mime_type = 'text/plain']"],
    ["[process:environment_variables.PATH = 'x' AND process:extensions.'windows-service-ext'.descriptions[0] = 'x']"],
    ["[EXISTS network-traffic:protocols AND EXISTS network-traffic:src_ref]"],
    ["[user-account:id = 'x' AND user-account:defanged = true AND user-account:object_marking_refs[0] = 'x']"],
    ["[windows-registry-key:key = 'x' AND windows-registry-key:values[0].name = '']"],
  ])('%s', (text) => {
    expect(checkPattern(treeOf(text))).toEqual([]);
  });

  test('C-38: times on the bounds of the validity are inside', () => {
    const text = "[file:size = 1] START t'2024-01-01T00:00:00.000Z' STOP t'2025-01-01T00:00:00.0Z'";
    expect(checkPattern(treeOf(text), VALID_IN_2024)).toEqual([]);
    expect(checkPattern(treeOf(text), { validFrom: 'never', validUntil: '' })).toEqual([]);
  });

  test('properties are not judged in pattern_version 2.0, whose objects had others', () => {
    const text = "[process:name = 'x' AND process:created > 'y' AND process:binary_ref.hashes.MD5 LIKE 'x']";
    expect(checkPattern(treeOf(text), VERSION_2_0)).toEqual([]);
    expect(checkPattern(treeOf(text), { patternVersion: '2.1' })).toHaveLength(3);
  });
});

describe('PAT-13: only regular expressions that nothing can repair are reported', () => {
  test.each([
    [String.raw`^curl/\d+`, undefined],
    [String.raw`\(`, undefined],
    ['[(]', undefined],
    ['[]()]', undefined],
    ['[^]()]', undefined],
    ['[[:alpha:])]', undefined],
    [String.raw`[\])]`, undefined],
    [String.raw`\Q(((\E`, undefined],
    [String.raw`\Q(((`, undefined],
    [String.raw`[\Q](\E]`, undefined],
    ['(?#what ( ever)x', undefined],
    ['(?x) a # (\n', undefined],
    ['(?i-x:a)', undefined],
    ['(?<name>a)(?=b)', undefined],
    ['a)', 'has a ) without its ('],
    ['((a)', 'has a ( without its )'],
    ['(?#what', 'has a ( without its )'],
    ['[a', 'has a [ without its ]'],
    ['[]', 'has a [ without its ]'],
    ['[[:alpha:]', 'has a [ without its ]'],
    [String.raw`[\]`, 'has a [ without its ]'],
    ['a\\', 'ends in a single backslash'],
  ])('%s', (expression, flaw) => {
    const text = `[file:name MATCHES '${expression.replaceAll(/[\\']/g, String.raw`\$&`)}']`;
    const messages = checkPattern(treeOf(text)).map(({ message }) => message);
    expect(messages).toEqual(flaw === undefined ? [] : [`column 20: the regular expression ${flaw}`]);
  });
});

test('findings come in the order of the text, over lines too', () => {
  const text = "/* a */ [file:size = '1']\nREPEATS 0 TIMES OR [File:size == 1]";
  expect(checkPattern(treeOf(text)).map(({ code, position }) => [code, position?.line, position?.column])).toEqual([
    ['pattern-comment', 1, 1],
    ['pattern-constant-kind', 1, 22],
    ['pattern-qualifier-zero', 2, 1],
    ['pattern-type-form', 2, 21],
    ['pattern-operator-spelling', 2, 31],
  ]);
});

test(`one mistake is told ${MAX_FINDINGS_PER_CODE} times at most, and hides no other`, () => {
  const many = Array.from({ length: 50 }, (_, index) => `[file:size = 1] REPEATS ${index % 2 === 0 ? 0 : 1} TIMES`);
  const findings = checkPattern(treeOf(`${many.join(' OR ')} OR [file:hashes.MD5 = 'x']`));
  expect(findings.map(({ code }) => code)).toEqual([
    ...Array.from({ length: MAX_FINDINGS_PER_CODE }, () => 'pattern-qualifier-zero'),
    'pattern-hash-form',
  ]);
});

test('a tree without text is checked, its findings without places', () => {
  const { expression } = treeOf('[file:size = 1] REPEATS 0 TIMES');
  const [finding] = checkPattern({ kind: 'pattern', expression });
  expect(finding?.position).toBeUndefined();
  expect(finding?.message).toBe('REPEATS has no repetition: 0 times ask for nothing');
});
