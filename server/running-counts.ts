// How many of something are running at once, by whose they are.

/** Counts what runs. */
export interface RunningCounts {
  /** One more of theirs has begun; the call that it gives says that it is over. */
  begin(whose: string): () => void;
  of(whose: string): number;
  /** Of all together, and of how many different ones. */
  readonly total: number;
  readonly owners: number;
}

/** Nobody is remembered of whom nothing runs. */
export function countRunning(): RunningCounts {
  const counts = new Map<string, number>();
  let total = 0;
  return {
    begin(whose) {
      total += 1;
      counts.set(whose, (counts.get(whose) ?? 0) + 1);
      let isOver = false;
      return () => {
        if (isOver) return;
        isOver = true;
        total -= 1;
        const left = (counts.get(whose) ?? 1) - 1;
        if (left === 0) counts.delete(whose);
        else counts.set(whose, left);
      };
    },
    of: (whose) => counts.get(whose) ?? 0,
    get total() {
      return total;
    },
    get owners() {
      return counts.size;
    },
  };
}
