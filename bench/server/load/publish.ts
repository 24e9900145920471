// Publishes envelopes and waits until they are in.
import { setTimeout as sleep } from 'node:timers/promises';
import { connectTo, type LoadConnection } from './connection.ts';
import { makeEnvelopes } from './envelopes.ts';
import { startRecord, type Record } from './record.ts';
import type { LoadResult, PublishTask } from './task.ts';

/** Milliseconds between two looks at a status that is pending. */
const LOOK_AGAIN = 10;
/** Milliseconds after which it is given up. */
const PATIENCE = 120_000;

interface Status {
  readonly id: string;
  readonly status: 'complete' | 'pending';
  readonly success_count: number;
  readonly failure_count: number;
}

/** Gets ready, which is when the envelopes are made, and gives what begins it. */
export async function preparePublishing(task: PublishTask): Promise<() => Promise<LoadResult>> {
  const { origin, authorizations, publishers, interval } = task;
  const bodies = makeEnvelopes(task.envelopes);
  const connections = Array.from({ length: publishers }, (_, index) =>
    connectTo(origin, authorizations[index % Math.max(1, authorizations.length)]),
  );
  return async () => {
    const record = startRecord();
    const began = performance.now();
    let next = 0;
    await Promise.all(
      connections.map(async (connection, index) => {
        // Not all of them at once.
        for (let due = began + ((interval ?? 0) * index) / publishers; ; due += interval ?? 0) {
          if (due > performance.now()) await sleep(due - performance.now());
          const body = bodies[next];
          if (body === undefined || performance.now() > began + task.seconds * 1000) return;
          next += 1;
          await publish(connection, task, body, interval === undefined ? performance.now() : due, record);
        }
      }),
    );
    const result = record.result();
    await Promise.all(connections.map((connection) => connection.close()));
    return result;
  };
}

async function publish(connection: LoadConnection, task: PublishTask, body: Uint8Array, since: number, record: Record): Promise<void> {
  const answer = await record.ask(connection, { path: task.path, method: 'POST', body }, true);
  if (answer?.status !== 202) {
    if (answer !== undefined) record.addUnwanted(String(answer.status));
    return;
  }
  let { bytes } = answer;
  let status = JSON.parse(answer.body.toString()) as Status;
  for (const until = performance.now() + PATIENCE; status.status === 'pending'; ) {
    if (performance.now() > until) {
      record.addUnwanted('publications that were never finished');
      return;
    }
    await sleep(LOOK_AGAIN);
    const looked = await record.ask(connection, { path: `${task.statusPath}${status.id}/` }, true);
    if (looked === undefined) continue;
    bytes = looked.bytes;
    status = JSON.parse(looked.body.toString()) as Status;
  }
  record.addPublication(performance.now() - since, bytes, status.success_count);
  if (status.failure_count > 0) record.addUnwanted('refused objects');
}
