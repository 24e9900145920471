// Asks as fast as answers come.
import { connectTo } from './connection.ts';
import { startRecord } from './record.ts';
import type { LoadResult, RepeatTask } from './task.ts';

/** Gets ready, and gives what begins it. */
export async function prepareRepeating(task: RepeatTask): Promise<() => Promise<LoadResult>> {
  const { origin, authorizations, requests } = task;
  const connections = Array.from({ length: task.connections }, (_, index) =>
    connectTo(origin, authorizations[index % Math.max(1, authorizations.length)]),
  );
  return async () => {
    const record = startRecord();
    const end = performance.now() + task.seconds * 1000;
    let asked = 0;
    await Promise.all(
      connections.map(async (connection) => {
        while (performance.now() < end) {
          const request = requests[asked % requests.length] ?? { path: '/' };
          asked += 1;
          const since = performance.now();
          const answer = await record.ask(connection, request);
          if (answer !== undefined) record.add(answer, since, 200);
        }
      }),
    );
    const result = record.result(requests.length > 1 && asked > requests.length);
    await Promise.all(connections.map((connection) => connection.close()));
    return result;
  };
}
