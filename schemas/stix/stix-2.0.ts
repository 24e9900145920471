// STIX 2.0 objects: common structure, ids and versions only.
import { isTimestamp } from '../timestamp.ts';
import { checkModified } from './checks/time-order.ts';
import { hasTimestampForm } from './formats/timestamps.ts';
import { typeOfIdentifier } from './identifier.ts';
import { isList, pointerTo, type JsonObject } from './json.ts';
import type { ValidationPolicy } from './policy.ts';
import { kindOf, quote } from './quote.ts';
import type { Report } from './report.ts';

const SECTION = 'STIX 2.0 Part 1, 3.1';

/** Types without versions of their own: a bundle has no times at all, a marking definition only `created`. */
const REQUIRED_TIMES: ReadonlyMap<string, readonly string[]> = new Map([
  ['bundle', []],
  ['marking-definition', ['created']],
]);

/** Checks an object of STIX 2.0, which is refused as a whole where the collection doesn't take that version. */
export function checkStix20Object(type: string, object: JsonObject, policy: ValidationPolicy, report: Report): void {
  if (!policy.stix20) {
    report(
      'stix-2.0-not-taken',
      '',
      'is a STIX 2.0 object, which this collection does not take',
      'a STIX 2.1 object, with "spec_version": "2.1"',
    );
    return;
  }
  for (const name of REQUIRED_TIMES.get(type) ?? ['created', 'modified']) checkTime(name, object, report);
  checkModified(object, report);
  checkReference('created_by_ref', 'identity', object, report);
  checkMarkings(object, report);
}

function checkTime(name: string, object: JsonObject, report: Report): void {
  const value = object[name];
  if (value === undefined)
    return report('property-missing', '', `the required property "${name}" is missing`, `"${name}", a string`, SECTION);
  if (typeof value === 'string' && isTimestamp(value)) return;
  const isDay = typeof value === 'string' && hasTimestampForm(value);
  report(
    isDay ? 'timestamp-calendar' : 'timestamp-form',
    `/${name}`,
    `${quote(value)} is no timestamp`,
    'a UTC timestamp such as 2024-01-31T08:00:00.000Z',
    SECTION,
  );
}

function checkReference(name: string, type: string, object: JsonObject, report: Report): void {
  const value = object[name];
  if (value === undefined || (typeof value === 'string' && typeOfIdentifier(value) === type)) return;
  report(
    'reference-target',
    `/${name}`,
    `${quote(value)} is no identifier of ${type}`,
    `an identifier of ${type}`,
    SECTION,
  );
}

function checkMarkings({ object_marking_refs: markings }: JsonObject, report: Report): void {
  if (markings === undefined) return;
  const pointer = '/object_marking_refs';
  if (!isList(markings))
    return report('value-type', pointer, `is ${kindOf(markings)}`, 'a list of identifiers', SECTION);
  for (const [index, marking] of markings.entries()) {
    if (typeof marking === 'string' && typeOfIdentifier(marking) === 'marking-definition') continue;
    report(
      'reference-target',
      pointerTo(pointer, index),
      `${quote(marking)} is no identifier of marking-definition`,
      'an identifier of marking-definition',
      SECTION,
    );
  }
}
