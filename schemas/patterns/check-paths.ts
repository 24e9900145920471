// Checks of object paths: type, properties and deeper steps (STIX 2.1, 9.7).

import { hashAlgorithmMeantBy } from '../hash-forms.ts';
import { OBJECT_PROPERTIES, OBSERVABLE_TYPES } from './object-properties.ts';
import { followPath } from './path-kinds.ts';
import type { PatternContext, Report } from './pattern-checks.ts';
import { excerpt } from './position.ts';
import { printStep } from './print.ts';
import type { PropertyKind } from './property-kinds.ts';
import type { ObjectPath, PathStep } from './tree.ts';

/**
 * PAT-05, PAT-10, PAT-11 and PAT-14. Gives the kind of property that the path leads to, or `undefined` when that can't
 * be known: behind a custom name, or in a STIX 2.0 pattern, whose objects had other properties.
 */
export function checkPath(path: ObjectPath, context: PatternContext, report: Report): PropertyKind | undefined {
  for (const step of path.steps) {
    if (step.kind === 'index' && step.digits.startsWith('-')) {
      report('pattern-negative-index', step, `the list index ${excerpt(step.digits)} is negative`);
    }
  }
  checkHashName(path, report);
  checkObjectType(path, report);
  const table = OBJECT_PROPERTIES.get(path.objectType);
  if (table === undefined || context.patternVersion === '2.0') return undefined;
  const end = followPath(path, table);
  if ('kind' in end) return end.kind;
  if (end.misfit === path.steps[0]) checkCustomProperty(path.objectType, end.misfit, report);
  else report('pattern-path-step', end.misfit, `${excerpt(printStep(end.misfit))} ${end.reason}`);
  return undefined;
}

/** The name of the hash algorithm that a path ends in, be it a known one or not: `MD5` for `file:hashes.MD5`. */
export function hashNameIn(path: ObjectPath): string | undefined {
  const [parent, last] = path.steps.slice(-2);
  if (parent?.kind !== 'property' || last?.kind !== 'property') return undefined;
  return parent.name === 'hashes' || parent.name === 'file_header_hashes' ? last.name : undefined;
}

// STIX 2.1, 3.1: 3 to 250 characters. No repeated group, which would let the expression backtrack.
const TYPE_FORM = /^[a-z][a-z0-9-]{2,249}$/;
const PROPERTY_FORM = /^[a-z0-9_]{3,250}$/;

function checkObjectType({ objectType, ...path }: ObjectPath, report: Report): void {
  if (OBSERVABLE_TYPES.has(objectType)) return;
  const shown = excerpt(objectType);
  if (OBJECT_PROPERTIES.has(objectType)) {
    report('pattern-type-not-observable', path, `${shown} objects are no cyber-observable objects`);
  } else if (!TYPE_FORM.test(objectType) || objectType.includes('--') || objectType.endsWith('-')) {
    report('pattern-type-form', path, `${shown} can't be the name of an object type`);
  } else if (objectType.startsWith('x-')) {
    report('pattern-type-custom', path, `${shown} is a custom object type, which others may not know`);
  } else {
    report('pattern-type-unknown', path, `the standard has no object type ${shown}`);
  }
}

function checkCustomProperty(objectType: string, step: PathStep, report: Report): void {
  if (step.kind !== 'property') return;
  const shown = excerpt(step.name);
  if (!PROPERTY_FORM.test(step.name)) {
    report('pattern-property-form', step, `'${shown}' is no property of ${objectType}, nor the name of a custom one`);
  } else if (step.name.startsWith('x_')) {
    report('pattern-property-custom', step, `${shown} is a custom property, which others may not know`);
  } else {
    report('pattern-property-unknown', step, `${objectType} has no property ${shown}`);
  }
}

function checkHashName(path: ObjectPath, report: Report): void {
  const name = hashNameIn(path);
  const meant = name === undefined ? undefined : hashAlgorithmMeantBy(name);
  if (name === undefined || meant === undefined) return;
  const right = printStep({ kind: 'property', name: meant }).slice(1);
  report('pattern-hash-name', path.steps.at(-1) ?? path, `${name} names a custom hash algorithm, not ${meant}`, right);
}
