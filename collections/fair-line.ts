// A line in which everybody's work comes in turn: whoever has much to be done waits for their own, not others for it.

/** Work that waits, by whose it is. */
export interface FairLine {
  /**
   * Does some work when it is its turn.
   * @param goesOn it is the next part of something that has begun, and comes before what the same one has begun with later
   */
  run<Result>(whose: string, work: () => Promise<Result>, goesOn?: boolean): Promise<Result>;
  /** Resolves when it is its turn, which lasts until what `lasting` gives resolves; it must not fail. */
  turn(whose: string, lasting: () => Promise<unknown>): Promise<void>;
  /** Begins some work when it is its turn; that it is under way keeps nothing else from being begun. It must not throw. */
  begin(whose: string, work: () => void): void;
}

interface Waiting {
  readonly begins: (() => void)[];
  /**
   * How much of this thread's time this one has had, in milliseconds, as far as it still counts. By the clock: the processor's
   * own account of it costs as much as many a piece of work, and what others take meanwhile is no more here than there.
   */
  had: number;
}

/** Milliseconds of a turn of the event loop in which work is begun; what has begun may take longer. */
const TURN = 1;
/** Those who have had something are remembered until so many are, and then only as far as it still counts. */
const REMEMBERED = 1_000;

/**
 * A line of which so many do something at the same time. Those come first who have had least time of this thread lately,
 * and of these who has least waiting: whoever comes with something small now and then is next (start-time fair queueing).
 * Work that takes the thread for a while, such as reading from the embedded store, lets others in after each piece.
 * @param clock milliseconds since some instant
 */
export function createFairLine(atOnce: number, clock: () => number = () => performance.now()): FairLine {
  const lines = new Map<string, Waiting>();
  const had = new Map<string, number>();
  // What those have had who are next: who comes anew counts as having had as much.
  let level = 0;
  let running = 0;
  let turnEnds: number | undefined;

  function enter(whose: string, begin: () => void, goesOn: boolean): void {
    // Mostly nobody waits.
    if (lines.size === 0 && mayBegin()) {
      beginOne(whose, Math.max(level, had.get(whose) ?? 0), begin);
      return;
    }
    const { begins } = lineOf(whose);
    if (goesOn) begins.unshift(begin);
    else begins.push(begin);
    beginNext();
  }

  // One: what follows from it at once, in promises, comes before the next, and may take longer than itself.
  function beginNext(): void {
    if (lines.size === 0 || !mayBegin()) return;
    const [whose, line] = next();
    const begin = line.begins.shift();
    if (line.begins.length === 0) lines.delete(whose);
    if (begin !== undefined) line.had = beginOne(whose, line.had, begin);
  }

  function mayBegin(): boolean {
    // Who ends begins the next.
    if (running >= atOnce) return false;
    if (turnEnds === undefined) {
      turnEnds = clock() + TURN;
      setImmediate(endTurn);
      return true;
    }
    return clock() < turnEnds;
  }

  function endTurn(): void {
    turnEnds = undefined;
    if (lines.size > 0) beginNext();
  }

  function beginOne(whose: string, hadBefore: number, begin: () => void): number {
    level = hadBefore;
    const before = clock();
    begin();
    const hadNow = hadBefore + clock() - before;
    had.set(whose, hadNow);
    if (had.size > REMEMBERED) forget();
    return hadNow;
  }

  // There is one at least.
  function next(): [whose: string, line: Waiting] {
    let first: [string, Waiting] | undefined;
    for (const entry of lines) if (first === undefined || isBefore(entry[1], first[1])) first = entry;
    return first as [string, Waiting];
  }

  function forget(): void {
    for (const [whose, much] of had) if (much <= level) had.delete(whose);
  }

  function lineOf(whose: string): Waiting {
    const line = lines.get(whose) ?? { begins: [], had: Math.max(level, had.get(whose) ?? 0) };
    lines.set(whose, line);
    return line;
  }

  function run<Result>(whose: string, work: () => Promise<Result>, goesOn = false): Promise<Result> {
    return new Promise((resolve, reject) => {
      const begin = (): void => {
        running += 1;
        work().then(resolve, reject).finally(() => {
          running -= 1;
          if (lines.size > 0) beginNext();
        });
      };
      enter(whose, begin, goesOn);
    });
  }

  return {
    run,
    turn: (whose, lasting) =>
      new Promise((resolve) => {
        void run(whose, () => {
          resolve();
          return lasting();
        });
      }),
    begin: (whose, work) => enter(whose, work, false),
  };
}

function isBefore(one: Waiting, other: Waiting): boolean {
  return one.had === other.had ? one.begins.length < other.begins.length : one.had < other.had;
}
