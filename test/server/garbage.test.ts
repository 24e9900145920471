// What a request had is garbage when it is over: whatever V8's young collections leave is kept until the next full one, and makes
// all of them take long, in which nobody is answered (docs/decisions/2026-11-30-functions-of-requests.md).
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Garbage } from './garbage-process.ts';

const PROCESS = fileURLToPath(new URL('./garbage-process.ts', import.meta.url));
/** Octets that a request may leave behind; those with functions that were assigned to properties left 5,500 to 15,000. */
const LEFT = 3_000;

let garbage: Garbage;

beforeAll(async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', PROCESS]);
  garbage = JSON.parse(stdout) as Garbage;
});

test.each(['that goes through all steps', 'that is like one before', 'that is refused', 'for nothing that is there'])(
  'a request %s is garbage when it is over',
  (which) => expect(garbage.left[which]).toBeLessThan(LEFT),
);

test.each(['waits for the next one', 'had a body that nobody wanted', 'is closed', 'is closed, and had a body that nobody wanted'])(
  'a connection keeps nothing of a request that is over: one that %s',
  (which) => expect(garbage.isKept[which]).toBe(false),
);
