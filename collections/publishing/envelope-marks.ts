// The markings of an envelope's objects, gathered where the objects are looked at: what they mean isn't known there.
import type { JsonObject } from '../../schemas/stix/json.ts';
import { publishedTlpLevel, type TlpLevel } from '../../schemas/stix/tlp.ts';
import { borneMarks, definedIn, type BorneMarks } from '../markings/label.ts';

/** The markings of the objects of an envelope that may be published, each combination once. */
export interface EnvelopeMarks {
  readonly combinations: readonly BorneMarks[];
  /** What the marking definitions among them say, and which of the combinations each bears itself. */
  readonly definitions: readonly { readonly combination: number; readonly id: string; readonly says: TlpLevel | 'other' }[];
}

/** Gathers the marks of objects, one after the other. */
export interface MarksGatherer {
  /** Gives the place of the object's combination among all. */
  add(object: JsonObject): number;
  readonly gathered: EnvelopeMarks;
}

/** A gatherer for one envelope. */
export function gatherMarks(): MarksGatherer {
  const indexes = new Map<string, number>();
  const combinations: BorneMarks[] = [];
  const definitions: { combination: number; id: string; says: TlpLevel | 'other' }[] = [];
  return {
    gathered: { combinations, definitions },
    add(object) {
      const borne = borneMarks(object);
      const key = JSON.stringify(borne);
      const combination = indexes.get(key) ?? combinations.push(borne) - 1;
      indexes.set(key, combination);
      for (const [id, says] of definedIn([object])) definitions.push({ combination, id, says });
      return combination;
    },
  };
}

/**
 * The markings that neither the TLP nor the catalogue explains, each once. Those that the envelope defines are among them:
 * what was published before may say something stricter, and stays.
 */
export function unexplainedIn({ combinations }: EnvelopeMarks, ruled: readonly string[]): string[] {
  const explained = new Set(ruled);
  const borne = new Set(combinations.flatMap(({ marks }) => [...marks.whole, ...marks.parts]));
  return [...borne].filter((id) => publishedTlpLevel(id) === undefined && !explained.has(id));
}
