// Connections from hosts that a worker keeps out end in the primary: handing each of them to a worker, and waiting for its word
// that it has it, would leave little time for those of others. Where the primary doesn't get to see them, the workers keep them
// out all the same.
import type { Worker } from 'node:cluster';
import { hostOf, plainAddress } from '../../collections/accounts/networks.ts';
import type { KeptOut } from '../../server/kept-out.ts';
import { giveWord, watchHanding, type HandedConnection } from './handed-connections.ts';

/** To be called for each worker as soon as it is started. */
export function dropKeptOut(worker: Worker, keptOut: KeptOut): void {
  watchHanding(worker, (number, connection) => {
    if (keptOut.isEmpty || !isFrom(connection, keptOut)) return true;
    // Then the cluster closes what it has of it, and goes on with the next one.
    process.nextTick(() => giveWord(worker, number, true));
    return false;
  });
}

function isFrom(connection: HandedConnection | undefined, keptOut: KeptOut): boolean {
  const peer: { address?: string } = {};
  connection?.getpeername?.(peer);
  return peer.address !== undefined && keptOut.has(hostOf(plainAddress(peer.address)));
}
