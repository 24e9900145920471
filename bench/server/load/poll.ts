// Polls at a steady pace, each poller from where it has come to. What an answer takes is counted from when its poll was
// due, so that a server that stalls can't hide it by being asked less.
import { setTimeout as sleep } from 'node:timers/promises';
import { connectTo } from './connection.ts';
import { startRecord } from './record.ts';
import type { LoadResult, PollTask } from './task.ts';

/** Gets ready, and gives what begins it. */
export async function preparePolling(task: PollTask): Promise<() => Promise<LoadResult>> {
  const { origin, authorizations, pollers, interval, path } = task;
  const connections = Array.from({ length: pollers }, (_, index) =>
    connectTo(origin, authorizations[index % Math.max(1, authorizations.length)]),
  );
  return async () => {
    const record = startRecord();
    const began = performance.now();
    await Promise.all(
      connections.map(async (connection, index) => {
        let position = task.addedAfter;
        for (let due = began + (interval * index) / pollers; due < began + task.seconds * 1000; due += interval) {
          if (due > performance.now()) await sleep(due - performance.now());
          const answer = await record.ask(connection, { path: `${path}${path.includes('?') ? '&' : '?'}added_after=${position}` }, true);
          if (answer === undefined) continue;
          record.add(answer, due, 200);
          position = answer.headers.get('x-taxii-date-added-last') ?? position;
        }
      }),
    );
    const result = record.result();
    await Promise.all(connections.map((connection) => connection.close()));
    return result;
  };
}
