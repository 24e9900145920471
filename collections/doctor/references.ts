// Whether what a store keeps fits together, read through the archive: the same for every adapter.
import type { Microseconds } from '../../schemas/timestamp.ts';
import type { Catalogue } from '../../schemas/catalogue/catalogue.ts';
import { completed, type StoredCatalogue } from '../catalogue/complete.ts';
import type { ArchivedCollection, StoreArchive } from '../storage/archive.ts';
import type { Stray } from '../storage/examiner.ts';
import type { CollectionId } from '../storage/port.ts';
import { publicationPages, removalPages, USUAL_PAGE, versionPages } from '../storage/walk-archive.ts';

/** Of each part: the dates of its versions that aggregates show, and those aggregates. */
type Wanted = Map<CollectionId, { readonly dates: Set<Microseconds>; readonly aggregates: Set<CollectionId> }>;

/**
 * Looks through everything.
 * @param onItems is called with the number of versions, tombstones and publications that were looked at since the last call
 */
export async function strayReferences(archive: StoreArchive, onItems: (count: number) => void = () => undefined): Promise<Stray[]> {
  const collections = await archive.collections();
  const catalogue = await catalogueOf(archive);
  const gathered = gatherStrays();
  const wanted: Wanted = new Map();
  for (const collection of collections) await lookThrough(archive, collection, wanted, gathered, onItems);
  for (const [part, { dates, aggregates }] of wanted) await findShown(archive, part, dates, aggregates, gathered);
  const declared = new Set(collections.filter(({ isDeclared }) => isDeclared).map(({ id }) => id));
  for (const id of idsIn(catalogue)) {
    if (!declared.has(id)) gathered.add('collections that the catalogue has and the store does not', 'nothing can be published to them', id);
  }
  for (const { aggregate, part } of await archive.feeds()) {
    if (!declared.has(aggregate) || !declared.has(part)) gathered.add('feeds of collections that the catalogue does not have', undefined, `${part} into ${aggregate}`);
  }
  for (const { collection, id } of await archive.holds()) {
    if (!declared.has(collection)) gathered.add('holds in collections that the catalogue does not have', undefined, `${id} in ${collection}`);
  }
  await lookAtAccounts(archive, catalogue, gathered);
  await lookAtPublications(archive, gathered, onItems);
  return gathered.strays();
}

async function lookThrough(
  archive: StoreArchive,
  { id, lastDateAdded, isDeclared }: ArchivedCollection,
  wanted: Wanted,
  gathered: Gathered,
  onItems: (count: number) => void,
): Promise<void> {
  const dateFault = (date: Microseconds, what: string): void => {
    if (date > lastDateAdded) gathered.add('dates that are later than the last one that their collection knows of', 'such a date may be given twice, and who polls would miss something', `${what} in ${id}`);
  };
  for await (const page of versionPages(archive, id, 0, USUAL_PAGE)) {
    for (const { dateAdded, id: objectId, shows } of page) {
      dateFault(dateAdded, objectId);
      if (!isDeclared) gathered.add('versions of objects in collections that the catalogue does not have', undefined, `${objectId} in ${id}`);
      if (shows === undefined) continue;
      const { dates, aggregates } = wanted.get(shows.part) ?? { dates: new Set(), aggregates: new Set() };
      wanted.set(shows.part, { dates: dates.add(shows.dateAdded), aggregates: aggregates.add(id) });
    }
    onItems(page.length);
  }
  for await (const page of removalPages(archive, id, USUAL_PAGE)) {
    for (const { date, id: objectId } of page) dateFault(date, `the tombstone of ${objectId}`);
    onItems(page.length);
  }
}

async function findShown(
  archive: StoreArchive,
  part: CollectionId,
  dates: ReadonlySet<Microseconds>,
  aggregates: ReadonlySet<CollectionId>,
  gathered: Gathered,
): Promise<void> {
  const missing = new Set(dates);
  for await (const page of versionPages(archive, part, 0, USUAL_PAGE)) for (const { dateAdded } of page) missing.delete(dateAdded);
  if (missing.size === 0) return;
  // While servers work they may have been deleted after the aggregates were read: what is still shown now is wrong.
  for (const aggregate of aggregates) {
    for await (const page of versionPages(archive, aggregate, 0, USUAL_PAGE)) {
      for (const { id, shows } of page) {
        if (shows?.part !== part || !missing.has(shows.dateAdded)) continue;
        gathered.add('versions in aggregates that show versions that are not there', "the aggregates can't serve them", `${id} in ${aggregate}`);
      }
    }
  }
}

async function lookAtAccounts(archive: StoreArchive, catalogue: Catalogue | undefined, gathered: Gathered): Promise<void> {
  const agencies = new Set(catalogue?.agencies.map(({ name }) => name));
  for (const { name, agency, disabled } of await archive.accounts()) {
    if (!agencies.has(agency) && !disabled) gathered.add('accounts of agencies that the catalogue does not have, and that are not disabled', undefined, `${name} of ${agency}`);
  }
}

// Those to a collection that has gone are told for 48 hours all the same.
async function lookAtPublications(archive: StoreArchive, gathered: Gathered, onItems: (count: number) => void): Promise<void> {
  for await (const page of publicationPages(archive, USUAL_PAGE)) {
    for (const { statusId, completedAt, body } of page) {
      if (completedAt === undefined && body === undefined) gathered.add('pending publications without their envelope', 'they stay pending', statusId);
    }
    onItems(page.length);
  }
}

async function catalogueOf(archive: StoreArchive): Promise<Catalogue | undefined> {
  const kept = await archive.catalogue();
  return kept === undefined ? undefined : completed(JSON.parse(kept.document) as StoredCatalogue);
}

function idsIn(catalogue: Catalogue | undefined): CollectionId[] {
  return catalogue?.apiRoots.flatMap(({ collections }) => collections.map(({ id }) => id)) ?? [];
}

interface Gathered {
  add(what: string, effect: string | undefined, example: string): void;
  strays(): Stray[];
}

function gatherStrays(): Gathered {
  const found = new Map<string, Stray>();
  return {
    add(what, effect, example) {
      const before = found.get(what);
      found.set(what, { ...(before ?? { what, example, ...(effect === undefined ? {} : { effect }) }), count: (before?.count ?? 0) + 1 });
    },
    strays: () => [...found.values()],
  };
}
