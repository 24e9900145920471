// The objects of an envelope on their way from the process that checks them to the thread that stores them: as one text. Thousands
// of objects would be copied one by one at each step, by the thread that answers polls among others (docs/performance.md).
import { formatTimestamp, now, type Microseconds } from '../../schemas/timestamp.ts';
import type { AcceptedObject, CheckedEnvelope, PackedObjects, SpecVersion, StatusDetails } from './port.ts';

/** An object that passed its checks, before it is known what its markings mean. */
export interface UnlabelledObject extends Omit<AcceptedObject, 'label' | 'uses'> {
  /** Its place among the envelope's combinations of markings. */
  readonly combination: number;
}

/** The objects of an envelope one by one, each list in their order. */
export interface EnvelopeContent {
  readonly accepted: readonly AcceptedObject[];
  readonly refused: readonly StatusDetails[];
}

/** What the text says; names of members would be most of it. */
interface Packed {
  readonly accepted: readonly AcceptedRow[];
  readonly refused: readonly StatusDetails[];
}

type AcceptedRow = readonly [
  id: string,
  type: string,
  specVersion: SpecVersion,
  version: string | null,
  /** It begins where the object before it ends. */
  end: number,
  isRevoked: boolean,
  validUntil: Microseconds | null,
  message: string | null,
  combination: number,
];

/** Packs what is known of an envelope's objects; the bytes of the accepted ones lie one after another. */
export function packObjects(accepted: readonly UnlabelledObject[], refused: readonly StatusDetails[]): PackedObjects {
  const content: Packed = { accepted: accepted.map(rowOf), refused };
  return { packed: new TextEncoder().encode(JSON.stringify(content)), accepted: accepted.length, refused: refused.length };
}

/** The objects of an envelope; those that their markings keep out are refused, after those that were before. */
export function contentOf({ objects, combinations }: CheckedEnvelope): EnvelopeContent {
  const packed = JSON.parse(new TextDecoder().decode(objects.packed)) as Packed;
  const accepted: AcceptedObject[] = [];
  const refused = [...packed.refused];
  let start = 0;
  for (const [id, type, specVersion, version, end, isRevoked, validUntil, message, combination] of packed.accepted) {
    const outcome = combinations[combination];
    if (outcome === undefined) throw new RangeError(`Nothing is said of the markings of ${id}.`);
    const { label, uses, refusal } = outcome;
    if (refusal === undefined) {
      accepted.push({
        id,
        type,
        specVersion,
        ...(version === null ? {} : { version }),
        start,
        end,
        ...(message === null ? {} : { message }),
        label,
        uses,
        isRevoked,
        ...(validUntil === null ? {} : { validUntil }),
      });
    } else refused.push({ id, version: version ?? formatTimestamp(now()), message: refusal });
    start = end;
  }
  return { accepted, refused };
}

function rowOf({ id, type, specVersion, version, end, isRevoked, validUntil, message, combination }: UnlabelledObject): AcceptedRow {
  return [id, type, specVersion, version ?? null, end, isRevoked, validUntil ?? null, message ?? null, combination];
}
