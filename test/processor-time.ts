/**
 * How much of a processor some work takes, in milliseconds: what this thread itself ran for, so that nothing depends on what
 * else a machine has to do, or for how long it stood still. Kernels tell it in steps of some milliseconds.
 */
export function processorTime(work: () => void): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
}
