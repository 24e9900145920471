// What somebody who may do a thing is told when it can't be done.

/** It can't be done; the message says why, in a sentence. */
export class NotPossible extends Error {
  override readonly name = 'NotPossible';
}
