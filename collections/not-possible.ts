// What somebody who may do a thing is told when it can't be done.

/** What stands in the way, where there is something that whoever asked can do about it. */
export type Obstacle = 'no-account' | 'account-taken' | 'credential-taken' | 'own-password';

/** What somebody gave, cut to a readable length, for such a message. */
export function quoted(words: string): string {
  return JSON.stringify(words.slice(0, 100));
}

/** It can't be done; the message says why, in sentences that are good for a page as for a terminal. */
export class NotPossible extends Error {
  override readonly name = 'NotPossible';
  readonly obstacle: Obstacle | undefined;

  constructor(message: string, obstacle?: Obstacle, options?: ErrorOptions) {
    super(message, options);
    this.obstacle = obstacle;
  }
}
