// Reading patterns in tests, where a tree or a problem is expected.

import { parsePattern } from '../../../schemas/patterns/patterns.ts';
import type { PatternProblem, PatternTree } from '../../../schemas/patterns/patterns.ts';

/** The tree of a text that must be a pattern. */
export function treeOf(text: string): PatternTree {
  const result = parsePattern(text);
  if ('problem' in result) throw new Error(`${JSON.stringify(text)} is refused: ${result.problem.message}`);
  return result.tree;
}

/** The problem of a text that must not be a pattern. */
export function problemOf(text: string): PatternProblem {
  const result = parsePattern(text);
  if ('tree' in result) throw new Error(`${JSON.stringify(text)} is accepted`);
  return result.problem;
}
