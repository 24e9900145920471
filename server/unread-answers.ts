// Answers that their clients haven't taken yet are kept in memory: so much of it at most, and whoever keeps most of it
// gives way.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { hostOf } from '../collections/accounts/networks.ts';
import type { Log } from '../collections/publishing/log.ts';
import { clientOf } from './client.ts';
import { whenOver } from './over.ts';
import { sometimes } from './sometimes.ts';

/** Watches over answers that wait to be taken. */
export interface UnreadAnswers {
  /** To be told of an answer when all of it was handed over to the network. */
  wait(request: IncomingMessage, response: ServerResponse): void;
}

interface Waiting {
  readonly request: IncomingMessage;
  readonly bytes: number;
}

/** Those of one host. */
interface Shelf {
  bytes: number;
  /** Longest first. */
  readonly answers: Set<Waiting>;
}

/** Smaller ones are in the buffers of the network soon. */
const SMALLEST = 64 * 1024;
/** The log hears of answers that were cut this often at most, in milliseconds. */
const TOLD_EVERY = 60_000;

/** @param most octets of all answers that wait */
export function limitUnread(most: number, log?: Log): UnreadAnswers {
  const shelves = new Map<string, Shelf>();
  let total = 0;
  const tell = sometimes(TOLD_EVERY, (address: string, cut) => {
    log?.warn({ address, most, cut }, 'answers were cut that were not taken: too much memory is kept for them');
  });

  function remove(host: string, answer: Waiting): void {
    const shelf = shelves.get(host);
    if (shelf?.answers.delete(answer) !== true) return;
    shelf.bytes -= answer.bytes;
    total -= answer.bytes;
    if (shelf.answers.size === 0) shelves.delete(host);
  }

  function makeRoom(): void {
    while (total > most) {
      const [host, shelf] = [...shelves].reduce((one, other) => (other[1].bytes > one[1].bytes ? other : one));
      const [oldest] = shelf.answers;
      if (oldest === undefined) return;
      remove(host, oldest);
      tell(host);
      oldest.request.socket.destroy();
    }
  }

  return {
    wait(request, response) {
      const bytes = request.socket.writableLength;
      if (bytes < SMALLEST) return;
      const host = hostOf(clientOf(request).address);
      const shelf = shelves.get(host) ?? { bytes: 0, answers: new Set() };
      const answer = { request, bytes };
      shelves.set(host, shelf);
      shelf.answers.add(answer);
      shelf.bytes += bytes;
      total += bytes;
      whenOver(response, () => remove(host, answer));
      makeRoom();
    },
  };
}
