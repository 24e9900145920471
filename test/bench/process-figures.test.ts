// What a process takes, as the kernel tells it.
import { existsSync } from 'node:fs';
import { cpuOf, figuresOf, peakOf, residentOf } from '../../bench/server/process-figures.ts';

test('CPU time is user and system time of /proc/PID/stat, whatever the program is called', () => {
  const stat = '4711 (a) b (c) S 1 4711 4711 0 -1 4194304 100 0 0 0 250 50 0 0 20 0 11 0 12345 1000000 2000 18446744073709551615';
  expect(cpuOf(stat)).toBe(3_000_000);
});

test('memory is what /proc/PID/status tells, in octets', () => {
  const status = 'Name:\tnode\nVmPeak:\t  999999 kB\nVmHWM:\t   51200 kB\nVmRSS:\t   40960 kB\n';
  expect(peakOf(status)).toBe(50 * 1024 * 1024);
  expect(residentOf(status)).toBe(40 * 1024 * 1024);
});

const onLinux = existsSync('/proc/self/stat') ? test : test.skip;

onLinux('this very process takes time and memory', () => {
  const before = figuresOf(process.pid);
  const until = performance.now() + 100;
  while (performance.now() < until);
  const after = figuresOf(process.pid);
  expect(after?.cpu).toBeGreaterThan(before?.cpu ?? Infinity);
  expect(after?.peakMemory).toBeGreaterThan(10 * 1024 * 1024);
});

test('of a process that is not there nothing is known', () => {
  expect(figuresOf(2 ** 30)).toBeUndefined();
});
