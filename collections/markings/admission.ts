// What a collection asks of an object before it is published there, as far as markings and authors go. Findings of this
// page refuse the object.
import type { Finding } from '../../schemas/finding.ts';
import type { JsonObject } from '../../schemas/stix/json.ts';
import { quote } from '../../schemas/stix/quote.ts';
import { publishedTlpLevel, tlpName, type TlpLevel } from '../../schemas/stix/tlp.ts';
import { CATEGORIES } from '../../schemas/stix/types.ts';
import { factsOf } from './facts.ts';
import { levelOf, type LabelledObject } from './label.ts';

/** What a collection's catalogue entry says about markings and authors. */
export interface ReleasePolicy {
  /** The level of objects that bear no TLP marking. */
  readonly defaultMarking: TlpLevel;
  /** The strictest level that is taken. */
  readonly highestMarking: TlpLevel;
  readonly granularMarkings: 'as-object' | 'refuse';
  readonly unknownMarkings: 'red' | 'refuse';
  readonly attribution: 'keep' | 'require-own' | 'proxy';
}

/** Most markings of an object that a finding names. */
const MOST_NAMED = 3;

/**
 * What keeps an object out of a collection, as far as it doesn't matter what its markings mean.
 * @param identity the STIX identity of the publishing agency
 */
export function contentFindings(object: JsonObject, policy: ReleasePolicy, identity: string): Finding[] {
  return [...granularFindings(object, policy), ...authorFindings(object, policy, identity)];
}

/**
 * As far as it does; the same for all objects with the same markings.
 * @param areReadable whether all of the object's markings are references
 */
export function labelFindings(areReadable: boolean, labelled: LabelledObject, policy: ReleasePolicy): Finding[] {
  return [...unknownFindings(areReadable, labelled, policy), ...levelFindings(labelled, policy)];
}

function granularFindings(object: JsonObject, { granularMarkings }: ReleasePolicy): Finding[] {
  if (granularMarkings === 'as-object' || factsOf(object).marks.parts.length === 0) return [];
  return [
    refusal(
      'granular-marking-not-taken',
      object.granular_markings === undefined ? '/objects' : '/granular_markings',
      'parts of the object have markings of their own, which this collection does not take',
      'markings of the whole object, in object_marking_refs',
    ),
  ];
}

function unknownFindings(areReadable: boolean, { unknown }: LabelledObject, { unknownMarkings }: ReleasePolicy): Finding[] {
  if (unknownMarkings === 'red') return [];
  const expected = 'markings whose definitions are published before, or in the same envelope';
  if (!areReadable) {
    return [refusal('marking-unknown', '', 'some of its markings are no references to marking definitions', expected)];
  }
  if (unknown.length === 0) return [];
  const named = unknown.slice(0, MOST_NAMED).map(quote).join(', ');
  const others = unknown.length > MOST_NAMED ? ` and ${unknown.length - MOST_NAMED} more` : '';
  return [refusal('marking-unknown', '', `its markings ${named}${others} are not known here`, expected)];
}

function levelFindings({ label, unknown }: LabelledObject, { defaultMarking, highestMarking }: ReleasePolicy): Finding[] {
  const level = levelOf(label, defaultMarking);
  if (level <= highestMarking) return [];
  const reason = unknown.length > 0 ? `, as a marking that is not known here (${quote(unknown[0])}) counts as red` : '';
  return [
    refusal(
      'marking-too-strict',
      '',
      `it is TLP:${inCapitals(level)}${reason}`,
      `at most TLP:${inCapitals(highestMarking)} in this collection`,
    ),
  ];
}

// What the standard gives no author to (cyber-observables, the TLP's own definitions) is anybody's, and so is whatever
// the agency says of itself.
function authorFindings(object: JsonObject, { attribution }: ReleasePolicy, identity: string): Finding[] {
  if (attribution !== 'require-own' || object.id === identity || !hasAuthor(object)) return [];
  if (object.created_by_ref === identity) return [];
  const isThere = object.created_by_ref !== undefined;
  return [
    refusal(
      'author-not-publisher',
      isThere ? '/created_by_ref' : '',
      isThere ? 'it is by somebody else than the agency that publishes it' : 'it does not say who created it',
      `created_by_ref with ${identity}, the publishing agency's identity`,
    ),
  ];
}

function hasAuthor({ id, type }: JsonObject): boolean {
  if (typeof type === 'string' && CATEGORIES.get(type) === 'SCO') return false;
  return typeof id !== 'string' || publishedTlpLevel(id) === undefined;
}

function inCapitals(level: TlpLevel): string {
  return tlpName(level).toUpperCase();
}

function refusal(code: string, pointer: string, message: string, expected: string): Finding {
  return { level: 'error', code, pointer, message, expected, section: 'policy of the collection' };
}
