// The octets of a request's body, in one piece of memory that is made for them. Express' own reader keeps what came and copies
// it together at the end, which leaves twice the body to the garbage collector: for an envelope of 10 MiB it goes through all
// that the process has (docs/performance.md, "Polls under attack").
import type { IncomingMessage, ServerResponse } from 'node:http';
import { freeMemory } from '../collections/freed-memory.ts';
import { announcedLength } from './announced-length.ts';
import { eachTurn } from './body-turns.ts';
import { BadRequest, ContentTooLarge, type TaxiiProblem } from './errors.ts';
import { askForBody } from './expect-continue.ts';

/** Where nobody announced a length: enough for most bodies that are sent so. */
const FIRST_ROOM = 64 * 1024;
/** What comes of larger bodies is taken in turn, a little of one in each turn of the event loop; in octets. */
const TAKEN_IN_TURN = 256 * 1024;

/**
 * Resolves with the body, whose memory is its own and may be moved to a thread.
 * @param most octets
 * @throws {ContentTooLarge | BadRequest}
 */
export function receiveBody(request: IncomingMessage, response: ServerResponse, most: number): Promise<Uint8Array<ArrayBuffer>> {
  const announced = announcedLength(request);
  if (announced !== undefined && announced > most) return Promise.reject(new ContentTooLarge(most));
  // It says so only once, and may have waited to be read.
  if (request.destroyed) return Promise.reject(brokenOff());
  askForBody(request, response);
  return new Promise((resolve, reject) => {
    let octets = new ArrayBuffer(announced ?? Math.min(FIRST_ROOM, most));
    let length = 0;
    request.on('data', take).once('end', end).once('error', breakOff).once('close', breakOff);

    function take(chunk: Buffer<ArrayBuffer>): void {
      const end = length + chunk.length;
      // Node.js gives no more than was announced.
      if (end > most) return fail(new ContentTooLarge(most));
      if (end > octets.byteLength) octets = octets.transfer(Math.min(most, Math.max(end, octets.byteLength * 2)));
      new Uint8Array(octets).set(chunk, length);
      length = end;
      // Node.js' own copy of what came, and nobody else's.
      freeMemory(chunk);
      if (octets.byteLength > TAKEN_IN_TURN) eachTurn.wait(request);
    }

    function end(): void {
      if (announced !== undefined && length < announced) return breakOff();
      stopListening();
      resolve(new Uint8Array(length === octets.byteLength ? octets : octets.transfer(length)));
    }

    function breakOff(): void {
      fail(brokenOff());
    }

    function fail(problem: TaxiiProblem): void {
      stopListening();
      request.pause();
      reject(problem);
    }

    function stopListening(): void {
      request.off('data', take).off('end', end).off('error', breakOff).off('close', breakOff);
    }
  });
}

function brokenOff(): BadRequest {
  return new BadRequest('incomplete-body', 'The body ended before the announced Content-Length.');
}
