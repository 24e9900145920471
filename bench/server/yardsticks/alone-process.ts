// The yardstick of publishing in a process of its own: envelopes are parsed and validated on one thread, their objects
// inserted in SQLite on another, and nothing else happens: no HTTP, no access, no order of dates, no statuses.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { checkEnvelope } from '../../../collections/publishing/check-envelope.ts';
import { policyOf } from '../../../collections/publishing/policy.ts';
import { memoryOfEnvelope } from '../../../collections/storage/moved-memory.ts';
import { unmarked } from '../../unmarked.ts';
import { catalogue, COLLECTIONS } from '../catalogue.ts';
import { makeEnvelopes } from '../load/envelopes.ts';
import { answerOrders } from '../load/orders.ts';
import { startRecord } from '../load/record.ts';
import type { LoadResult, LoadTask } from '../load/task.ts';

const INSERTING = new URL('./insert-thread.ts', import.meta.url);

answerOrders(prepare);

async function prepare(task: LoadTask): Promise<() => Promise<LoadResult>> {
  if (task.kind !== 'publish') throw new Error('this yardstick is for publishing');
  const bodies = makeEnvelopes(task.envelopes);
  const folder = mkdtempSync(join(tmpdir(), 'liaison-yardstick-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const thread = new Worker(INSERTING, { workerData: { file: join(folder, 'yardstick.db'), most: task.publishers } });
  return async () => {
    const result = await takeIn(bodies, thread, task.publishers);
    await thread.terminate();
    rmSync(folder, { recursive: true, force: true });
    return result;
  };
}

// As many envelopes are under way as there are publishers who wait for theirs.
async function takeIn(bodies: readonly Uint8Array[], thread: Worker, publishers: number): Promise<LoadResult> {
  const collection = catalogue([]).apiRoots[0]?.collections.find(({ id }) => id === COLLECTIONS.inbox);
  if (collection === undefined) throw new Error('there is no inbox');
  const policy = policyOf(collection);
  const waiting = new Map<number, (inserted: number) => void>();
  thread.on('message', ({ call, inserted }: { call: number; inserted: number }) => waiting.get(call)?.(inserted));
  const record = startRecord();
  let next = 0;
  await Promise.all(
    Array.from({ length: publishers }, async () => {
      for (let body = bodies[next]; body !== undefined; body = bodies[next]) {
        const call = next;
        next += 1;
        const since = performance.now();
        const envelope = unmarked(checkEnvelope(body, policy));
        const inserted = await new Promise<number>((resolve) => {
          waiting.set(call, resolve);
          thread.postMessage({ call, envelope }, memoryOfEnvelope(envelope));
        });
        record.addPublication(performance.now() - since, 0, inserted);
      }
    }),
  );
  return record.result();
}
