// Takes what is new in a part into an aggregate in MongoDB, in a turn of the aggregate that also keeps the position.
import type { UpdateFilter } from 'mongodb';
import type { AggregateEntry, CollectionEntry } from '../../../schemas/catalogue/catalogue.ts';
import type { JsonObject } from '../../../schemas/stix/json.ts';
import { filterKey, passes } from '../../aggregates/filter.ts';
import { factsOf } from '../../markings/facts.ts';
import type { AcceptedObject, CollectionId } from '../port.ts';
import { addVersion, textOf, type AddedVersion } from './append.ts';
import type { CatalogueInForce } from './catalogue-in-force.ts';
import { bytesOf, int64, type Documents, type ObjectRemoval, type VersionDocument } from './documents.ts';
import { existingVersions, wereReadTooLate } from './existing-versions.ts';
import { visibleAfter, type Feed } from './horizon.ts';
import { endDistinctions, insertVersions } from './insert-versions.ts';
import { DEFINITIONS, labelOfVersion, labelsOf, type LabelBook } from './labels.ts';
import { IN_ORDER } from './page-query.ts';
import { TurnLost, type Turn, type Turns, type TurnSettings } from './turns.ts';
import type { RemoveChosen } from './write-removals.ts';

/** Most versions of a part that are looked at in one turn. */
const MOST_AT_ONCE = 500;

/** What a turn finds to do. */
interface Portion {
  /** Versions of the part, oldest first. */
  readonly versions: readonly VersionDocument[];
  /** Dates of those that the aggregate has already, and its own dates and ids for them. */
  readonly there: ReadonlyMap<number, { readonly object_id: string; readonly date_added: number }>;
}

/** `feed` of `StoreWriter`. */
export function feedWriter(
  documents: Documents,
  turns: Turns,
  settings: TurnSettings,
  catalogue: CatalogueInForce,
  labels: LabelBook,
  removeChosen: RemoveChosen,
) {
  return { feed };

  async function feed({ id, aggregate }: CollectionEntry, part: CollectionId): Promise<boolean> {
    if (aggregate === undefined) throw new TypeError(`The collection ${id} is no aggregate.`);
    if (!(await catalogue.declares(id)) || !(await catalogue.declares(part))) return true;
    for (;;) {
      try {
        return await feedInTurn(id, part, aggregate);
      } catch (error) {
        if (!(error instanceof TurnLost)) throw error;
      }
    }
  }

  async function feedInTurn(id: CollectionId, part: CollectionId, aggregate: AggregateEntry): Promise<boolean> {
    const filter = filterKey(aggregate);
    const fromPart = await turns.horizon(part);
    const horizon = await turns.horizon(id);
    // Most of the time there is nothing new, which costs no turn.
    if (positionIn(horizon.feeds, part, filter) >= fromPart.upTo - 1) return true;
    const turn = await turns.take(id, () => ({ purpose: { kind: 'publish' }, reserved: MOST_AT_ONCE }));
    try {
      await turn.confirmed;
      const portion = await readPortion(turn, id, part, positionIn(turn.before.feeds, part, filter));
      if (portion === undefined) {
        // Somebody deletes in the part, and wants this collection's turn for it.
        await turn.end();
        return false;
      }
      const wanted = portion.versions.filter((version) => isWanted(aggregate, version));
      const unwanted = unwantedIn(portion, wanted);
      if (unwanted.length === 0) {
        await takeIn(turn, id, part, filter, portion, wanted);
        return portion.versions.length < MOST_AT_ONCE;
      }
      // They go first, in a turn of their own; this portion is looked at again then.
      await turn.end();
      await removeChosen(id, async () => unwanted, { reason: 'the filters of the aggregate no longer let it pass' });
      return false;
    } catch (error) {
      await turn.giveUp(error);
      throw error;
    }
  }

  async function readPortion(turn: Turn, id: CollectionId, part: CollectionId, position: number): Promise<Portion | undefined> {
    const running = await turns.running(part);
    if (running?.purpose.kind === 'remove') return undefined;
    const filter = { collection: part, ...visibleAfter(position, await turns.horizon(part)) };
    const versions = await documents.objects.find(filter, { hint: 'since', sort: IN_ORDER, limit: MOST_AT_ONCE }).toArray();
    const dates = versions.map(({ date_added: date }) => int64(date));
    const shown = { $and: [{ part, part_date: { $in: dates }, collection: id }, visibleAfter(-1, turn.before)] };
    const options = { projection: { object_id: 1, date_added: 1, part_date: 1 }, hint: 'part_of' } as const;
    const found = await documents.objects.find(shown, options).toArray();
    return { versions, there: new Map(found.map((version) => [version.part_date ?? 0, version])) };
  }

  async function takeIn(
    turn: Turn,
    id: CollectionId,
    part: CollectionId,
    filter: string,
    { versions, there }: Portion,
    wanted: readonly VersionDocument[],
  ): Promise<void> {
    const coming = wanted.filter(({ date_added: date }) => !there.has(date));
    const ids = [...new Set(coming.map(({ object_id: objectId }) => objectId))];
    const [known, before] = await Promise.all([existingVersions(documents, id, ids, turn.before), labels.usesIn(id, turn.before)]);
    if (wereReadTooLate(known, turn.before)) throw new TurnLost('Another server has fed the aggregate meanwhile.');
    const added = coming.map((version, index): AddedVersion => {
      const { publisher, line, body_digest: digest } = version;
      const origin = { publisher, line, label: labelOfVersion(version), shows: { part, dateAdded: version.date_added } };
      const candidate = { object: toObject(version), body: new Uint8Array(), digest: bytesOf(digest) };
      return addVersion(candidate, turn.claim.from + index, known, origin);
    });
    const newLabels = labelsOf(id, added, before);
    await Promise.all([
      insertVersions(documents, id, added, settings),
      newLabels.length === 0 ? undefined : documents.labels.insertMany(newLabels),
      endDistinctions(documents, known),
    ]);
    await catchUpUses(id, part, added);
    await settings.atStep('all written', id);
    const position = versions.at(-1)?.date_added ?? positionIn(turn.before.feeds, part, filter);
    await turn.end({
      ...(added.length === 0 ? {} : { upTo: turn.claim.from + added.length }),
      ...(newLabels.length === 0 ? {} : { labels: turn.claim.turn }),
      feeds: [...turn.before.feeds.filter((feed) => feed.part !== part), { part, filter, position }],
    });
  }

  // A definition may have got more users since it was read; from now on they are noted here, too.
  async function catchUpUses(id: CollectionId, part: CollectionId, added: readonly AddedVersion[]): Promise<void> {
    const dates = added.filter(({ label }) => label === DEFINITIONS).map(({ part_date: date = 0 }) => int64(date));
    if (dates.length === 0) return;
    const filter = { collection: part, date_added: { $in: dates } };
    const options = { projection: { date_added: 1, uses: 1 }, hint: 'since' } as const;
    for (const { date_added: date, uses = [] } of await documents.objects.find(filter, options).toArray()) {
      if (uses.length === 0) continue;
      const shown = { part, part_date: int64(date), collection: id };
      await documents.objects.updateMany(shown, { $addToSet: { uses: { $each: [...uses] } } } as UpdateFilter<VersionDocument>);
    }
  }
}

// After a change of the filters some that are there are no longer wanted.
function unwantedIn({ versions, there }: Portion, wanted: readonly VersionDocument[]): ObjectRemoval[] {
  const staying = new Set(wanted.map(({ date_added: date }) => date));
  const going = versions.flatMap(({ date_added: date }) => (staying.has(date) ? [] : (there.get(date) ?? [])));
  const byId = Map.groupBy(going, ({ object_id: id }) => id);
  return [...byId].map(([id, same]) => ({ object_id: id, dates: same.map(({ date_added: date }) => date) }));
}

// Another filter begins anew.
function positionIn(feeds: readonly Feed[], part: CollectionId, filter: string): number {
  return feeds.find((feed) => feed.part === part && feed.filter === filter)?.position ?? 0;
}

function isWanted(aggregate: AggregateEntry, { type, body }: VersionDocument): boolean {
  return passes(aggregate, type, () => factsOf(JSON.parse(Buffer.from(bytesOf(body)).toString('utf8')) as JsonObject).labels);
}

function toObject(version: VersionDocument): AcceptedObject {
  const { object_id: id, type, spec_version: specVersion, is_versioned: isVersioned, valid_until: validUntil } = version;
  return {
    id,
    type,
    specVersion,
    start: 0,
    end: 0,
    label: { markings: [] },
    uses: [],
    isRevoked: version.is_revoked === true,
    ...(isVersioned ? { version: textOf(version) } : {}),
    ...(validUntil === undefined ? {} : { validUntil }),
  };
}
