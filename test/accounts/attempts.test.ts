// Failed attempts slow down, then lock: whoever makes them, and nobody else.
import fc from 'fast-check';
import { createAttempts, TooManyAttempts, type Origin } from '../../collections/accounts/attempts.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Attempts on a clock that only the test moves. */
function attemptsOnClock() {
  let time = 5 * HOUR;
  const attempts = createAttempts(() => time);
  const waitOf = (origin: Origin): number => {
    try {
      attempts.admit(origin);
      return 0;
    } catch (error) {
      if (error instanceof TooManyAttempts) return error.retryAfter;
      throw error;
    }
  };
  /** Fails as soon as it is looked at. Gives what was locked. */
  const fail = (origin: Origin) => {
    const wait = waitOf(origin);
    time += wait * SECOND;
    return attempts.count(origin);
  };
  return { attempts, waitOf, fail, pass: (milliseconds: number) => void (time += milliseconds) };
}

const TOOL = { host: '192.0.2.1', account: 'soc' };

test('four failures are free; each further one doubles the wait, up to a quarter of an hour', () => {
  const { waitOf, fail } = attemptsOnClock();
  const waits = Array.from({ length: 18 }, () => {
    fail(TOOL);
    return waitOf(TOOL);
  });
  expect(waits).toEqual([0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900, 900]);
});

test('the lock is told once', () => {
  const { fail } = attemptsOnClock();
  const locks = Array.from({ length: 20 }, () => fail(TOOL));
  expect(locks.filter((lock) => lock === 'account')).toHaveLength(1);
  expect(locks.indexOf('account')).toBe(14);
});

test('a stranger from another host locks itself out, and nobody else', () => {
  const { waitOf, fail } = attemptsOnClock();
  const stranger = { ...TOOL, host: '198.51.100.9' };
  for (let count = 0; count < 30; count += 1) fail(stranger);
  expect(waitOf(stranger)).toBe(900);
  expect(waitOf(TOOL)).toBe(0);
});

test('who waits is not counted, and has waited when the time is over', () => {
  const { waitOf, fail, pass } = attemptsOnClock();
  for (let count = 0; count < 8; count += 1) fail(TOOL);
  for (let count = 0; count < 100; count += 1) expect(waitOf(TOOL)).toBe(8);
  pass(7_999);
  expect(waitOf(TOOL)).toBe(1);
  pass(1);
  expect(waitOf(TOOL)).toBe(0);
});

test('right credentials end it', () => {
  const { attempts, waitOf, fail } = attemptsOnClock();
  for (let count = 0; count < 8; count += 1) fail(TOOL);
  attempts.succeeded(TOOL);
  expect(waitOf(TOOL)).toBe(0);
  for (let count = 0; count < 4; count += 1) fail(TOOL);
  expect(waitOf(TOOL)).toBe(0);
});

test('a host that tries many accounts is locked for those that it is not known for', () => {
  const { attempts, waitOf, fail } = attemptsOnClock();
  attempts.count(TOOL);
  attempts.succeeded(TOOL);
  for (let count = 0; count < 70; count += 1) fail({ host: TOOL.host, account: `guess-${count}` });
  expect(waitOf({ host: TOOL.host, account: 'new' })).toBe(900);
  expect(waitOf({ host: TOOL.host })).toBe(900);
  expect(waitOf({ host: '192.0.2.2', account: 'new' })).toBe(0);
  expect(waitOf(TOOL)).toBe(0);
});

test('a tool that polls with an old password every minute for two days does not lock its host', () => {
  const { attempts, waitOf, pass } = attemptsOnClock();
  for (let minute = 0; minute < 2 * 24 * 60; minute += 1) {
    if (waitOf(TOOL) === 0) attempts.count(TOOL);
    expect(waitOf({ host: TOOL.host, account: 'colleague' })).toBe(0);
    pass(MINUTE);
  }
  expect(waitOf(TOOL)).toBeGreaterThan(0);
});

test('an hour of quiet forgets some, four hours all', () => {
  const { waitOf, fail, pass } = attemptsOnClock();
  for (let count = 0; count < 12; count += 1) fail(TOOL);
  pass(128 * SECOND + HOUR);
  fail(TOOL);
  expect(waitOf(TOOL)).toBe(16);
  for (let count = 0; count < 20; count += 1) fail(TOOL);
  pass(4 * HOUR);
  for (let count = 0; count < 4; count += 1) fail(TOOL);
  expect(waitOf(TOOL)).toBe(0);
});

test('whatever guessers do, one host gets a few tries at an account, then four an hour', () => {
  const step = fc.oneof(fc.constant('try' as const), fc.integer({ min: 1, max: HOUR }));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
      const { attempts, waitOf, pass } = attemptsOnClock();
      let [tries, elapsed] = [0, 0];
      for (const next of steps) {
        if (next === 'try') {
          if (waitOf(TOOL) > 0) continue;
          attempts.count(TOOL);
          tries += 1;
        } else {
          pass(next);
          elapsed += next;
        }
      }
      // As many until the longest wait, then one for each that is forgotten.
      expect(tries).toBeLessThanOrEqual(5 + 10 + Math.ceil(elapsed / (15 * MINUTE)));
    }),
  );
});
