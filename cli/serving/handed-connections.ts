// How the primary hands connections to workers: Node's cluster sends each, and waits for the worker's word that it has it.
//
// There is no public way to either, so that this looks at the messages in between (lib/internal/cluster/utils.js and
// round_robin_handle.js of Node 26). Should another Node write them otherwise, nothing is found here.
import type { Worker } from 'node:cluster';

interface ClusterMessage {
  readonly cmd?: string;
  readonly act?: string;
  readonly seq?: number;
}

/** A connection as the primary has it. */
export interface HandedConnection {
  close(): void;
  /** Writes it into the object, where it is known. */
  getpeername?(peer: { address?: string }): number;
}

/**
 * Looks at each connection before it is handed to the worker.
 * @param look false: it isn't handed, and the cluster gets no word of it but by `giveWord`
 */
export function watchHanding({ process: child }: Worker, look: (number: number, connection: HandedConnection) => boolean): void {
  const send = child.send.bind(child);
  child.send = (message: ClusterMessage, ...rest: unknown[]): boolean => {
    const number = message.cmd === 'NODE_CLUSTER' && message.act === 'newconn' ? message.seq : undefined;
    if (number !== undefined && !look(number, rest[0] as HandedConnection)) return true;
    return (send as (...all: unknown[]) => boolean)(message, ...rest);
  };
}

/** Gives the worker's word about the connection of that number: that it has it, or that another worker is to have it. */
export function giveWord({ process: child }: Worker, ack: number, accepted: boolean): void {
  child.emit('internalMessage', { cmd: 'NODE_CLUSTER', ack, accepted } as never, undefined as never);
}
