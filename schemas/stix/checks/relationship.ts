// Relationships that the standard defines for the types of their ends (D.4, C-35).
import { typeOfIdentifier } from '../identifier.ts';
import type { JsonObject } from '../json.ts';
import { enumerate, quote } from '../quote.ts';
import { BETWEEN_EQUALS, DEFINED_RELATIONSHIPS, RELATED_TO } from '../relationship-table.ts';
import type { Report } from '../report.ts';
import { CATEGORIES } from '../types.ts';

/** The relationship type is one that the standard has for these two ends; types beyond the standard are free. */
export function checkRelationship(object: JsonObject, report: Report): void {
  const { relationship_type: relationship, source_ref: source, target_ref: target } = object;
  if (typeof relationship !== 'string' || typeof source !== 'string' || typeof target !== 'string') return;
  const from = typeOfIdentifier(source);
  const to = typeOfIdentifier(target);
  if (from === undefined || to === undefined || relationship === RELATED_TO) return;
  if (BETWEEN_EQUALS.has(relationship)) return checkEquals(relationship, from, to, report);
  if (!CATEGORIES.has(from) || !CATEGORIES.has(to)) return;
  const targets = DEFINED_RELATIONSHIPS.get(from)?.get(relationship);
  if (targets !== undefined && takes(targets, to)) return;
  const expected =
    targets === undefined ? relationshipsBetween(from, to) : `a target of type ${enumerate([...targets])}`;
  const message = `${quote(relationship)} does not lead from ${from} to ${to}`;
  report('relationship-type', '/relationship_type', message, expected);
}

function checkEquals(relationship: string, from: string, to: string, report: Report): void {
  if (from === to) return;
  const message = `${quote(relationship)} joins objects of one type, not ${from} and ${to}`;
  report('relationship-between-types', '/relationship_type', message, 'ends of the same type');
}

function relationshipsBetween(from: string, to: string): string {
  const defined = [...(DEFINED_RELATIONSHIPS.get(from) ?? [])].filter(([, targets]) => takes(targets, to));
  return enumerate([...defined.map(([name]) => name), RELATED_TO]);
}

function takes(targets: ReadonlySet<string>, type: string): boolean {
  return targets.has(type) || (targets.has('SCO') && CATEGORIES.get(type) === 'SCO');
}
