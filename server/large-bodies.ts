// Large bodies that are wanted: a few are received and checked at the same time, and the others wait where they are, at their
// clients. They would be checked no sooner in memory, which V8 goes through the more often the more of it they fill:
// docs/decisions/2026-11-30-floods-of-bodies.md.
import type { Request, Response } from 'express';
import { createFairLine } from '../collections/fair-line.ts';
import { announcedLength } from './announced-length.ts';
import { contextOf } from './context.ts';
import { whenOver } from './over.ts';

/** Octets; of one in chunks nobody knows how many there will be. */
const LARGE = 1024 * 1024;
/** Two that are checked where a process is alone, one that is stored, and one that comes meanwhile. */
const AT_ONCE = 4;
/** Milliseconds after which a body that still hasn't come keeps nobody waiting any more. */
const PATIENCE = 1_000;

/** Of all servers of a process. Agencies take turns in it. */
const line = createFairLine(AT_ONCE);

/** @returns `undefined` where a body may be received at once; else what resolves when it is its turn, in which it is answered, too */
export function turnToReceive(request: Request, response: Response): Promise<void> | undefined {
  if ((announcedLength(request) ?? Infinity) <= LARGE) return undefined;
  return line.turn(contextOf(request).asker.agency.name, () => answered(request, response));
}

/** Resolves when the request is answered, its client is gone, or has been slow for long enough. */
function answered(request: Request, response: Response): Promise<void> {
  if (response.closed) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      if (!request.complete) resolve();
    }, PATIENCE).unref();
    whenOver(response, () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
