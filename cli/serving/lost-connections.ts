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

/** To be called for each worker as soon as it is started. */
export function rescueConnections(worker: Worker): void {
  const handed = new Set<number>();
  const { process: child } = worker;
  const send = child.send.bind(child);
  child.send = (message: ClusterMessage, ...rest: unknown[]): boolean => {
    if (message.cmd === 'NODE_CLUSTER' && message.act === 'newconn' && message.seq !== undefined) handed.add(message.seq);
    return (send as (...all: unknown[]) => boolean)(message, ...rest);
  };
  child.on('internalMessage', (message: ClusterMessage) => {
    if (message.ack !== undefined) handed.delete(message.ack);
  });
  // What a worker says that is about to end: then the cluster hands the connection to another one.
  child.once('exit', () => {
    for (const ack of handed) child.emit('internalMessage', { cmd: 'NODE_CLUSTER', ack, accepted: false } as never, undefined as never);
  });
}
