// Connections from hosts that a worker keeps out end in the primary: handing each of them to a worker, and waiting for its word
// that it has it, would leave little time for those of others.
//
// As in lost-connections.ts there is no public way to that, so that this looks at the messages in between and gives the worker's
// word itself. Should another Node write them otherwise, the workers keep them out all the same.
import type { Worker } from 'node:cluster';
import { hostOf, plainAddress } from '../../collections/accounts/networks.ts';
import type { KeptOut } from '../../server/kept-out.ts';

interface ClusterMessage {
  readonly cmd?: string;
  readonly act?: string;
  readonly seq?: number;
}

/** A connection as the primary has it. */
interface Connection {
  /** Writes it into the object, where it is known. */
  getpeername?(peer: { address?: string }): number;
}

/** To be called for each worker as soon as it is started. */
export function dropKeptOut(worker: Worker, keptOut: KeptOut): void {
  const { process: child } = worker;
  const send = child.send.bind(child);
  child.send = (message: ClusterMessage, ...rest: unknown[]): boolean => {
    const isConnection = message.cmd === 'NODE_CLUSTER' && message.act === 'newconn' && message.seq !== undefined;
    if (!isConnection || keptOut.isEmpty || !isFrom(rest[0] as Connection | undefined, keptOut)) {
      return (send as (...all: unknown[]) => boolean)(message, ...rest);
    }
    // Then the cluster closes what it has of it, and goes on with the next one.
    process.nextTick(() => child.emit('internalMessage', { cmd: 'NODE_CLUSTER', ack: message.seq, accepted: true } as never, undefined as never));
    return true;
  };
}

function isFrom(connection: Connection | undefined, keptOut: KeptOut): boolean {
  const peer: { address?: string } = {};
  connection?.getpeername?.(peer);
  return peer.address !== undefined && keptOut.has(hostOf(plainAddress(peer.address)));
}
