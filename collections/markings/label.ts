// A label: what the markings of a version say about its release, kept with it. It holds facts and no decisions: what
// the catalogue makes of them (the level of what is unmarked, who a marking is releasable to) may change at any time.
import type { JsonObject } from '../../schemas/stix/json.ts';
import { publishedTlpLevel, RED, strictest, tlpLevelOf, type TlpLevel } from '../../schemas/stix/tlp.ts';
import { marksOf, type Marks } from './facts.ts';

/** What the markings of a version say. */
export interface PlainLabel {
  /** The strictest TLP level of the whole object's markings; absent when none of them is of the TLP. */
  readonly level?: TlpLevel;
  /**
   * The least level that it has whatever the collection's default is: that of its strictest part, or red for a marking
   * that wasn't known. Only there when it isn't clear anyway, and says more than `level`.
   */
  readonly atLeast?: TlpLevel;
  /**
   * The ids of all its markings, of parts too, that aren't published ones of the TLP; sorted. The catalogue may say to
   * whom they are releasable, whatever their definitions say.
   */
  readonly markings: readonly string[];
}

/** The label of a version; a marking definition's tells also under which labels it was used. */
export interface Label extends PlainLabel {
  /** In order of key, each label once. Whoever may read an object that bears a marking may read its definition. */
  readonly uses?: readonly Use[];
}

/** Objects that bear a marking, as far as it matters for its definition. */
export interface Use {
  readonly label: PlainLabel;
  /** The agencies that published such objects, sorted. */
  readonly by: readonly string[];
}

/**
 * What is known of a marking id: a TLP level; `other`, a marking that isn't about levels; or `undefined`: nothing, which
 * is also the answer for a definition that the publishing agency can't read.
 */
export type KnownMarkings = (id: string) => TlpLevel | 'other' | undefined;

/** The label of an object, and what is known of its markings. */
export interface LabelledObject {
  readonly label: PlainLabel;
  /** The markings that aren't known. */
  readonly unknown: readonly string[];
  /** Those that are, without the TLP's: their definitions are readable by whoever may read the object. */
  readonly uses: readonly string[];
}

/** The label that the markings of an object come to. What isn't known, or can't be read, counts as red. */
export function labelOf(object: JsonObject, known: KnownMarkings): LabelledObject {
  return labelOfMarks(borneMarks(object), known);
}

/** The markings of an object, as far as they make its label. */
export interface BorneMarks {
  readonly marks: Marks;
  /** It is one of the TLP's own definitions. */
  readonly isTlp: boolean;
}

/** What of an object makes its label. */
export function borneMarks(object: JsonObject): BorneMarks {
  return { marks: marksOf(object), isTlp: isPublishedTlp(object) };
}

/** The label of every object with these markings. */
export function labelOfMarks({ marks, isTlp }: BorneMarks, known: KnownMarkings): LabelledObject {
  const own = [...new Set([...marks.whole, ...marks.parts])].filter((id) => publishedTlpLevel(id) === undefined).toSorted();
  const unknown = own.filter((id) => known(id) === undefined);
  const uses = own.filter((id) => known(id) !== undefined);
  // The definitions of the TLP are known to everybody, whatever a collection makes of unmarked objects.
  if (isTlp && marks.whole.length === 0 && marks.parts.length === 0 && marks.areReadable) return { label: CLEAR, unknown, uses };
  const level = strictest(marks.whole.map((id) => levelIn(known, id)));
  const ofParts = strictest(marks.parts.map((id) => levelIn(known, id)));
  const ofUnknown = unknown.length > 0 || !marks.areReadable ? RED : undefined;
  return { label: plainLabel(level, strictest([ofParts, ofUnknown]), own), unknown, uses };
}

/** What is known when all of these are; a published marking of the TLP always is, and of two levels the stricter counts. */
export function knownMarkings(...sources: readonly ReadonlyMap<string, TlpLevel | 'other'>[]): KnownMarkings {
  return (id) => {
    const published = publishedTlpLevel(id);
    if (published !== undefined) return published;
    const found = sources.map((source) => source.get(id)).filter((said) => said !== undefined);
    return strictest(found.filter((said) => said !== 'other')) ?? found[0];
  };
}

/** What several definitions say of the same marking: the strictest level, if any of them says one. */
export function strictestSaid(one: TlpLevel | 'other' | undefined, other: TlpLevel | 'other'): TlpLevel | 'other' {
  return strictest([one, other].filter((said) => said !== 'other')) ?? 'other';
}

/** What the marking definitions among these objects say of their markings. */
export function definedIn(objects: Iterable<JsonObject>): Map<string, TlpLevel | 'other'> {
  const defined = new Map<string, TlpLevel | 'other'>();
  for (const object of objects) {
    const { type, id } = object;
    if (type === 'marking-definition' && typeof id === 'string') defined.set(id, tlpLevelOf(object) ?? 'other');
  }
  return defined;
}

const CLEAR: PlainLabel = { level: 0, markings: [] };

function isPublishedTlp({ type, id }: JsonObject): boolean {
  return type === 'marking-definition' && typeof id === 'string' && publishedTlpLevel(id) !== undefined;
}

/** The level of a version in a collection whose unmarked objects have the level `byDefault`. */
export function levelOf({ level, atLeast }: PlainLabel, byDefault: TlpLevel): TlpLevel {
  return strictest([level ?? byDefault, atLeast]) ?? byDefault;
}

/** A text that two labels have in common when they say the same; `labelOfKey` is the way back. */
export function labelKey({ level, atLeast, markings, uses }: Label): string {
  const plain = [level ?? null, atLeast ?? null, markings];
  return JSON.stringify(uses === undefined ? plain : [...plain, uses.map(({ label, by }) => [labelKey(label), by])]);
}

/** The label of a key. */
export function labelOfKey(key: string): Label {
  const [level, atLeast, markings, uses] = JSON.parse(key) as LabelParts;
  return {
    ...(level === null ? {} : { level }),
    ...(atLeast === null ? {} : { atLeast }),
    markings,
    ...(uses === undefined ? {} : { uses: uses.map(([label, by]) => ({ label: labelOfKey(label), by })) }),
  };
}

type LabelParts = [TlpLevel | null, TlpLevel | null, string[], [string, string[]][]?];

/**
 * The label of a marking definition once an agency has published an object that bears it, under the label `user`; that
 * may be another definition, whose uses then are uses of this one. A use never goes away again.
 */
export function widened(definition: Label, { uses: indirect = [], ...direct }: Label, publisher: string): Label {
  const agencies = new Map<string, Set<string>>();
  for (const { label, by } of [...(definition.uses ?? []), { label: direct, by: [publisher] }, ...indirect]) {
    const key = labelKey(label);
    agencies.set(key, (agencies.get(key) ?? new Set()).union(new Set(by)));
  }
  const keys = [...agencies.keys()].toSorted();
  const uses = keys.map((key) => ({ label: labelOfKey(key), by: [...(agencies.get(key) ?? [])].toSorted() }));
  return { ...definition, uses };
}

function plainLabel(level: TlpLevel | undefined, atLeast: TlpLevel | undefined, markings: string[]): PlainLabel {
  if (level !== undefined) return { level: strictest([level, atLeast]) ?? level, markings };
  return atLeast === undefined || atLeast === 0 ? { markings } : { atLeast, markings };
}

function levelIn(known: KnownMarkings, id: string): TlpLevel | undefined {
  const found = publishedTlpLevel(id) ?? known(id);
  return found === 'other' ? undefined : found;
}
