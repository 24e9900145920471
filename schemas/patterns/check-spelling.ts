// Check of spellings that the published grammar takes and the standard's text doesn't know.

import type { Report } from './pattern-checks.ts';
import { excerpt } from './position.ts';
import { COMMENTS, patternLexer } from './tokens.ts';

/** PAT-07: comments, `==`, `<>` and plus signs. The tree has lost them, hence the second look at the text. */
export function checkSpelling(text: string, report: Report): void {
  if (!SUSPICIOUS.test(text)) return;
  const { tokens, groups } = patternLexer.tokenize(text);
  for (const comment of groups[COMMENTS] ?? []) {
    report('pattern-comment', { start: comment.startOffset }, 'comments in patterns are not part of the standard');
  }
  for (const { image, startOffset: start } of tokens) {
    if (image === '==' || image === '<>') {
      const right = image === '==' ? '=' : '!=';
      report('pattern-operator-spelling', { start }, `${image} is not an operator of the standard`, right);
    }
    if (image.startsWith('+')) {
      report('pattern-plus-sign', { start }, `the number ${excerpt(image)} has a plus sign`);
    }
  }
}

const SUSPICIOUS = /==|<>|\+|\/\*|\/\//;
