// The writer thread: takes one call at a time off its port, so that a long transaction never stalls a read.
import { parentPort, workerData } from 'node:worker_threads';
import { openForWriting } from './database.ts';
import { sqliteWriter, type SqliteWriter } from './writer.ts';

/** A call of one of the writer's methods, by number. */
export interface WriterCall {
  readonly call: number;
  readonly method: keyof SqliteWriter | 'close';
  readonly parameters: readonly unknown[];
}

/** What became of a call. */
export type WriterReply =
  | { readonly call: number; readonly value: unknown }
  | { readonly call: number; readonly error: Error };

const database = openForWriting((workerData as { file: string }).file);
const writer = sqliteWriter(database);

parentPort?.on('message', ({ call, method, parameters }: WriterCall) => {
  parentPort?.postMessage(answer(call, method, parameters));
  if (method === 'close') parentPort?.close();
});

function answer(call: number, method: WriterCall['method'], parameters: readonly unknown[]): WriterReply {
  try {
    if (method === 'close') {
      database.close();
      return { call, value: undefined };
    }
    const change = writer[method] as (...given: readonly unknown[]) => unknown;
    return { call, value: change(...parameters) };
  } catch (error) {
    return { call, error: error instanceof Error ? error : new Error(String(error)) };
  }
}
