// The writer thread: carries out what has gathered on its port in one commit, so that the disk is waited for once, and
// no read is ever stalled by a long transaction.
import { parentPort, receiveMessageOnPort, workerData, type MessagePort } from 'node:worker_threads';
import { inTransaction, openForWriting } from './database.ts';
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

/** Most calls that share a commit: whoever came first shouldn't wait for too many others. */
const MOST_AT_ONCE = 64;

const port = parentPort;
if (port === null) throw new Error('The writer of a store lives in a thread of its own.');
const database = openForWriting((workerData as { file: string }).file);
const writer = sqliteWriter(database);

port.on('message', (first: WriterCall) => {
  const calls = [first, ...gathered(port)];
  const changes = calls.filter(({ method }) => method !== 'close');
  if (changes.length > 0) for (const reply of changeAll(changes)) port.postMessage(reply);
  for (const { call } of calls.filter(({ method }) => method === 'close')) {
    database.close();
    port.postMessage({ call, value: undefined } satisfies WriterReply);
    port.close();
  }
});

function gathered(from: MessagePort): WriterCall[] {
  const calls: WriterCall[] = [];
  while (calls.length < MOST_AT_ONCE - 1) {
    const next = receiveMessageOnPort(from) as { message: WriterCall } | undefined;
    if (next === undefined) break;
    calls.push(next.message);
  }
  return calls;
}

// A call that fails undoes itself only. If the commit fails, all of them have failed; where a failure has undone the whole of
// the transaction, as that of a full disk does, that is why.
function changeAll(calls: readonly WriterCall[]): WriterReply[] {
  let replies: WriterReply[] = [];
  try {
    return inTransaction(database, () => (replies = calls.map(change)));
  } catch (error) {
    const reason = replies.find((reply) => 'error' in reply)?.error ?? toError(error);
    return calls.map(({ call }) => ({ call, error: reason }));
  }
}

function change({ call, method, parameters }: WriterCall): WriterReply {
  try {
    const carryOut = writer[method as keyof SqliteWriter] as (...given: readonly unknown[]) => unknown;
    return { call, value: carryOut(...parameters) };
  } catch (error) {
    return { call, error: toError(error) };
  }
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
