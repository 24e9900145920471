// Knows which calls are running, so that a store lets go of its database only after them.

/** Methods whose calls can be waited for. */
export interface Watched<Methods> {
  readonly methods: Methods;
  /** Resolves when no call is running. */
  ended(): Promise<void>;
}

/** The same methods, watched. */
export function watchCalls<Methods extends object>(methods: Methods): Watched<Methods> {
  const running = new Set<Promise<unknown>>();
  const watched = Object.entries(methods).map(([name, method]) => {
    const call = method as (...given: unknown[]) => Promise<unknown>;
    const watch = (...given: unknown[]): Promise<unknown> => {
      const result = call(...given);
      running.add(result);
      const forget = (): boolean => running.delete(result);
      result.then(forget, forget);
      return result;
    };
    return [name, watch];
  });
  return {
    methods: Object.fromEntries(watched) as Methods,
    async ended() {
      while (running.size > 0) await Promise.allSettled(running);
    },
  };
}
