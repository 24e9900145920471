// Makes the store that is measured, in a fresh folder: declared, filled, looked through.
import { mkdirSync, readFileSync, statfsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { startProgress } from '../../cli/progress.ts';
import { openSqliteStore } from '../../collections/storage/sqlite/store.ts';
import { envelopeOf, syntheticObjects } from '../synthetic.ts';
import { COLLECTIONS, declareExchange, objectsPath, type BenchAccounts } from './catalogue.ts';
import { fill } from './fill.ts';
import { groundOf, type Ground } from './ground.ts';

/** A store that a server can be started on. */
export interface PreparedStore {
  readonly accounts: BenchAccounts;
  readonly bulk: Ground;
  readonly feed?: Ground;
  /** How often something may have been published in it since. */
  readonly measured: number;
  /** Octets of the store's file, and of the objects in it. */
  readonly disk: number;
  readonly json: number;
}

/** Objects of an envelope. */
const ENVELOPE = 2_000;
/** Octets that an object takes on disk, at most, and what is published while it is measured. */
const ROOM_OF_AN_OBJECT = 1_500;
const ROOM_BESIDE = 2 * 1024 ** 3;
const SEED = 1;

/**
 * Makes a store with that many objects in a data folder.
 * @param feed a file with a bundle that gets a collection of its own
 * @throws {Error} when there is no room for it
 */
export async function prepareStore(folder: string, objects: number, feed: string | undefined): Promise<PreparedStore> {
  refuseWithoutRoom(dirname(folder), objects);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'liaison.db');
  const store = openSqliteStore(file);
  try {
    const accounts = await declareExchange(store);
    const progress = startProgress('Filling', objects);
    let done = 0;
    const json = await fill(store, COLLECTIONS.bulk, envelopes(objects), (count) => {
      done += count;
      progress.advance(count, `${done.toLocaleString('en')} objects`);
    });
    progress.end();
    const reader = accounts.readers[0]?.name ?? '';
    const ofFeed = feed === undefined ? undefined : await fill(store, COLLECTIONS.feed, [readFileSync(feed)], () => undefined);
    const bulk = await groundOf(store, COLLECTIONS.bulk, objectsPath('bulk'), reader);
    const grounds = ofFeed === undefined ? { bulk } : { bulk, feed: await groundOf(store, COLLECTIONS.feed, objectsPath('feed'), reader) };
    await store.close();
    return { accounts, ...grounds, measured: 0, disk: statSync(file).size, json: json + (ofFeed ?? 0) };
  } catch (error) {
    await store.close();
    throw error;
  }
}

function* envelopes(objects: number): Generator<Uint8Array> {
  const source = syntheticObjects(SEED);
  for (let left = objects; left > 0; left -= ENVELOPE) yield envelopeOf(source, Math.min(left, ENVELOPE));
}

function refuseWithoutRoom(folder: string, objects: number): void {
  const { bavail, bsize } = statfsSync(folder);
  const needed = objects * ROOM_OF_AN_OBJECT + ROOM_BESIDE;
  if (bavail * bsize >= needed) return;
  const gibibytes = (octets: number): string => (octets / 1024 ** 3).toFixed(1);
  throw new Error(`${objects} objects take up to ${gibibytes(needed)} GiB, and ${folder} has ${gibibytes(bavail * bsize)}. Name another folder in TMPDIR.`);
}
