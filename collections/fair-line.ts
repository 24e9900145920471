// A line in which everybody's work comes in turn: whoever has much to be done waits for their own, not others for it.

/** Work that waits, by whose it is. */
export interface FairLine {
  /**
   * Does some work when it is its turn.
   * @param goesOn it is the next part of something that has begun, and comes before what the same one has begun with later
   */
  run<Result>(whose: string, work: () => Promise<Result>, goesOn?: boolean): Promise<Result>;
}

/**
 * A line of which so many do something at the same time. One begins in each turn of the event loop: what takes the thread
 * for a while, such as reading from the embedded store, lets others in after each part.
 */
export function createFairLine(atOnce: number): FairLine {
  // By whose turn it is next.
  const lines = new Map<string, (() => void)[]>();
  let running = 0;
  let hasBegun = false;

  function beginNext(): void {
    const [next] = lines;
    if (hasBegun || running >= atOnce || next === undefined) return;
    const [whose, line] = next;
    lines.delete(whose);
    const begin = line.shift();
    if (line.length > 0) lines.set(whose, line);
    running += 1;
    hasBegun = true;
    setImmediate(() => {
      hasBegun = false;
      beginNext();
    });
    begin?.();
  }

  return {
    async run(whose, work, goesOn = false) {
      await new Promise<void>((begin) => {
        const line = lines.get(whose) ?? [];
        if (goesOn) line.unshift(begin);
        else line.push(begin);
        lines.set(whose, line);
        beginNext();
      });
      try {
        return await work();
      } finally {
        running -= 1;
        beginNext();
      }
    },
  };
}
