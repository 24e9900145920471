// Markings and what they select (I-04, I-05).
import { isSelector } from '../formats/selector.ts';
import { isList, isObject, pointerTo, type JsonObject, type JsonValue } from '../json.ts';
import { quote } from '../quote.ts';
import type { Report } from '../report.ts';

/** Every selector of a granular marking leads to something in the object. */
export function checkSelectors(object: JsonObject, report: Report): void {
  const markings = object.granular_markings;
  if (!isList(markings)) return;
  for (const [index, marking] of markings.entries()) {
    const selectors = isObject(marking) ? marking.selectors : undefined;
    if (!isList(selectors)) continue;
    for (const [position, selector] of selectors.entries()) {
      if (typeof selector !== 'string' || !isSelector(selector) || leadsSomewhere(selector, object)) continue;
      const pointer = `/granular_markings/${index}/selectors/${position}`;
      report(
        'selector-target',
        pointer,
        `${quote(selector)} leads to nothing in the object`,
        'the path of a property that is there',
      );
    }
  }
}

/** A marking definition doesn't mark itself (C-32). */
export function checkSelfMarking(object: JsonObject, report: Report): void {
  const { id, object_marking_refs: references, granular_markings: markings } = object;
  // What has no id can't be referred to: a marking that lacks its reference would seem to.
  if (id === undefined) return;
  if (isList(references)) {
    for (const [index, reference] of references.entries()) {
      if (reference === id) reportSelf(pointerTo('/object_marking_refs', index), report);
    }
  }
  if (isList(markings)) {
    for (const [index, marking] of markings.entries()) {
      if (isObject(marking) && marking.marking_ref === id)
        reportSelf(`/granular_markings/${index}/marking_ref`, report);
    }
  }
}

function reportSelf(pointer: string, report: Report): void {
  report('marking-of-itself', pointer, 'refers to the marking definition that it is in', 'another marking definition');
}

// Whatever is there counts, false and the empty string too.
function leadsSomewhere(selector: string, object: JsonObject): boolean {
  let place: JsonValue | undefined = object;
  for (const component of selector.split('.')) {
    place = component.startsWith('[') ? entryAt(place, component) : memberAt(place, component);
    if (place === undefined) return false;
  }
  return true;
}

function entryAt(place: JsonValue | undefined, component: string): JsonValue | undefined {
  return isList(place) ? place[Number(component.slice(1, -1))] : undefined;
}

function memberAt(place: JsonValue | undefined, name: string): JsonValue | undefined {
  return isObject(place) && Object.hasOwn(place, name) ? place[name] : undefined;
}
