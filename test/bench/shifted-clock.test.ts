// The wrong clock of a soak is wrong in the whole server, threads included, and for calendars only.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { CLOCK_VARIABLE } from '../../bench/soak/clock.ts';

const PRELOAD = fileURLToPath(new URL('../../bench/soak/shifted-clock.ts', import.meta.url));
const HOUR = 60 * 60 * 1_000;
const PROGRAM = `
  const { Worker } = require('node:worker_threads');
  const tell = "[Date.now(), new Date().getTime(), Date.parse(Date()), new Date(5).getTime(), new Date() instanceof Date]";
  // A module, as all threads of the server are.
  const module = 'import { parentPort } from "node:worker_threads"; parentPort.postMessage(' + tell + ');';
  const worker = new Worker(new URL('data:text/javascript,' + encodeURIComponent(module)));
  worker.once('message', (thread) => console.log(JSON.stringify({ main: eval(tell), thread, monotonic: performance.now() })));
`;

test('a server that is started under a wrong clock has it in every thread', () => {
  const before = Date.now();
  const { stdout, stderr } = spawnSync(process.execPath, ['--import', PRELOAD, '-e', PROGRAM], {
    encoding: 'utf8',
    env: { ...process.env, [CLOCK_VARIABLE]: JSON.stringify([{ at: 0, shift: -HOUR }]) },
  });
  const after = Date.now();
  expect(stderr.replaceAll(/^.*(?:Warning|--trace-warnings).*$/gm, '').trim()).toBe('');
  const { main, thread, monotonic } = JSON.parse(stdout) as { main: unknown[]; thread: unknown[]; monotonic: number };
  for (const [now, made, spelt, given, isDate] of [main, thread]) {
    for (const instant of [now, made, spelt]) {
      // Spelt out, an instant is in seconds.
      expect(Number(instant)).toBeGreaterThanOrEqual(before - HOUR - 1_000);
      expect(Number(instant)).toBeLessThanOrEqual(after - HOUR);
    }
    expect([given, isDate]).toEqual([5, true]);
  }
  expect(monotonic).toBeLessThan(after - before + 1_000);
});
