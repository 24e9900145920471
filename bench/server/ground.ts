// What the scenarios have to know of a collection to ask something sensible: where pages begin, which objects there are.
import { createDirectory } from '../../collections/directory.ts';
import type { Store } from '../../collections/storage/port.ts';
import { formatTimestamp } from '../../schemas/timestamp.ts';
import { randomFrom, type Random } from '../random.ts';

/** A collection and what is in it. */
export interface Ground {
  /** The path of its objects; that of the manifest is beside it. */
  readonly path: string;
  /** How many objects it holds; of another's server as many as were looked at. */
  readonly count: number;
  /** `date_added` of some of the objects, in random order: pages begin behind them. */
  readonly dates: readonly string[];
  /** Ids of some of the objects, in random order. */
  readonly ids: readonly string[];
  /** `date_added` of the newest object, and of the one that ten came after. */
  readonly newest: string;
  readonly tenBefore: string;
}

/** The most objects that are remembered. */
const REMEMBERED = 20_000;
const AT_A_TIME = 10_000;

/** What there is to know of an object. */
export interface Landmark {
  readonly id: string;
  readonly dateAdded: string;
}

/** Looks through a collection as one of its readers sees it. */
export async function groundOf(store: Store, collectionId: string, path: string, reader: string): Promise<Ground> {
  const { revision, catalogue } = await store.catalogue.read();
  const directory = createDirectory(revision, catalogue);
  const agency = directory.agency(reader);
  const entry = catalogue?.apiRoots.flatMap(({ collections }) => collections).find(({ id }) => id === collectionId);
  if (agency === undefined || entry === undefined) throw new Error(`${reader} has no collection ${collectionId}`);
  const viewer = directory.viewer(agency, entry);
  const survey = startSurvey(path);
  const asked = { versions: { first: false, last: true, values: [] }, limit: AT_A_TIME, maximumBytes: Number.MAX_SAFE_INTEGER };
  for (let addedAfter: number | undefined, more = true; more; ) {
    const page = await store.objects.records(collectionId, viewer, addedAfter === undefined ? asked : { ...asked, addedAfter });
    for (const { id, dateAdded } of page.items) survey.see({ id, dateAdded: formatTimestamp(dateAdded) });
    addedAfter = page.items.at(-1)?.dateAdded;
    more = page.more;
  }
  return survey.ground();
}

/** Remembers objects of a collection, all with the same chance, as they are shown one after the other. */
export function startSurvey(path: string, random: Random = randomFrom(2)): { see(landmark: Landmark): void; ground(): Ground } {
  const remembered: Landmark[] = [];
  const latest: string[] = [];
  let count = 0;
  return {
    see(landmark) {
      count += 1;
      latest.push(landmark.dateAdded);
      if (latest.length > 11) latest.shift();
      if (remembered.length < REMEMBERED) remembered.push(landmark);
      else {
        const place = random.below(count);
        if (place < REMEMBERED) remembered[place] = landmark;
      }
    },
    ground() {
      const [newest] = latest.slice(-1);
      const [tenBefore] = latest;
      if (newest === undefined || tenBefore === undefined) throw new Error(`there is nothing in ${path}`);
      const shuffled = shuffle(remembered, random);
      return { path, count, newest, tenBefore, ids: shuffled.map(({ id }) => id), dates: shuffled.map(({ dateAdded }) => dateAdded) };
    },
  };
}

function shuffle<Item>(items: readonly Item[], random: Random): Item[] {
  const shuffled = [...items];
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    const other = random.below(last + 1);
    [shuffled[last], shuffled[other]] = [shuffled[other] as Item, shuffled[last] as Item];
  }
  return shuffled;
}
