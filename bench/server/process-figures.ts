// What a process and its children take, as the kernel counts it: nothing is added to what is measured.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';

/** What processes have taken since they started, or since their peak was forgotten. */
export interface ProcessFigures {
  /** Time of all cores, in microseconds; the kernel counts in hundredths of a second. */
  readonly cpu: number;
  /** The most memory that one of the processes held at once, in octets. */
  readonly peakMemory: number;
}

/** Ticks of a second in /proc: `USER_HZ`, which is 100 on every architecture that Node runs on. */
const TICKS = 100;
/** Written to `clear_refs`, it makes the peak of the memory what is held now. */
const FORGET_PEAK = '5';

/** What a process and those that it started have taken; `undefined` where there is no /proc, or no such process. */
export function figuresOf(pid: number): ProcessFigures | undefined {
  const processes = treeOf(pid).flatMap((member) => {
    try {
      const cpu = cpuOf(readFileSync(`/proc/${member}/stat`, 'utf8'));
      return [{ cpu, peakMemory: peakOf(readFileSync(`/proc/${member}/status`, 'utf8')) }];
    } catch {
      // It ended meanwhile.
      return [];
    }
  });
  if (processes.length === 0) return undefined;
  return {
    cpu: processes.reduce((sum, { cpu }) => sum + cpu, 0),
    peakMemory: Math.max(...processes.map(({ peakMemory }) => peakMemory)),
  };
}

/** Seconds of all cores that a process and those that it started have taken; `NaN` where it can't be told. */
export function processorSeconds(pid: number): number {
  return (figuresOf(pid)?.cpu ?? Number.NaN) / 1e6;
}

/** Has peaks counted from now on. */
export function forgetPeak(pid: number): void {
  for (const member of treeOf(pid)) {
    try {
      writeFileSync(`/proc/${member}/clear_refs`, FORGET_PEAK);
    } catch {
      // Without the right to, the peak is that of the whole run.
    }
  }
}

/** The microseconds that `/proc/PID/stat` tells, of the process itself in user and in system mode. */
export function cpuOf(stat: string): number {
  // The name of the program comes second, in parentheses, and may have both in it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1e6) / TICKS;
}

/** The octets of the peak that `/proc/PID/status` tells. */
export function peakOf(status: string): number {
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? Number.NaN) * 1024;
}

/** The octets of memory that a process and those that it started hold now, all together. */
export function residentMemory(pid: number): number {
  return treeOf(pid).reduce((sum, member) => {
    try {
      return sum + residentOf(readFileSync(`/proc/${member}/status`, 'utf8'));
    } catch {
      // It ended meanwhile.
      return sum;
    }
  }, 0);
}

/** The octets held now that `/proc/PID/status` tells. */
export function residentOf(status: string): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? Number.NaN) * 1024;
}

function treeOf(pid: number): number[] {
  const tasks = `/proc/${pid}/task`;
  if (!existsSync(tasks)) return [];
  try {
    const children = readdirSync(tasks).flatMap((task) => readFileSync(`${tasks}/${task}/children`, 'utf8').split(' '));
    return [pid, ...children.filter((child) => child.trim() !== '').flatMap((child) => treeOf(Number(child)))];
  } catch {
    return [pid];
  }
}
