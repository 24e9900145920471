// Patterns of indicators (C-39, section J): what the pattern parser and its checks say, as findings.
import { checkPattern, parsePattern, type PatternContext } from '../../patterns/patterns.ts';
import type { JsonObject } from '../json.ts';
import type { Report } from '../report.ts';

/** A pattern of type stix can be parsed, and makes sense. */
export function checkIndicatorPattern(object: JsonObject, report: Report): void {
  if (object.pattern_type !== 'stix' || typeof object.pattern !== 'string') return;
  const result = parsePattern(object.pattern);
  if ('problem' in result) {
    report('pattern-syntax', '/pattern', result.problem.message, 'a pattern by the grammar of STIX patterning');
    return;
  }
  for (const { code, message, expected } of checkPattern(result.tree, contextOf(object))) {
    report(code, '/pattern', message, expected);
  }
}

function contextOf(object: JsonObject): PatternContext {
  const { pattern_version: version, valid_from: validFrom, valid_until: validUntil } = object;
  return {
    ...(version === '2.0' || version === '2.1' ? { patternVersion: version } : {}),
    ...(typeof validFrom === 'string' ? { validFrom } : {}),
    ...(typeof validUntil === 'string' ? { validUntil } : {}),
  };
}
