// What is to be done when an answer is over: many wait for that, and one listener for all of them is enough.
import type { ServerResponse } from 'node:http';
import { notesOf } from './notes.ts';

const waiting = notesOf<ServerResponse, (() => void)[]>('what waits for its end');

/** Calls `act` when the answer has gone out, or its connection. It must not fail. */
export function whenOver(response: ServerResponse, act: () => void): void {
  const known = waiting.get(response);
  if (known !== undefined) {
    known.push(act);
    return;
  }
  const acts = [act];
  waiting.set(response, acts);
  response.once('close', () => {
    for (const one of acts) one();
  });
}
