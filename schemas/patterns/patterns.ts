// STIX patterning: reading, checking and printing patterns (STIX 2.1, section 9).

export { MAX_NESTING_DEPTH, MAX_PATTERN_LENGTH, parsePattern } from './parse.ts';
export type { PatternResult } from './parse.ts';
export type { PatternProblem } from './problem.ts';
export type { Position } from './position.ts';
export { checkPattern, MAX_FINDINGS_PER_CODE } from './check.ts';
export { PATTERN_CHECKS } from './pattern-checks.ts';
export type { PatternCode, PatternContext, PatternFinding } from './pattern-checks.ts';
export { printConstant, printPath, printPattern } from './print.ts';
export { withoutPositions } from './tree.ts';
export type * from './tree.ts';
export { OBJECT_PROPERTIES, OBSERVABLE_TYPES } from './object-properties.ts';
export type { PropertyKind, PropertyTable } from './property-kinds.ts';
