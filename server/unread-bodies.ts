// Bodies that are still on their way when their request has its answer. Who sends one may look for an answer only when all is
// sent, and never sees it where the connection is closed before (RFC 9112, 9.6). So they are read for a while: short ones
// to their end, which leaves the connection to the next request, and long ones bit by bit, as that is work that nobody needs.
import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { hostOf } from '../collections/accounts/networks.ts';
import { freeMemory } from '../collections/freed-memory.ts';
import { announcedLength } from './announced-length.ts';
import { createBodyTurns, eachTurn } from './body-turns.ts';
import { clientOf } from './client.ts';

/** Reads what was sent, and isn't wanted. */
export interface UnreadBodies {
  /** Whether the connection had better end with the answer, as a long body is still to come. To be asked before its headers are written. */
  endsConnection(request: IncomingMessage): boolean;
  /** Reads what still comes, and keeps nothing. To be told before the answer has ended: Node.js would read it then, as fast as it comes. */
  leave(request: IncomingMessage): void;
}

/** How much is read of what nobody wants. */
export interface UnreadBodyLimits {
  /** Octets of a body after which its connection is left to the next request; reading more costs more than another connection. */
  readonly short: number;
  /** Connections that are read on after their last answer; beyond, the oldest is cut of the host that has most of them. */
  readonly ending: number;
  /** How long one of these is, in milliseconds. */
  readonly longest: number;
}

/** Unread bodies, where nobody says otherwise. */
const UNREAD_BODIES: UnreadBodyLimits = { short: 2 * 1024 * 1024, ending: 32, longest: 10_000 };
/** Milliseconds until the next piece is read, of all connections that are ending, of up to 64 KiB. */
const PACE = 1;

/** For the connections of one server. */
export function limitUnreadBodies(limits: Partial<UnreadBodyLimits> = {}): UnreadBodies {
  const { short, ending, longest } = { ...UNREAD_BODIES, ...limits };
  const slowly = createBodyTurns((takeTurn) => setTimeout(takeTurn, PACE));
  /** What ends connections that had their last answer, by host, oldest first. */
  const ends = new Map<string, Set<() => void>>();
  let count = 0;

  function readUntilClosed(request: IncomingMessage): void {
    const { socket } = request;
    const host = hostOf(clientOf(request).address);
    const neighbours = ends.get(host) ?? new Set();
    const timer = setTimeout(end, longest).unref();
    ends.set(host, neighbours.add(end));
    count += 1;
    socket.once('close', end);
    if (count > ending) endOldest();

    function end(): void {
      if (!neighbours.delete(end)) return;
      clearTimeout(timer);
      slowly.leave(request);
      count -= 1;
      if (neighbours.size === 0) ends.delete(host);
      socket.destroy();
    }
  }

  function endOldest(): void {
    const [endIt] = [...ends.values()].reduce((one, other) => (other.size > one.size ? other : one));
    endIt?.();
  }

  return {
    endsConnection: (request) => isUnread(request) && (announcedLength(request) ?? 0) > short,
    leave(request) {
      if (!isUnread(request)) return;
      const { socket } = request;
      let octets = 0;
      let isLast = false;

      // What Node.js calls when the last answer of a connection has gone out; its own would close it, whatever is still sent.
      socket.destroySoon = function endAnswers() {
        if (isLast || socket.destroyed) return;
        isLast = true;
        socket.end();
        readUntilClosed(request);
      };
      request.on('data', (chunk: Buffer<ArrayBuffer>) => {
        octets += chunk.length;
        freeMemory(chunk);
        if (octets > short) socket.destroySoon();
        (isLast ? slowly : eachTurn).wait(request);
      });
      // Whoever began to read it has stopped.
      if (request.readableFlowing === false) request.resume();
      socket.once('close', forget);
      request.once('end', () => {
        if (isLast) socket.destroy();
        else forget();
      });

      // Node.js keeps connections that are closed, for a while: docs/decisions/2026-11-30-functions-of-requests.md.
      function forget(): void {
        socket.destroySoon = Socket.prototype.destroySoon;
        socket.off('close', forget);
      }
    },
  };
}

/** Whether a request has a body of which not everything has come. */
export function isUnread({ complete, headers }: IncomingMessage): boolean {
  return !complete && (headers['transfer-encoding'] !== undefined || headers['content-length'] !== undefined);
}
