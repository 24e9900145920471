// Bodies that are on their way take turns: Node.js would read up to 2 MiB of one at a time, and then of the next.
import type { IncomingMessage } from 'node:http';

/** Those of which a piece is to be read when it is their turn. */
export interface BodyTurns {
  /** Stops reading it until its turn, which comes when all that wait already have had theirs. */
  wait(request: IncomingMessage): void;
  /** To be told of one that nobody sends any more. */
  leave(request: IncomingMessage): void;
}

/** @param later calls what it is given when the next turn may come */
export function createBodyTurns(later: (takeTurn: () => void) => unknown): BodyTurns {
  const waiting = new Set<IncomingMessage>();
  let isComing = false;

  function prepareTurn(): void {
    if (isComing || waiting.size === 0) return;
    isComing = true;
    later(takeTurn);
  }

  function takeTurn(): void {
    isComing = false;
    const [first] = waiting;
    if (first === undefined) return;
    waiting.delete(first);
    first.resume();
    prepareTurn();
  }

  return {
    wait(request) {
      request.pause();
      waiting.add(request);
      prepareTurn();
    },
    leave: (request) => void waiting.delete(request),
  };
}

/** One in each turn of the event loop, of all bodies that are read as fast as they come. */
export const eachTurn = createBodyTurns(setImmediate);
