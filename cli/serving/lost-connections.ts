// Connections that the primary has handed to a worker which died before it took them: another worker gets them.
//
// Node's cluster waits for the worker's word that it has taken a connection, one at a time, and for ever if the worker is killed:
// the client then waits for an answer that nobody will give. There is no public way to that word, so that this looks at the
// messages in between (lib/internal/cluster/utils.js and round_robin_handle.js of Node 26). Should another Node write them
// otherwise, nothing is found here, and the tests say so (test/cli/workers.test.ts).
import type { Worker } from 'node:cluster';

interface ClusterMessage {
  readonly cmd?: string;
  readonly act?: string;
  readonly seq?: number;
  readonly ack?: number;
}

/** A connection as the primary has it. */
interface Connection {
  close(): void;
}

const listening = new Set<Worker>();

/** To be called for each worker as soon as it is started. */
export function rescueConnections(worker: Worker): void {
  const handed = new Map<number, Connection>();
  const { process: child } = worker;
  const send = child.send.bind(child);
  child.send = (message: ClusterMessage, ...rest: unknown[]): boolean => {
    const isConnection = message.cmd === 'NODE_CLUSTER' && message.act === 'newconn' && message.seq !== undefined;
    if (isConnection) handed.set(message.seq as number, rest[0] as Connection);
    return (send as (...all: unknown[]) => boolean)(message, ...rest);
  };
  child.on('internalMessage', (message: ClusterMessage) => {
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
    for (const [ack, connection] of handed) {
      if (listening.size === 0) connection.close();
      else child.emit('internalMessage', { cmd: 'NODE_CLUSTER', ack, accepted: false } as never, undefined as never);
    }
    handed.clear();
  }
}
