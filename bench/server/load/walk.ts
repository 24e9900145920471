// Follows `next` through a collection, as a tool does that begins with it.
import { connectTo } from './connection.ts';
import { startRecord } from './record.ts';
import type { LoadResult, WalkTask } from './task.ts';

/** `next` stands at one end of an envelope or the other; parsing all of it would measure this process. */
const NEXT_TO_AN_END = 1_000;
const NEXT = /"next"\s*:\s*"((?:[^"\\]|\\.)*)"/;

/** Gets ready, and gives what begins it. */
export async function prepareWalking({ origin, authorizations, path, mostPages }: WalkTask): Promise<() => Promise<LoadResult>> {
  const connection = connectTo(origin, authorizations[0]);
  return async () => {
    const record = startRecord();
    let next: string | undefined;
    for (let page = 0; page < mostPages; page += 1) {
      const since = performance.now();
      const separator = path.includes('?') ? '&' : '?';
      const answer = await connection.ask({ path: next === undefined ? path : `${path}${separator}next=${encodeURIComponent(next)}` }, true);
      record.add(answer, since, 200);
      next = nextIn(answer.body);
      if (next === undefined) break;
    }
    const result = record.result();
    await connection.close();
    return result;
  };
}

/** The `next` of an envelope's octets. */
export function nextIn(body: Buffer): string | undefined {
  const head = body.subarray(0, NEXT_TO_AN_END);
  const beforeObjects = head.toString('latin1').split('"objects"')[0] ?? '';
  const tail = body.subarray(Math.max(0, body.length - NEXT_TO_AN_END)).toString('latin1');
  const afterObjects = tail.slice(tail.lastIndexOf(']') + 1);
  const found = NEXT.exec(beforeObjects) ?? NEXT.exec(afterObjects);
  return found?.[1] === undefined ? undefined : (JSON.parse(`"${found[1]}"`) as string);
}
