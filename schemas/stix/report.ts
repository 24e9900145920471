// Where checks put what they find in one object.
import type { Finding } from '../finding.ts';
import { isHint, RULES, type RuleCode } from './rules.ts';

/** More findings than this about one object help nobody; the rest are only counted. */
export const MOST_FINDINGS = 50;

/**
 * Takes one finding.
 *
 * @param code the rule that was broken, which decides on level and section
 * @param pointer JSON pointer into the object
 * @param message what is wrong, as a sentence without its full stop
 * @param expected what would be right, as a phrase
 * @param section the section, where the rule stands in more than one
 */
export type Report = (code: RuleCode, pointer: string, message: string, expected: string, section?: string) => void;

/** Collects the findings about one object. */
export interface Findings {
  readonly report: Report;
  /** All of them; the last one says how many more there are. */
  list(): Finding[];
}

/** An empty collection of findings. */
export function collectFindings(): Findings {
  const findings: Finding[] = [];
  let errors = 0;
  let hints = 0;
  return {
    report(code, pointer, message, expected, section) {
      const count = isHint(code) ? (hints += 1) : (errors += 1);
      if (count <= MOST_FINDINGS) findings.push(findingOf(code, pointer, message, expected, section));
    },
    list() {
      return errors + hints <= MOST_FINDINGS ? findings : [...mostImportant(findings), closingFinding(errors, hints)];
    },
  };
}

// Errors go before hints, so that no number of hints can hide one; the order stays.
function mostImportant(findings: readonly Finding[]): Finding[] {
  let hintsLeft = MOST_FINDINGS - findings.filter(({ level }) => level === 'error').length;
  return findings.filter(({ level }) => {
    if (level === 'hint') hintsLeft -= 1;
    return level === 'error' || hintsLeft >= 0;
  });
}

function findingOf(code: RuleCode, pointer: string, message: string, expected: string, section?: string): Finding {
  const level = isHint(code) ? 'hint' : 'error';
  return { level, code, pointer, message, expected, section: placeOf(section ?? RULES[code].section) };
}

function placeOf(section: string): string {
  return /^[\dA-Z]/.test(section) && !section.includes(' ') ? `STIX 2.1, ${section}` : section;
}

function closingFinding(errors: number, hints: number): Finding {
  const moreErrors = Math.max(0, errors - MOST_FINDINGS);
  const message = `${errors + hints - MOST_FINDINGS} more findings are left out, ${moreErrors} of them errors`;
  return findingOf(moreErrors > 0 ? 'more-errors' : 'more-hints', '', message, 'an object with fewer mistakes');
}
