// What tools ask of a collection.
import type { Ground } from '../ground.ts';
import type { LoadRequest } from '../load/connection.ts';

/** A question that many ask, or many questions of a kind. */
export interface ReadScenario {
  readonly name: string;
  readonly title: string;
  /** Requests that weren't asked before, where there are enough; `first` is how many were. */
  requests(ground: Ground, first: number, count: number): LoadRequest[];
  /** Where it is asked of the bundle that LIAISON_FEED names, too. */
  readonly ofFeed?: true;
}

/** Ids of one request at most, as the address has to hold them. */
const MANY_IDS = 100;

/** The scenarios, in the order of the report. */
export const READ_SCENARIOS: readonly ReadScenario[] = [
  always('poll-nothing', 'poll, nothing new', ({ path, newest }) => `${path}?added_after=${newest}`),
  always('poll-10', 'poll, 10 new objects', ({ path, tenBefore }) => `${path}?added_after=${tenBefore}`),
  { ...cold('page-100-cold', 'page of 100, cold', 100), ofFeed: true },
  { ...warm('page-100-warm', 'page of 100, warm', 100), ofFeed: true },
  { ...cold('page-1000-cold', 'page of 1,000, cold', 1_000), ofFeed: true },
  { ...warm('page-1000-warm', 'page of 1,000, warm', 1_000), ofFeed: true },
  each('point', 'point read', (ground, index) => `${ground.path}${idAt(ground, index)}/`),
  manifest('manifest', 'manifest, 100 records, cold', 100),
  { ...cold('type', 'match[type], page of 100, cold', 100, '&match[type]=indicator') },
  each('id-1', 'match[id], 1 id', (ground, index) => `${ground.path}?match[id]=${idAt(ground, index)}`),
  each('id-100', 'match[id], 100 ids', (ground, index) => `${ground.path}?match[id]=${idsFrom(ground, index * MANY_IDS)}`),
];

/** Everybody asks the same. */
function always(name: string, title: string, path: (ground: Ground) => string): ReadScenario {
  return { name, title, requests: (ground) => [{ path: path(ground) }] };
}

/** Each asks something else. */
function each(name: string, title: string, path: (ground: Ground, index: number) => string): ReadScenario {
  return {
    name,
    title,
    requests: (ground, first, count) => Array.from({ length: count }, (_, index) => ({ path: path(ground, first + index) })),
  };
}

function warm(name: string, title: string, limit: number): ReadScenario {
  return always(name, title, (ground) => `${ground.path}?limit=${limit}&added_after=${beginnings(ground, limit)[0]}`);
}

// When all beginnings have had their turn, pages are one object longer, so that none was asked for before.
function cold(name: string, title: string, limit: number, more = ''): ReadScenario {
  return each(name, title, (ground, index) => `${ground.path}${pageAt(ground, limit, index)}${more}`);
}

function manifest(name: string, title: string, limit: number): ReadScenario {
  return each(name, title, (ground, index) => `${ground.path.replace(/objects\/$/, 'manifest/')}${pageAt(ground, limit, index)}`);
}

function pageAt(ground: Ground, limit: number, index: number): string {
  const dates = beginnings(ground, limit);
  return `?limit=${limit + Math.floor(index / dates.length)}&added_after=${dates[index % dates.length]}`;
}

const known = new WeakMap<Ground, Map<number, readonly string[]>>();

/** Dates behind which there surely is a whole page. */
function beginnings(ground: Ground, limit: number): readonly string[] {
  const ofGround = known.get(ground) ?? new Map<number, readonly string[]>();
  known.set(ground, ofGround);
  const found = ofGround.get(limit) ?? findBeginnings(ground, limit);
  ofGround.set(limit, found);
  return found;
}

function findBeginnings({ dates, count }: Ground, limit: number): readonly string[] {
  const share = dates.length / count;
  // Some more than a page are left out at the end, as not every object is known.
  const last = dates.toSorted()[Math.floor(dates.length - 1.2 * limit * share - 10)];
  return last === undefined ? dates : dates.filter((date) => date <= last);
}

function idAt({ ids }: Ground, index: number): string {
  return ids[index % ids.length] ?? '';
}

function idsFrom({ ids }: Ground, first: number): string {
  return Array.from({ length: Math.min(MANY_IDS, ids.length) }, (_, index) => ids[(first + index) % ids.length]).join(',');
}
