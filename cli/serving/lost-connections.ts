// Connections that the primary has handed to a worker which died before it took them: another worker gets them.
//
// Node's cluster waits for the worker's word that it has taken a connection, one at a time, and for ever if the worker is killed:
// the client then waits for an answer that nobody will give (handed-connections.ts; test/cli/workers.test.ts).
import type { Worker } from 'node:cluster';
import { giveWord, watchHanding, type HandedConnection } from './handed-connections.ts';

interface WorkerMessage {
  readonly act?: string;
  readonly ack?: number;
}

const listening = new Set<Worker>();

/** To be called for each worker as soon as it is started. */
export function rescueConnections(worker: Worker): void {
  const handed = new Map<number, HandedConnection>();
  const { process: child } = worker;
  watchHanding(worker, (number, connection) => {
    handed.set(number, connection);
    return true;
  });
  child.on('internalMessage', (message: WorkerMessage) => {
    if (message.ack !== undefined) handed.delete(message.ack);
    if (message.act === 'close') listening.delete(worker);
  });
  worker.on('listening', () => listening.add(worker));
  child.once('disconnect', rescue);
  child.once('exit', rescue);

  // What a worker says that is about to end: then the cluster hands the connection to another one. Where there is none, its
  // queue is gone, and so is the connection: better the client knows.
  function rescue(): void {
    listening.delete(worker);
    for (const [number, connection] of handed) {
      if (listening.size === 0) connection.close();
      else giveWord(worker, number, false);
    }
    handed.clear();
  }
}
