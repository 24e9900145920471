// For the log: what anybody can cause any number of times is told now and then.

/**
 * Makes a function that tells at most once in so many milliseconds, the first time at once.
 * @param tell is given how often it was called since it last told, this time included
 */
export function sometimes<Subject>(every: number, tell: (subject: Subject, times: number) => void): (subject: Subject) => void {
  let toldAt = -Infinity;
  let times = 0;
  return (subject) => {
    times += 1;
    if (performance.now() - toldAt < every) return;
    toldAt = performance.now();
    tell(subject, times);
    times = 0;
  };
}
