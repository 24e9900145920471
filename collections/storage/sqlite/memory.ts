// What was read from an embedded store, kept for as long as nobody commits anything: most requests ask what the one before
// asked, and one cheap question to SQLite tells whether that still holds.
import type { DatabaseSync } from 'node:sqlite';
import { now, type Microseconds } from '../../../schemas/timestamp.ts';

/** Remembers what was read through a connection. */
export interface Memory {
  /**
   * The answer to a question, which is asked anew when anything was committed since it was last asked. That there is none
   * (`undefined`) isn't kept, as anybody can ask for what isn't there.
   */
  remembered<Answer>(question: string, find: () => Answer): Answer;
  /** As `mark` of the store. */
  mark(): number;
  /** Whether nothing was committed since the last look, up to this very moment: then whatever was read since is of one state. */
  isStill(): boolean;
  /** When it was last looked at whether anything was committed. */
  readonly lookedAt: Microseconds;
}

/** Answers that are kept at most. */
const MOST_ANSWERS = 10_000;

/**
 * Counts the looks at stores of this thread. One look is good for one turn of the event loop: whoever asks in that turn had
 * asked before it began, so that what is committed while it lasts need not be in the answer yet.
 */
let looks = 0;
let isEnding = false;

/** To be called when something was committed that somebody in this thread may know of. */
export function lookAgain(): void {
  looks += 1;
}

/** Remembers for a connection on which no transaction is open when it is asked. */
export function createMemory(database: DatabaseSync): Memory {
  const version = database.prepare('PRAGMA data_version');
  version.setReturnArrays(true);
  const answers = new Map<string, unknown>();
  let seen = 0;
  let look = -1;
  let lookedAt: Microseconds = 0;

  // SQLite changes it with every commit of another connection, in this process or in another one.
  function ask(): number {
    const [current] = version.get() as unknown as [version: number];
    return current;
  }

  function lookOnce(): void {
    if (look === looks) return;
    lookedAt = now();
    const current = ask();
    if (current !== seen || answers.size > MOST_ANSWERS) answers.clear();
    seen = current;
    look = looks;
    endWithTurn();
  }

  return {
    mark() {
      lookOnce();
      return seen;
    },
    isStill() {
      if (look === looks && ask() === seen) return true;
      lookAgain();
      return false;
    },
    get lookedAt() {
      return lookedAt;
    },
    remembered<Answer>(question: string, find: () => Answer): Answer {
      lookOnce();
      const known = answers.get(question);
      if (known !== undefined) return known as Answer;
      const answer = find();
      if (answer !== undefined) answers.set(question, answer);
      return answer;
    },
  };
}

function endWithTurn(): void {
  if (isEnding) return;
  isEnding = true;
  setImmediate(() => {
    isEnding = false;
    looks += 1;
  }).unref();
}
