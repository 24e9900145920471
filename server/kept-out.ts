// Hosts from which no new connections are taken for a moment, as those that they had were misused.

/** Remembers whom to keep out. */
export interface KeptOut {
  /** From now on, for the time that hosts are kept out; again, where it is kept out already. */
  add(host: string): void;
  has(host: string): boolean;
  /** Whether nobody was kept out lately. */
  readonly isEmpty: boolean;
}

/** @param duration in milliseconds */
export function keepOut(duration: number): KeptOut {
  /** When each may come back, the next one first. */
  const ends = new Map<string, number>();

  function forget(): void {
    const now = performance.now();
    for (const [host, end] of ends) {
      if (end > now) return;
      ends.delete(host);
    }
  }

  return {
    add(host) {
      forget();
      // Behind those that may come back before.
      ends.delete(host);
      ends.set(host, performance.now() + duration);
    },
    get isEmpty() {
      return ends.size === 0;
    },
    has: (host) => (ends.get(host) ?? -Infinity) > performance.now(),
  };
}
