// From a syntax tree back to text (STIX 2.1, section 9), with the fewest parentheses and quotes that keep its meaning.

import { KEYWORDS } from './tokens.ts';
import type {
  ComparisonExpression,
  ComparisonTest,
  Constant,
  ObjectPath,
  ObservationExpression,
  PathStep,
  PatternTree,
  Qualifier,
} from './tree.ts';

/**
 * The text of a pattern. Reading it gives an equal tree (positions aside), provided that the tree keeps the rules of
 * its types and nests no deeper than the parser reads. Comments and other spellings of the original are gone.
 */
export function printPattern(tree: PatternTree): string {
  return printObservation(tree.expression);
}

// How tightly each operator binds; an operand of a weaker or equal one stands in parentheses (STIX 2.1, 9.5.3).
const STRENGTH = { FOLLOWEDBY: 0, OR: 1, AND: 2 } as const;

function printObservation(expression: ObservationExpression): string {
  switch (expression.kind) {
    case 'observation':
      return `[${printComparison(expression.comparison)}]`;
    case 'qualified-observation': {
      const inner = printObservation(expression.expression);
      const base = expression.expression.kind === 'observation' ? inner : `(${inner})`;
      return [base, ...expression.qualifiers.map(printQualifier)].join(' ');
    }
    case 'observation-combination': {
      const { operator, operands } = expression;
      return operands.map((operand) => {
        const isWeak = operand.kind === 'observation-combination' && STRENGTH[operand.operator] <= STRENGTH[operator];
        return isWeak ? `(${printObservation(operand)})` : printObservation(operand);
      }).join(` ${operator} `);
    }
  }
}

function printQualifier(qualifier: Qualifier): string {
  switch (qualifier.kind) {
    case 'within':
      return `WITHIN ${qualifier.seconds.digits} SECONDS`;
    case 'repeats':
      return `REPEATS ${qualifier.times.digits} TIMES`;
    case 'start-stop':
      return `START ${printConstant(qualifier.startTime)} STOP ${printConstant(qualifier.stopTime)}`;
  }
}

function printComparison(comparison: ComparisonExpression): string {
  if (comparison.kind !== 'comparison-combination') return printTest(comparison);
  const { operator, operands } = comparison;
  return operands.map((operand) => {
    const isWeak = operand.kind === 'comparison-combination' && STRENGTH[operand.operator] <= STRENGTH[operator];
    return isWeak ? `(${printComparison(operand)})` : printComparison(operand);
  }).join(` ${operator} `);
}

function printTest(test: ComparisonTest): string {
  const path = printPath(test.path);
  const not = test.negated ? 'NOT ' : '';
  switch (test.kind) {
    case 'existence':
      return `${not}EXISTS ${path}`;
    case 'membership':
      return `${path} ${not}IN (${test.constants.map(printConstant).join(', ')})`;
    case 'equality':
    case 'order':
    case 'match':
      return `${path} ${not}${test.operator} ${printConstant(test.constant)}`;
  }
}

/** The text of an object path, such as `file:hashes.'SHA-256'`. */
export function printPath(path: ObjectPath): string {
  const [first, ...rest] = path.steps.map(printStep);
  return `${path.objectType}:${(first ?? '').slice(1)}${rest.join('')}`;
}

/** The text of one step of a path with the mark before it, such as `.name` or `[0]`. */
export function printStep(step: PathStep): string {
  switch (step.kind) {
    case 'property':
      return `.${isPlainName(step.name) ? step.name : quoted(step.name)}`;
    case 'index':
      return `[${step.digits}]`;
    case 'any-index':
      return '[*]';
  }
}

function isPlainName(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !KEYWORDS.has(name);
}

/** The text of a constant, such as `t'2024-01-31T12:00:00Z'`. */
export function printConstant(constant: Constant): string {
  switch (constant.kind) {
    case 'boolean':
      return String(constant.value);
    case 'integer':
    case 'float':
      return constant.digits;
    case 'text':
      return quoted(constant.value);
    case 'hex':
      return `h'${constant.digits}'`;
    case 'binary':
      return `b'${constant.base64}'`;
    case 'timestamp':
      return `t'${constant.value}'`;
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll(/[\\']/g, '\\$&')}'`;
}
