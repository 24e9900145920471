// The writer thread: carries out what has gathered on its port in one commit, so that the disk is waited for once, and
// no read is ever stalled by a long transaction.
import { parentPort, receiveMessageOnPort, workerData, type MessagePort } from 'node:worker_threads';
import { changeAll, type WriterCall, type WriterReply } from './change-all.ts';
import { openForWriting } from './database.ts';
import { sqliteWriter } from './writer.ts';

/** Most calls that share a commit: whoever came first shouldn't wait for too many others. */
const MOST_AT_ONCE = 64;

const port = parentPort;
if (port === null) throw new Error('The writer of a store lives in a thread of its own.');
const database = openForWriting((workerData as { file: string }).file);
const writer = sqliteWriter(database);

port.on('message', (first: WriterCall) => {
  const calls = [first, ...gathered(port)];
  const changes = calls.filter(({ method }) => method !== 'close');
  for (const reply of changeAll(database, writer, changes)) port.postMessage(reply);
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
