// The rules that a pattern can break although it is grammatical, and what a finding about one looks like.

import type { Position } from './position.ts';
import type { Positioned } from './tree.ts';

interface PatternCheck {
  /** Where this project's STIX reference lists the rule: PAT-nn, C-nn, or a section of it. */
  readonly id: string;
  readonly level: 'error' | 'hint';
  /** What would be right, unless the finding says so more exactly. */
  readonly expected: string;
  readonly section: string;
}

/** Every rule by the stable code of its findings. MUST rules are errors; SHOULD and debatable ones are hints. */
export const PATTERN_CHECKS = {
  'pattern-exists-version': error('J.2', '9.6', 'a pattern_version of 2.1, or a pattern without EXISTS'),
  'pattern-qualifier-zero': error('PAT-01', '9.5.1', 'a number greater than 0'),
  'pattern-qualifier-twice': error('PAT-02', '9.5.1', 'one qualifier of each kind behind an observation'),
  'pattern-qualifier-twice-on-group': hint('PAT-02', '9.5.1', 'one qualifier of each kind behind a parenthesis'),
  'pattern-mixed-object-types': hint('PAT-03', '9.6', 'one object type inside a pair of brackets'),
  'pattern-timestamp-date': error('PAT-04', '9.2', 'a day that exists in the calendar'),
  'pattern-start-after-stop': hint('PAT-04', '9.5.1', 'a START before the STOP'),
  'pattern-negative-index': hint('PAT-05', '9.7.2', 'a list index of 0 or more, or *'),
  'pattern-empty-set': hint('PAT-06', '9.6.5', 'one constant at least between the parentheses'),
  'pattern-mixed-set': hint('PAT-06', '9.6.5', 'constants of one kind'),
  'pattern-plus-sign': hint('PAT-07', '9.2', 'the number without a plus sign'),
  'pattern-operator-spelling': hint('PAT-07', '9.6.1', '= or !='),
  'pattern-comment': hint('PAT-07', '9.4', 'a pattern without comments'),
  'pattern-hash-form': error('PAT-08', '2.7', 'a value in the form of the hash algorithm'),
  'pattern-hash-name': hint('A.6', '10.7', 'the name of a hash algorithm in hash-algorithm-ov'),
  'pattern-subset-constant': hint('PAT-09', '9.6.1', 'an IPv4 or IPv6 address or CIDR block'),
  'pattern-subset-path': hint('PAT-09', '9.6.1', 'a path that ends in the value of an address object'),
  'pattern-type-form': error('PAT-10', '9.7', '3 to 250 characters: lower-case letters, digits and single hyphens'),
  'pattern-type-unknown': hint('PAT-10', '11.2', 'a type of section 6, or a custom one that begins with x-'),
  'pattern-type-custom': hint('PAT-10', '11.2', 'a type of section 6'),
  'pattern-type-not-observable': hint('PAT-10', '9.7', 'a cyber-observable object type (section 6)'),
  'pattern-property-form': hint('PAT-11', '11.1', '3 to 250 characters: lower-case letters, digits and underscores'),
  'pattern-property-unknown': hint('PAT-11', '9.7', 'a property of the object type, or a custom x_ one'),
  'pattern-property-custom': hint('PAT-11', '11.1', 'a property of the object type'),
  'pattern-constant-kind': hint('PAT-12', '9.6', 'a constant of the kind that the property has'),
  'pattern-regular-expression': hint('PAT-13', '9.6.1', 'a regular expression (PCRE) that can be read'),
  'pattern-path-step': hint('PAT-14', '9.7', 'a path that follows the properties of the objects'),
  'pattern-outside-validity': hint('C-38', '4.7', 'times between valid_from and valid_until'),
} as const satisfies Record<string, PatternCheck>;

/** The stable name of one rule. */
export type PatternCode = keyof typeof PATTERN_CHECKS;

/** What one check has to say about one place of a pattern. */
export interface PatternFinding {
  readonly level: 'error' | 'hint';
  readonly code: PatternCode;
  /** What is wrong, as a sentence that begins with the place: `column 17: …`. */
  readonly message: string;
  /** What would be right, as a phrase. */
  readonly expected: string;
  /** Where the rule stands, e.g. `STIX 2.1, 9.5.1`. */
  readonly section: string;
  /** The place in the text; `undefined` for a tree made by hand. */
  readonly position: Position | undefined;
}

/** What the indicator around the pattern says. */
export interface PatternContext {
  /** `pattern_version`; 2.1 when absent. In 2.0 there is no EXISTS, and properties aren't known here. */
  readonly patternVersion?: '2.0' | '2.1';
  /** `valid_from`, a timestamp. */
  readonly validFrom?: string;
  /** `valid_until`, a timestamp. */
  readonly validUntil?: string;
}

/** Notes one finding at a node; `expected` replaces the phrase of the rule. */
export type Report = (code: PatternCode, node: Positioned, message: string, expected?: string) => void;

function error(id: string, section: string, expected: string): PatternCheck {
  return { id, level: 'error', expected, section: `STIX 2.1, ${section}` };
}

function hint(id: string, section: string, expected: string): PatternCheck {
  return { id, level: 'hint', expected, section: `STIX 2.1, ${section}` };
}
