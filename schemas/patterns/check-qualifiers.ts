// Checks of WITHIN, REPEATS and START … STOP (STIX 2.1, 9.5.1).

import { versionKey } from '../timestamp.ts';
import type { VersionKey } from '../timestamp.ts';
import { checkDate } from './check-constants.ts';
import type { PatternContext, Report } from './pattern-checks.ts';
import { excerpt } from './position.ts';
import type { QualifiedObservation, Qualifier, StartStopQualifier } from './tree.ts';

/** PAT-01, PAT-02, PAT-04 and C-38 for the qualifiers behind one observation expression. */
export function checkQualified(qualified: QualifiedObservation, context: PatternContext, report: Report): void {
  const onGroup = qualified.expression.kind !== 'observation';
  const seen = new Set<Qualifier['kind']>();
  for (const qualifier of qualified.qualifiers) {
    if (seen.has(qualifier.kind)) {
      const code = onGroup ? 'pattern-qualifier-twice-on-group' : 'pattern-qualifier-twice';
      const place = onGroup ? 'parenthesis' : 'observation';
      report(code, qualifier, `a second ${KEYWORDS[qualifier.kind]} stands behind the same ${place}`);
    }
    seen.add(qualifier.kind);
    checkQualifier(qualifier, context, report);
  }
}

const KEYWORDS = { within: 'WITHIN', repeats: 'REPEATS', 'start-stop': 'START … STOP' } as const;

function checkQualifier(qualifier: Qualifier, context: PatternContext, report: Report): void {
  switch (qualifier.kind) {
    case 'within':
      if (isZero(qualifier.seconds.digits)) {
        report('pattern-qualifier-zero', qualifier, 'WITHIN has no time: 0 seconds can hold nothing');
      }
      break;
    case 'repeats':
      if (isZero(qualifier.times.digits)) {
        report('pattern-qualifier-zero', qualifier, 'REPEATS has no repetition: 0 times ask for nothing');
      }
      break;
    case 'start-stop':
      checkStartStop(qualifier, context, report);
      break;
  }
}

// By the digits, because a number may be small enough to round to 0.
function isZero(digits: string): boolean {
  return !/[1-9]/.test(digits);
}

function checkStartStop(qualifier: StartStopQualifier, context: PatternContext, report: Report): void {
  checkDate(qualifier.startTime, report);
  checkDate(qualifier.stopTime, report);
  const start = versionKey(qualifier.startTime.value);
  const stop = versionKey(qualifier.stopTime.value);
  if (start === undefined || stop === undefined) return;
  if (start >= stop) {
    report('pattern-start-after-stop', qualifier, 'START is not before STOP, so that nothing can match');
  }
  checkValidity(qualifier, start, stop, context, report);
}

function checkValidity(
  { startTime, stopTime }: StartStopQualifier,
  start: VersionKey,
  stop: VersionKey,
  context: PatternContext,
  report: Report,
): void {
  const { validFrom, validUntil } = context;
  const from = validFrom === undefined ? undefined : versionKey(validFrom);
  const until = validUntil === undefined ? undefined : versionKey(validUntil);
  if (from !== undefined && start < from) {
    report('pattern-outside-validity', startTime, `START ${excerpt(startTime.value)} is before valid_from`);
  }
  if (until !== undefined && stop > until) {
    report('pattern-outside-validity', stopTime, `STOP ${excerpt(stopTime.value)} is after valid_until`);
  }
}
