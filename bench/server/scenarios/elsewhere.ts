// Another exchange on the same machine, for what is published there: what it does to those who ask the one that is measured is what any
// work on these processors does to them.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteStore } from '../../../collections/storage/sqlite/store.ts';
import { basic, declareExchange, type BenchAccounts } from '../catalogue.ts';
import { makeFreshFolder } from '../fresh-folder.ts';
import type { Subject } from '../measure-load.ts';
import { serve } from '../serving.ts';

/** An exchange that isn't measured. */
export interface Elsewhere extends Subject {
  /** Ends it, and removes what it has stored. */
  stop(): Promise<void>;
}

/** Starts one in a fresh folder, with nothing in it. @param words for `liaison serve` */
export async function serveElsewhere(words: readonly string[]): Promise<Elsewhere> {
  const folder = makeFreshFolder();
  const data = join(folder.path, 'data');
  const { readers, publishers } = await declareIn(data);
  const { origin, pid, stop } = await serve(data, { words });
  return {
    name: 'liaison',
    origin,
    pid,
    readers: readers.map(basic),
    publishers: publishers.map(basic),
    async stop() {
      await stop();
      folder.remove();
    },
  };
}

async function declareIn(data: string): Promise<BenchAccounts> {
  mkdirSync(data, { recursive: true });
  const store = openSqliteStore(join(data, 'liaison.db'));
  try {
    return await declareExchange(store);
  } finally {
    await store.close();
  }
}
