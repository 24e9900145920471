// What a grammatical pattern means, looked at rule by rule (STIX 2.1, section 9).

import { checkComparison } from './check-comparisons.ts';
import { checkQualified } from './check-qualifiers.ts';
import { checkSpelling } from './check-spelling.ts';
import { PATTERN_CHECKS } from './pattern-checks.ts';
import type { PatternCode, PatternContext, PatternFinding, Report } from './pattern-checks.ts';
import { positionFinder, positionInWords } from './position.ts';
import type { ObservationExpression, PatternTree } from './tree.ts';

/** How many findings of one code a pattern gets; a long pattern full of one mistake needs no longer list. */
export const MAX_FINDINGS_PER_CODE = 10;

/**
 * Checks a pattern beyond its grammar: PAT-01 to PAT-14 and C-38 (see `PATTERN_CHECKS`). Findings come in the order of
 * the text. The time is linear in the size of the tree.
 */
export function checkPattern(tree: PatternTree, context: PatternContext = {}): PatternFinding[] {
  const notes: Note[] = [];
  const counts = new Map<PatternCode, number>();
  const report: Report = (code, node, message, expected = PATTERN_CHECKS[code].expected) => {
    const count = counts.get(code) ?? 0;
    counts.set(code, count + 1);
    if (count < MAX_FINDINGS_PER_CODE) notes.push({ code, offset: node.start, message, expected });
  };
  checkObservation(tree.expression, context, report);
  if (tree.text !== undefined) checkSpelling(tree.text, report);
  return notes.length === 0 ? [] : findingsOf(notes, tree.text);
}

interface Note {
  readonly code: PatternCode;
  readonly offset: number | undefined;
  readonly message: string;
  readonly expected: string;
}

function checkObservation(expression: ObservationExpression, context: PatternContext, report: Report): void {
  switch (expression.kind) {
    case 'observation':
      checkComparison(expression.comparison, context, report);
      break;
    case 'observation-combination':
      for (const operand of expression.operands) checkObservation(operand, context, report);
      break;
    case 'qualified-observation':
      checkObservation(expression.expression, context, report);
      checkQualified(expression, context, report);
      break;
  }
}

function findingsOf(notes: readonly Note[], text: string | undefined): PatternFinding[] {
  const positionAt = text === undefined ? undefined : positionFinder(text);
  const inOrder = notes.toSorted((a, b) => (a.offset ?? 0) - (b.offset ?? 0));
  return inOrder.map(({ code, offset, message, expected }) => {
    const { level, section } = PATTERN_CHECKS[code];
    const position = offset === undefined ? undefined : positionAt?.(offset);
    const placed = position === undefined ? message : `${positionInWords(position)}: ${message}`;
    return { level, code, message: placed, expected, section, position };
  });
}
