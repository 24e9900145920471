// Patterns of indicators.
import { stixPattern, type Row } from './row.ts';

/** Objects that break one rule each. */
export const PATTERNS: readonly Row[] = (
  [
    ['pattern-syntax', 'C-39', "[file:name = 'x'"],
    ['pattern-syntax', 'C-39', 'file:size = 1'],
    ['pattern-exists-version', 'J.2', '[EXISTS file:name]', { pattern_version: '2.0' }],
    ['pattern-qualifier-zero', 'PAT-01', '[file:size = 1] REPEATS 0 TIMES'],
    ['pattern-qualifier-twice', 'PAT-02', '[file:size = 1] WITHIN 5 SECONDS WITHIN 6 SECONDS'],
    [
      'pattern-qualifier-twice-on-group',
      'PAT-02',
      '([file:size = 1] OR [file:size = 2]) WITHIN 5 SECONDS WITHIN 6 SECONDS',
    ],
    ['pattern-mixed-object-types', 'PAT-03', "[file:size = 1 AND directory:path = 'x']"],
    ['pattern-timestamp-date', 'PAT-04', "[file:mtime = t'2023-02-29T00:00:00Z']"],
    [
      'pattern-start-after-stop',
      'PAT-04',
      "[file:size = 1] START t'2024-01-01T00:00:00.0005Z' STOP t'2024-01-01T00:00:00.0001Z'",
    ],
    ['pattern-negative-index', 'PAT-05', '[process:child_refs[-1].pid = 1]'],
    ['pattern-empty-set', 'PAT-06', '[file:size IN ()]'],
    ['pattern-mixed-set', 'PAT-06', "[file:x_example IN (1, 'one')]"],
    ['pattern-plus-sign', 'PAT-07', '[file:size = +1]'],
    ['pattern-operator-spelling', 'PAT-07', '[file:size == 1]'],
    ['pattern-comment', 'PAT-07', '[file:size = 1] // one'],
    ['pattern-hash-form', 'PAT-08', "[file:hashes.MD5 = 'xyz']"],
    ['pattern-hash-name', 'A.6', "[file:hashes.md5 = 'd41d8cd98f00b204e9800998ecf8427e']"],
    ['pattern-subset-constant', 'PAT-09', "[ipv4-addr:value ISSUBSET 'not an address']"],
    ['pattern-subset-path', 'PAT-09', "[domain-name:x_example ISSUBSET '198.51.100.0/24']"],
    ['pattern-type-form', 'PAT-10', '[A_b:name = 1]'],
    ['pattern-type-unknown', 'PAT-10', '[thing:size = 1]'],
    ['pattern-type-custom', 'PAT-10', '[x-example-thing:size = 1]'],
    ['pattern-type-not-observable', 'PAT-10', "[malware:name = 'x']"],
    ['pattern-property-form', 'PAT-11', '[file:xY = 1]'],
    ['pattern-property-unknown', 'PAT-11', '[file:length = 1]'],
    ['pattern-property-custom', 'PAT-11', '[file:x_example = 1]'],
    ['pattern-constant-kind', 'PAT-12', "[file:mtime > '2024-01-01T00:00:00Z']"],
    ['pattern-regular-expression', 'PAT-13', "[file:name MATCHES '(']"],
    ['pattern-path-step', 'PAT-14', '[file:name.first = 1]'],
    [
      'pattern-outside-validity',
      'C-38',
      "[file:size = 1] START t'2023-01-01T00:00:00Z' STOP t'2024-01-01T00:00:00.0005Z'",
    ],
  ] as const
).map(([code, requirement, pattern, changes]) => [
  code,
  requirement,
  pattern,
  stixPattern(pattern, changes),
  '/pattern',
]);
