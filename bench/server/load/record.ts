// Takes down what requests took while a load runs.
import type { LoadAnswer, LoadConnection, LoadRequest } from './connection.ts';
import type { LoadResult } from './task.ts';

/** What is known of a running load. */
export interface Record {
  /** Takes an answer down. @param since when the request began, or was due, by `performance.now()` */
  add(answer: LoadAnswer, since: number, wanted: number): void;
  /** Takes a published envelope down. */
  addPublication(time: number, bytes: number, accepted: number): void;
  addUnwanted(what: string): void;
  /** Asks; of a connection that is cut, which is taken down, there is no answer. The next request opens another one. */
  ask(connection: LoadConnection, request: LoadRequest, keepsBody?: boolean): Promise<LoadAnswer | undefined>;
  /** All of it. */
  result(isRepeated?: boolean): LoadResult;
}

/** Begins to take down. */
export function startRecord(): Record {
  const began = performance.now();
  const times: number[] = [];
  const unwanted: { [what: string]: number } = {};
  let bytes = 0;
  let objects = 0;
  const addUnwanted = (what: string): void => {
    unwanted[what] = (unwanted[what] ?? 0) + 1;
  };
  return {
    add(answer, since, wanted) {
      times.push(performance.now() - since);
      bytes += answer.bytes;
      if (answer.status !== wanted) addUnwanted(String(answer.status));
    },
    addPublication(time, received, accepted) {
      times.push(time);
      bytes += received;
      objects += accepted;
    },
    addUnwanted,
    async ask(connection, request, keepsBody) {
      try {
        return await connection.ask(request, keepsBody);
      } catch (error) {
        addUnwanted((error as NodeJS.ErrnoException).code ?? String(error));
        return undefined;
      }
    },
    result: (isRepeated = false) => ({
      seconds: (performance.now() - began) / 1000,
      times: Float64Array.from(times),
      bytes,
      objects,
      unwanted,
      isRepeated,
    }),
  };
}
