// The shape of syntax trees: precedence, associativity, and the way back to text.

import * as fc from 'fast-check';
import { printPattern, withoutPositions } from '../../../schemas/patterns/patterns.ts';
import type { ComparisonExpression, ObservationExpression } from '../../../schemas/patterns/patterns.ts';
import { arbitraryPattern } from './arbitrary-patterns.ts';
import { treeOf } from './reading.ts';

test('a short pattern is this tree', () => {
  expect(withoutPositions(treeOf("[file:hashes.'SHA-256'[0] NOT IN (1, true)] WITHIN 1.5 SECONDS"))).toEqual({
    kind: 'pattern',
    expression: {
      kind: 'qualified-observation',
      expression: {
        kind: 'observation',
        comparison: {
          kind: 'membership',
          path: {
            kind: 'path',
            objectType: 'file',
            steps: [
              { kind: 'property', name: 'hashes' },
              { kind: 'property', name: 'SHA-256' },
              { kind: 'index', digits: '0' },
            ],
          },
          negated: true,
          constants: [
            { kind: 'integer', digits: '1' },
            { kind: 'boolean', value: true },
          ],
        },
      },
      qualifiers: [{ kind: 'within', seconds: { kind: 'float', digits: '1.5' } }],
    },
  });
});

// The tree with every combination in parentheses and every observation as its object type.
function shape(expression: ObservationExpression): string {
  switch (expression.kind) {
    case 'observation':
      return comparisonShape(expression.comparison);
    case 'qualified-observation':
      return `${shape(expression.expression)}${'!'.repeat(expression.qualifiers.length)}`;
    case 'observation-combination':
      return `(${expression.operands.map(shape).join(` ${expression.operator} `)})`;
  }
}

function comparisonShape(comparison: ComparisonExpression): string {
  if (comparison.kind !== 'comparison-combination') return comparison.path.objectType;
  return `{${comparison.operands.map(comparisonShape).join(` ${comparison.operator} `)}}`;
}

const written = (text: string) => text.replaceAll(/\b[a-e]\b/g, '[$&:p = 1]').replaceAll('!', ' REPEATS 2 TIMES');

describe('precedence and associativity (STIX 2.1, 9.5.3)', () => {
  test.each([
    ['a AND b AND c', '(a AND b AND c)'],
    ['(a AND b) AND c', '(a AND b AND c)'],
    ['a AND (b AND c)', '(a AND (b AND c))'],
    ['a FOLLOWEDBY b FOLLOWEDBY c', '(a FOLLOWEDBY b FOLLOWEDBY c)'],
    ['(a FOLLOWEDBY b) FOLLOWEDBY c', '(a FOLLOWEDBY b FOLLOWEDBY c)'],
    ['a FOLLOWEDBY (b FOLLOWEDBY c)', '(a FOLLOWEDBY (b FOLLOWEDBY c))'],
    ['a OR b AND c', '(a OR (b AND c))'],
    ['a AND b OR c', '((a AND b) OR c)'],
    ['(a OR b) AND c', '((a OR b) AND c)'],
    ['a FOLLOWEDBY b OR c AND d', '(a FOLLOWEDBY (b OR (c AND d)))'],
    ['a AND b OR c FOLLOWEDBY d', '(((a AND b) OR c) FOLLOWEDBY d)'],
    ['a AND (b FOLLOWEDBY c)', '(a AND (b FOLLOWEDBY c))'],
    ['a AND b!', '(a AND b!)'],
    ['(a AND b)!', '(a AND b)!'],
    ['(a AND b)! AND c', '((a AND b)! AND c)'],
    ['a!!', 'a!!'],
    ['(((a)))', 'a'],
    ['((a OR b)) OR ((c))', '(a OR b OR c)'],
  ])('%s', (text, expected) => {
    expect(shape(treeOf(written(text)).expression)).toBe(expected);
  });

  test.each([
    ['a AND b OR c', '{{a AND b} OR c}'],
    ['a OR b AND c', '{a OR {b AND c}}'],
    ['(a OR b) AND c', '{{a OR b} AND c}'],
    ['(a OR b) OR c', '{a OR b OR c}'],
    ['a OR (b OR c)', '{a OR {b OR c}}'],
    ['((a AND b)) AND (((c)))', '{a AND b AND c}'],
  ])('inside brackets: %s', (text, expected) => {
    const inside = text.replaceAll(/\b[a-e]\b/g, '$&:p = 1');
    expect(shape(treeOf(`[${inside}]`).expression)).toBe(expected);
  });
});

describe('printing writes no parenthesis that could be left out', () => {
  test.each([
    '[a:p = 1] AND [b:p = 1] OR [c:p = 1] FOLLOWEDBY [d:p = 1]',
    '([a:p = 1] FOLLOWEDBY [b:p = 1]) AND ([c:p = 1] OR [d:p = 1])',
    '[a:p = 1] AND ([b:p = 1] AND [c:p = 1])',
    '([a:p = 1] REPEATS 2 TIMES) REPEATS 3 TIMES',
    '[a:p = 1] REPEATS 2 TIMES WITHIN 3 SECONDS',
    '[(a:p = 1 OR a:q = 1) AND a:r = 1 OR a:s = 1]',
    '[a:p = 1 OR (a:q = 1 OR a:r = 1)]',
  ])('%s', (text) => {
    expect(printPattern(treeOf(text))).toBe(text);
  });
});

test('a tree that is printed and read again is the same tree', () => {
  fc.assert(
    fc.property(arbitraryPattern, (tree) => {
      expect(withoutPositions(treeOf(printPattern(tree)))).toEqual(tree);
    }),
    { numRuns: 1000 },
  );
});

test('a text that is read, printed and read again gives the same tree, and the same text from then on', () => {
  fc.assert(
    fc.property(arbitraryPattern, fc.infiniteStream(fc.constantFrom(' ', '\n', '/* * */', '//\n')), (tree, gaps) => {
      // Blanks outside of quotes may be any white space or comment.
      const spaced = printPattern(tree).replaceAll(/'(?:[^'\\]|\\.)*'| /gs, (part) =>
        part === ' ' ? ` ${gaps.next().value}` : part,
      );
      const read = treeOf(`(${spaced})`);
      const printed = printPattern(read);
      expect(withoutPositions(treeOf(printed))).toEqual(withoutPositions(read));
      expect(printPattern(treeOf(printed))).toBe(printed);
    }),
    { numRuns: 500 },
  );
});

test('positions and text are all that withoutPositions takes away', () => {
  const tree = treeOf("[file:name = 'x']");
  expect(tree.text).toBe("[file:name = 'x']");
  expect(tree.expression.start).toBe(0);
  expect(JSON.stringify(withoutPositions(tree))).not.toMatch(/"(?:start|end|text)":[^"]/);
  expect(withoutPositions(withoutPositions(tree))).toEqual(withoutPositions(tree));
});
