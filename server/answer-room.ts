// How much is being answered at the same time, in octets: the less room is left, the smaller the pages, so that any number of
// clients that take large pages slowly are given some, and memory isn't exhausted.
import type { ServerResponse } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { createFairLine } from '../collections/fair-line.ts';
import { Overloaded } from './errors.ts';
import { whenOver } from './over.ts';
import { PAGE } from './parameters.ts';

/** Room for answers. */
export interface AnswerRoom {
  /**
   * Takes a place for a page that is going to be read, and says how many octets it may have.
   * @throws {Overloaded} when there is no room at all
   */
  enter(): Place;
  /** Takes the room of these octets until the response is over; once for all responses with the same octets. */
  hold(octets: Octets, response: ServerResponse): void;
  /**
   * For so many octets: resolves when a host's next answer of this size may be handed to the network, which takes the thread for a
   * millisecond or more. Where hundreds have waited for the same, they would be handed over all at once. `undefined`: at once.
   */
  turnOf(host: string, octets: Octets): Promise<void> | undefined;
}

/** What is sent; the same object where it is the same. */
export interface Octets {
  readonly length: number;
}

/** What one page may have while it is read. */
export interface Place {
  readonly maximumBytes: number;
  leave(): void;
}

/** From here on pages are as small as they get; at twice this, none is begun. */
const ROOM = 256 * 1024 * 1024;
const SMALLEST_PAGE = 64 * 1024;
/** What a page counts while nobody knows how large it becomes. */
const UNREAD = 1024 * 1024;
/** What fits into the buffers of a connection is on its way already. */
const HELD_FROM = 64 * 1024;
/** The network takes more than this in some tenths of a millisecond at least. */
const LARGE = 256 * 1024;

/** Room for all answers of a process. */
export function createAnswerRoom(room = ROOM): AnswerRoom {
  const holders = new Map<Octets, number>();
  const line = createFairLine(1);
  let taken = 0;

  // Halves, so that those who ask the same are given the same.
  function pageSize(): number {
    let size: number = PAGE.maximumBytes;
    while (size > SMALLEST_PAGE && size > (room - taken) / 16) size /= 2;
    return size;
  }

  return {
    enter() {
      if (taken >= 2 * room) throw new Overloaded();
      const maximumBytes = pageSize();
      const place = Math.min(maximumBytes, UNREAD);
      taken += place;
      return { maximumBytes, leave: () => void (taken -= place) };
    },
    turnOf(host, octets) {
      if (octets.length < LARGE) return undefined;
      // It is handed over before anything else happens, and what else there is happens before the next one.
      return line.turn(host, () => setImmediate());
    },
    hold(octets, response) {
      if (octets.length < HELD_FROM) return;
      const others = holders.get(octets) ?? 0;
      holders.set(octets, others + 1);
      if (others === 0) taken += octets.length;
      whenOver(response, () => {
        const left = (holders.get(octets) ?? 1) - 1;
        if (left > 0) holders.set(octets, left);
        else if (holders.delete(octets)) taken -= octets.length;
      });
    },
  };
}
