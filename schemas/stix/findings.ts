// Turns what ajv reports into findings: one for one mistake, in words for the publisher.
import type { ErrorObject } from 'ajv/dist/2020.js';
import { checkCustomValue } from './custom-values.ts';
import { explainMistake, type Explanation } from './explain-mistake.ts';
import { isPropertyName, PROPERTY_NAME_IN_WORDS } from './formats/property-names.ts';
import { isScalar, pointerTo, type JsonObject, type JsonValue } from './json.ts';
import { quote } from './quote.ts';
import type { Report } from './report.ts';
import { isHint } from './rules.ts';

/** One mistake as a rule breaks, before it is reported. */
interface Mistake extends Explanation {
  readonly pointer: string;
  readonly section: string | undefined;
  /** Whether it is about what a list or object has in it, rather than about one value. */
  readonly isAboutMembers: boolean;
  /** Whether the value is of another kind altogether, or empty, so that nothing else about it matters. */
  readonly isAboutTheWhole: boolean;
}

/** Keywords that only repeat what the errors inside them say. */
const REPEATING = new Set(['if', 'allOf', 'propertyNames', '$ref']);

/** What `checkIdentity` has looked at before. */
const TOLD_BEFORE: ReadonlySet<string> = new Set(['id', 'type']);

/** Parts of a schema path below which a failure is one way among others, told by the keyword itself. */
const ALTERNATIVES = /\/(?:anyOf|oneOf|not|contains)\//;

/**
 * Reports the mistakes that a schema found.
 *
 * @param section the section of the type, for rules that stand in every type's section
 * @param container the observed-data container that the value is in, whose keys its references are
 */
export function reportMistakes(
  errors: readonly ErrorObject[],
  report: Report,
  section: string,
  container?: JsonObject,
): void {
  const mistakes = errors
    .filter((error) => isTold(error, container !== undefined))
    .map((error) => mistakeOf(error, section, container));
  for (const { code, pointer, message, expected, section: place } of oneEach(mistakes)) {
    report(code, pointer, message, expected, place);
  }
  for (const error of errors) {
    if (error.keyword === 'additionalProperties') checkUnknownMember(error, report, container);
  }
}

// A member that the standard doesn't define keeps the rules that hold for every property (T-03, T-04, T-07, T-09).
function checkUnknownMember(error: ErrorObject, report: Report, container: JsonObject | undefined): void {
  const name = String(error.params.additionalProperty);
  const value = (error.data as JsonObject)[name];
  const pointer = pointerOf(error);
  if (!isPropertyName(name)) report('property-name', pointer, `${quote(name)} can't name a property`, PROPERTY_NAME_IN_WORDS);
  const references = container === undefined ? 'identifiers' : { keysOf: container };
  if (value !== undefined) checkCustomValue(name, value, pointer, report, { isExtension: true, references });
}

function isTold({ keyword, schemaPath, instancePath, params }: ErrorObject, isContained: boolean): boolean {
  if (REPEATING.has(keyword) || ALTERNATIVES.test(schemaPath)) return false;
  if (isContained) return true;
  return instancePath !== '/id' && !(instancePath === '' && TOLD_BEFORE.has(String(params.missingProperty)));
}

// A value of the wrong kind, or an empty one, has no other mistake; a scalar has one at a time, told by the first rule
// that it breaks, a MUST before a hint. In lists and objects several things can be missing at once.
function oneEach(mistakes: readonly Mistake[]): Iterable<Mistake> {
  const wholes = new Set(mistakes.filter(({ isAboutTheWhole }) => isAboutTheWhole).map(({ pointer }) => pointer));
  const told = new Map<string, Mistake>();
  for (const mistake of mistakes) {
    const { pointer, code, message, isAboutMembers, isAboutTheWhole } = mistake;
    if (!isAboutTheWhole && wholes.has(pointer)) continue;
    const key = isAboutMembers && !isAboutTheWhole ? `${pointer} ${code} ${message}` : pointer;
    const before = told.get(key);
    if (before === undefined || (isHint(before.code) && !isHint(code))) told.set(key, mistake);
  }
  return told.values();
}

function mistakeOf(error: ErrorObject, typeSection: string, container: JsonObject | undefined): Mistake {
  const explanation = explainMistake(error, container);
  const place = error.parentSchema?.section;
  return {
    ...explanation,
    pointer: pointerOf(error),
    section: typeof place === 'string' ? place : TYPE_RULES.has(explanation.code) ? typeSection : undefined,
    isAboutMembers: !isScalar(error.data as JsonValue),
    isAboutTheWhole: EMPTY.has(explanation.code) || error.keyword === 'type',
  };
}

function pointerOf({ instancePath, keyword, params, propertyName }: ErrorObject): string {
  if (propertyName !== undefined) return pointerTo(instancePath, propertyName);
  return keyword === 'additionalProperties' ? pointerTo(instancePath, String(params.additionalProperty)) : instancePath;
}

const EMPTY: ReadonlySet<string> = new Set(['empty-list', 'empty-object']);

/** Rules that stand in the section of every type. */
const TYPE_RULES: ReadonlySet<string> = new Set(['property-missing', 'value-type', 'number-range', 'reference-target']);
