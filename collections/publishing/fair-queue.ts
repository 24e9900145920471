// Whose turn it is: what agencies want done at the same time is done in turn, one piece of each, so that one with hundreds of
// envelopes doesn't hold up another one's single envelope.

/** Does work of several agencies, so much at the same time. */
export interface FairQueue {
  /**
   * Does the work when it is its turn: after what the same agency asked for before, and after at most one piece of each other
   * agency for each of these. Settles as the work does.
   * @param cost of the work, in the queue's unit; what costs more than all there is is done when nothing else is
   */
  run<Result>(agency: string, cost: number, work: () => Promise<Result>): Promise<Result>;
  /** How many pieces of work wait. */
  waiting(): number;
}

interface Piece {
  readonly cost: number;
  begin(): void;
}

/** @param capacity how much is done at the same time, in whatever unit costs have */
export function createFairQueue(capacity: number): FairQueue {
  // Agencies that wait, in the order of their turns.
  const queues = new Map<string, Piece[]>();
  let inUse = 0;

  // Whoever is next is waited for, should their work be too much for now: else small work would keep large work out.
  function beginWhatMay(): void {
    for (;;) {
      const [first] = queues;
      if (first === undefined) return;
      const [agency, pieces] = first;
      const cost = pieces[0]?.cost ?? 0;
      if (inUse > 0 && inUse + cost > capacity) return;
      queues.delete(agency);
      const piece = pieces.shift();
      if (pieces.length > 0) queues.set(agency, pieces);
      inUse += cost;
      piece?.begin();
    }
  }

  return {
    run(agency, cost, work) {
      return new Promise((resolve, reject) => {
        const begin = (): void => {
          const done = (): void => {
            inUse -= cost;
            beginWhatMay();
          };
          work().then(resolve, reject).finally(done);
        };
        const pieces = queues.get(agency);
        if (pieces === undefined) queues.set(agency, [{ cost, begin }]);
        else pieces.push({ cost, begin });
        beginWhatMay();
      });
    },
    waiting: () => [...queues.values()].reduce((sum, { length }) => sum + length, 0),
  };
}
