// Retention: what a collection's rule says has had its time is deleted, unless the collection is under legal hold.
import type { ApiRootEntry, Catalogue, CollectionEntry, RetentionEntry } from '../schemas/catalogue/catalogue.ts';
import { now } from '../schemas/timestamp.ts';
import type { CollectionId, StoreWriter } from './storage/port.ts';

/** A collection with a rule of retention. */
export interface RuledCollection {
  readonly root: ApiRootEntry;
  readonly entry: CollectionEntry;
  readonly rule: RetentionEntry;
}

/** What deletes by rules. */
export type RetentionWriter = Pick<StoreWriter, 'retain'>;

/** Versions that go in one step: few enough that others who write don't have to wait for long. */
const AT_ONCE = 500;

/** The collections that have a rule, also those under legal hold. */
export function ruledCollections(catalogue: Catalogue | undefined): RuledCollection[] {
  return (catalogue?.apiRoots ?? []).flatMap((root) =>
    root.collections.flatMap((entry) => (entry.retention === undefined ? [] : [{ root, entry, rule: entry.retention }])),
  );
}

/** How many versions the rule would delete now; none under legal hold. */
export async function countDue(writer: RetentionWriter, { entry, rule }: RuledCollection): Promise<number> {
  return entry.legalHold ? 0 : writer.retain(entry.id, rule, now(), AT_ONCE, true);
}

/**
 * Deletes in a collection what the rule in force there says, and gives the number of versions. The catalogue is looked at
 * before each step, so that a legal hold counts at once.
 * @param mostSteps after which the rest is left for another time
 */
export async function retainIn(
  writer: RetentionWriter,
  collection: CollectionId,
  inForce: () => Promise<Catalogue | undefined>,
  mostSteps: number,
): Promise<number> {
  let removed = 0;
  for (let steps = 0; steps < mostSteps; steps += 1) {
    const ruled = ruledCollections(await inForce()).find(({ entry }) => entry.id === collection);
    if (ruled === undefined || ruled.entry.legalHold) break;
    const count = await writer.retain(collection, ruled.rule, now(), AT_ONCE, false);
    if (count === 0) break;
    removed += count;
  }
  return removed;
}
