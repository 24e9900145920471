// Observed data: what it refers to (C-19) and the deprecated container of cyber-observables (T-28, K-141, K-304).
import { typeOfIdentifier } from '../identifier.ts';
import { isObject, pointerTo, stringsOf, type JsonObject } from '../json.ts';
import { quote } from '../quote.ts';
import type { Report } from '../report.ts';
import { CATEGORIES, isTypeName } from '../types.ts';

/** Checks one object in a container; `at` leads to it. */
export type ContainedCheck = (type: string, object: JsonObject, container: JsonObject, at: string) => void;

/**
 * At least one of the references is to a cyber-observable; a type beyond the standard may be one. What is neither
 * observable nor relationship, the schema reports.
 */
export function checkObservedReferences({ object_refs: references }: JsonObject, report: Report): void {
  const types = stringsOf(references).map((reference) => typeOfIdentifier(reference));
  if (types.length === 0 || types.some((type) => type === undefined || CATEGORIES.get(type) !== 'SRO')) return;
  report(
    'observed-data-observables',
    '/object_refs',
    'refers to no cyber-observable object',
    'at least one identifier of a cyber-observable object',
  );
}

/** The container: its keys, the objects in it, and how they refer to each other. */
export function checkContainer(
  { objects: container }: JsonObject,
  report: Report,
  checkContained: ContainedCheck,
): void {
  if (!isObject(container)) return;
  report('container-deprecated', '/objects', 'is deprecated', 'object_refs to cyber-observable objects');
  for (const key in container) {
    const object = container[key];
    const at = pointerTo('/objects', key);
    if (!/^\d+$/.test(key)) report('container-key', at, `${quote(key)} is no number`, 'a key such as "0"');
    const type = isObject(object) ? typeOfContained(object, at, report) : undefined;
    if (isObject(object) && type !== undefined) checkContained(type, object, container, at);
  }
}

// The type of an object that can be in a container.
function typeOfContained({ type, id }: JsonObject, at: string, report: Report): string | undefined {
  if (typeof type !== 'string' || !isTypeName(type)) {
    report('container-type', at, 'has no type, or none that can be', `"type", ${AN_OBSERVABLE}`);
    return undefined;
  }
  if (!mayBeObservable(type)) {
    report('container-type', `${at}/type`, `${quote(type)} is no cyber-observable object`, AN_OBSERVABLE);
    return undefined;
  }
  if (id === undefined) report('container-id', at, 'has no id', 'an id, which published schemas ask for');
  return type;
}

function mayBeObservable(type: string): boolean {
  return type !== 'bundle' && (CATEGORIES.get(type) ?? 'SCO') === 'SCO';
}

const AN_OBSERVABLE = 'the type of a cyber-observable object';
