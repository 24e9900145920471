// What an object says of itself that decides about its release, its author and its age. Nothing is decided here.
import { isList, isObject, stringsOf, type JsonObject, type JsonValue } from '../../schemas/stix/json.ts';
import { parseTimestamp, type Microseconds } from '../../schemas/timestamp.ts';

/** The ids of the markings that an object bears, each once, as far as they can be read. */
export interface Marks {
  /** Of `object_marking_refs`: they are about the whole object. */
  readonly whole: readonly string[];
  /** Of `granular_markings` and of objects inside the object: they are about parts of it. Languages are no markings. */
  readonly parts: readonly string[];
  /** False when something stands where a marking should be and isn't one: nobody can tell what it forbids. */
  readonly areReadable: boolean;
}

/** What release, attribution and retention have to know of an object. */
export interface ObjectFacts {
  readonly marks: Marks;
  readonly createdByRef: string | undefined;
  /** As written; `created` and `modified` of an object without versions are absent. */
  readonly created: string | undefined;
  readonly modified: string | undefined;
  readonly labels: readonly string[];
  readonly isRevoked: boolean;
  readonly validUntil: Microseconds | undefined;
}

/** The facts of an object, which needn't be valid. */
export function factsOf(object: JsonObject): ObjectFacts {
  const validUntil = textOf(object.valid_until);
  return {
    marks: marksOf(object),
    createdByRef: textOf(object.created_by_ref),
    created: textOf(object.created),
    modified: textOf(object.modified),
    labels: stringsOf(object.labels),
    isRevoked: object.revoked === true,
    validUntil: validUntil === undefined ? undefined : parseTimestamp(validUntil),
  };
}

/** The markings of an object (STIX 2.1, 7.2.2 and 7.2.3). */
export function marksOf(object: JsonObject): Marks {
  const whole = new Set<string>();
  const parts = new Set<string>();
  let areReadable = take(object.object_marking_refs, (entry) => entry, whole);
  areReadable = take(object.granular_markings, markingOfPart, parts) && areReadable;
  for (const contained of containedObjects(object)) {
    const inside = marksOf(contained);
    for (const id of [...inside.whole, ...inside.parts]) parts.add(id);
    areReadable &&= inside.areReadable;
  }
  return { whole: [...whole], parts: [...parts], areReadable };
}

/** Stands for a granular marking that tells a language and forbids nothing. */
const NO_MARKING = Symbol('no marking');

function take(
  list: JsonValue | undefined,
  markingOf: (entry: JsonValue) => JsonValue | undefined | typeof NO_MARKING,
  into: Set<string>,
): boolean {
  if (list === undefined) return true;
  if (!isList(list)) return false;
  let areReadable = true;
  for (const entry of list) {
    const marking = markingOf(entry);
    if (typeof marking === 'string') into.add(marking);
    else if (marking !== NO_MARKING) areReadable = false;
  }
  return areReadable;
}

function markingOfPart(entry: JsonValue): JsonValue | undefined | typeof NO_MARKING {
  if (!isObject(entry)) return undefined;
  return entry.marking_ref === undefined && entry.lang !== undefined ? NO_MARKING : entry.marking_ref;
}

// The older form of observed data holds its objects, which may have markings of their own (STIX 2.1, 4.14).
function containedObjects({ type, objects }: JsonObject): JsonObject[] {
  return type === 'observed-data' && isObject(objects) ? Object.values(objects).filter(isObject) : [];
}

function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
