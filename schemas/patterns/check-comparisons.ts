// Checks of what stands inside the brackets of an observation (STIX 2.1, 9.6).

import { hashFormInWords, isHashAlgorithm, isHashOf } from '../hash-forms.ts';
import { checkDate, checkMatch, checkSet } from './check-constants.ts';
import { checkPath, hashNameIn } from './check-paths.ts';
import { kindInWords } from './path-kinds.ts';
import type { PatternContext, Report } from './pattern-checks.ts';
import { excerpt } from './position.ts';
import { printConstant, printPath } from './print.ts';
import type { PropertyKind } from './property-kinds.ts';
import type { ComparisonCombination, ComparisonExpression, ComparisonTest, Constant } from './tree.ts';

/** Every check of a comparison expression. Gives the object types of which one can fulfil it (PAT-03). */
export function checkComparison(
  comparison: ComparisonExpression,
  context: PatternContext,
  report: Report,
): ReadonlySet<string> {
  if (comparison.kind !== 'comparison-combination') {
    checkTest(comparison, context, report);
    return new Set([comparison.path.objectType]);
  }
  const types = comparison.operands.map((operand) => checkComparison(operand, context, report));
  return comparison.operator === 'AND' ? sharedTypes(comparison, types, report) : unionOf(types);
}

function unionOf(sets: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  const union = new Set<string>();
  for (const set of sets) for (const type of set) union.add(type);
  return union;
}

// An operand that shares no type with the ones before it is reported and then left out, so that it is reported once.
function sharedTypes(
  { operands }: ComparisonCombination,
  types: readonly ReadonlySet<string>[],
  report: Report,
): ReadonlySet<string> {
  let shared = types[0] ?? new Set();
  for (const [index, operand] of operands.entries()) {
    const own = types[index] ?? shared;
    const narrowed = shared.intersection(own);
    if (narrowed.size > 0) shared = narrowed;
    else {
      const message = `AND joins a test of ${typesInWords(own)} to tests of ${typesInWords(shared)}`;
      report('pattern-mixed-object-types', operand, `${message}, and no object has both types`);
    }
  }
  return shared;
}

function typesInWords(types: ReadonlySet<string>): string {
  const [first = '', second] = types;
  return second === undefined ? excerpt(first) : `${excerpt(first)} or ${excerpt(second)}`;
}

function checkTest(test: ComparisonTest, context: PatternContext, report: Report): void {
  const kind = checkPath(test.path, context, report);
  if (test.kind === 'existence') {
    if (context.patternVersion === '2.0') {
      report('pattern-exists-version', test, 'EXISTS is not part of pattern_version 2.0');
    }
    return;
  }
  const constants = test.kind === 'membership' ? test.constants : [test.constant];
  for (const constant of constants) if (constant.kind === 'timestamp') checkDate(constant, report);
  if (test.kind === 'membership') checkSet(test, report);
  if (test.kind === 'match') checkMatch(test, report);
  if (test.kind === 'membership' || test.kind === 'equality') checkHashes(test, constants, report);
  if (kind !== undefined) checkKind(test, kind, constants, report);
}

// PAT-08: by the names in the path alone, so that custom object types with hashes are checked as well.
function checkHashes(test: ComparisonTest, constants: readonly Constant[], report: Report): void {
  const algorithm = hashNameIn(test.path);
  if (algorithm === undefined || !isHashAlgorithm(algorithm)) return;
  for (const constant of constants) {
    if (constant.kind !== 'text' || isHashOf(algorithm, constant.value)) continue;
    const message = `'${excerpt(constant.value)}' is no ${algorithm} value`;
    report('pattern-hash-form', constant, message, hashFormInWords(algorithm));
  }
}

// PAT-12, and PAT-14 for a path that stops before it reaches a value.
function checkKind(test: ComparisonTest, kind: PropertyKind, constants: readonly Constant[], report: Report): void {
  if (kind === 'anything') return;
  const family = familyOf(kind);
  if (family === undefined) {
    const rest = isList(kind) ? '[*] or an index such as [0]' : 'a further step';
    const message = `${excerpt(printPath(test.path))} is ${kindInWords(kind)}: the path needs ${rest}`;
    report('pattern-path-step', test.path, message);
    return;
  }
  const odd = constants.find((constant) => !family.has(constant.kind));
  if (odd === undefined) return;
  const message = `${excerpt(printPath(test.path))} is ${kindInWords(kind)}`;
  report('pattern-constant-kind', odd, `${message}: comparing it with ${excerpt(printConstant(odd))} never matches`);
}

const TEXTS: ReadonlySet<Constant['kind']> = new Set(['text', 'hex', 'binary'] as const);
const NUMBERS: ReadonlySet<Constant['kind']> = new Set(['integer', 'float'] as const);
const TIMESTAMPS: ReadonlySet<Constant['kind']> = new Set(['timestamp'] as const);
const BOOLEANS: ReadonlySet<Constant['kind']> = new Set(['boolean'] as const);

function isList(kind: PropertyKind): boolean {
  return typeof kind === 'object' && kind.kind === 'list';
}

/** The kinds of constants that can be compared with a property; `undefined` for what has parts instead of a value. */
function familyOf(kind: PropertyKind): ReadonlySet<Constant['kind']> | undefined {
  switch (kind) {
    case 'string':
    case 'hex':
    case 'binary':
      return TEXTS;
    case 'integer':
    case 'float':
      return NUMBERS;
    case 'timestamp':
      return TIMESTAMPS;
    case 'boolean':
      return BOOLEANS;
    default:
      return typeof kind === 'object' && kind.kind === 'reference' ? TEXTS : undefined;
  }
}
