// What is to be done when an answer is over: many wait for that, and one listener for all of them is enough.
import type { ServerResponse } from 'node:http';
import { notesOn } from './notes.ts';

/** Calls `act` when the answer has gone out, or its connection. It must not fail. */
export function whenOver(response: ServerResponse, act: () => void): void {
  const notes = notesOn(response.req);
  if (notes.afterwards !== undefined) {
    notes.afterwards.push(act);
    return;
  }
  const acts = [act];
  notes.afterwards = acts;
  response.once('close', () => {
    for (const one of acts) one();
  });
}
