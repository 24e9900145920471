// Where checks put what they find in one object.
import type { Finding } from '../finding.ts';
import { RULES, type RuleCode } from './rules.ts';

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
  let more = 0;
  let moreErrors = 0;
  return {
    report(code, pointer, message, expected, section) {
      const finding = findingOf(code, pointer, message, expected, section);
      if (findings.length < MOST_FINDINGS) {
        findings.push(finding);
      } else {
        more += 1;
        if (finding.level === 'error') moreErrors += 1;
      }
    },
    list() {
      return more === 0 ? findings : [...findings, closingFinding(more, moreErrors)];
    },
  };
}

function findingOf(code: RuleCode, pointer: string, message: string, expected: string, section?: string): Finding {
  const rule = RULES[code];
  const level = rule.level === 'must' || rule.level === 'policy' ? 'error' : 'hint';
  return { level, code, pointer, message, expected, section: placeOf(section ?? rule.section) };
}

function placeOf(section: string): string {
  return /^[\dA-Z]/.test(section) && !section.includes(' ') ? `STIX 2.1, ${section}` : section;
}

// An error when there is one among those that are left out, so that their number can't hide it.
function closingFinding(more: number, errors: number): Finding {
  const code = errors > 0 ? 'more-errors' : 'more-hints';
  const message = `${more} more findings are left out, ${errors} of them errors`;
  return findingOf(code, '', message, 'an object with fewer mistakes');
}
