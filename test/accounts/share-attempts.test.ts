// Failed attempts are counted by all workers of a server together.
import { createAttempts, TooManyAttempts, type Attempts, type Origin } from '../../collections/accounts/attempts.ts';
import { hearAttempt, tellAttempts, type AttemptNews } from '../../collections/accounts/share-attempts.ts';

const GUESSER: Origin = { host: '192.0.2.1', account: 'soc' };

/** Workers that hear of each other at once. */
function workers(count: number) {
  let time = 1_000_000;
  const clock = (): number => time;
  const counted = Array.from({ length: count }, () => createAttempts(clock));
  const told = counted.map((own) =>
    tellAttempts(own, (news: AttemptNews) => counted.filter((other) => other !== own).forEach((other) => hearAttempt(other, news))),
  );
  return { told, counted, clock, pass: (milliseconds: number) => void (time += milliseconds) };
}

function isLocked(attempts: Attempts, origin = GUESSER): boolean {
  try {
    attempts.admit(origin);
    return false;
  } catch (error) {
    if (error instanceof TooManyAttempts) return true;
    throw error;
  }
}

test('who goes from worker to worker gets as many tries as at one', () => {
  const { told } = workers(4);
  let tries = 0;
  while (!told.some((attempts) => isLocked(attempts))) told[(tries += 1) % 4]?.count(GUESSER);
  expect(tries).toBe(5);
  expect(told.every((attempts) => isLocked(attempts))).toBe(true);
  expect(told.some((attempts) => isLocked(attempts, { host: '192.0.2.2', account: 'soc' }))).toBe(false);
});

test('who proves to be right anywhere is free everywhere', () => {
  const { told } = workers(2);
  for (let tries = 0; tries < 4; tries += 1) told[0]?.count(GUESSER);
  told[1]?.succeeded(GUESSER);
  for (let tries = 0; tries < 4; tries += 1) told[0]?.count(GUESSER);
  expect(isLocked(told[0] as Attempts)).toBe(false);
});

test('who tries at all workers at once, before they hear of each other, waits as for that many failures', () => {
  const late: (() => void)[] = [];
  const { counted, pass } = workers(3);
  const told = counted.map((own) =>
    tellAttempts(own, (news) => late.push(() => counted.filter((other) => other !== own).forEach((other) => hearAttempt(other, news)))),
  );
  for (const attempts of told) for (let tries = 0; tries < 4; tries += 1) attempts.count(GUESSER);
  for (const deliver of late) deliver();
  // Twelve failures: the fifth is followed by a second, the twelfth by 128.
  for (const attempts of told) expect(isLocked(attempts)).toBe(true);
  pass(127_000);
  for (const attempts of told) expect(isLocked(attempts)).toBe(true);
  pass(2_000);
  for (const attempts of told) expect(isLocked(attempts)).toBe(false);
});

test('a worker that comes later knows what was counted before', () => {
  const { told, counted, clock } = workers(2);
  for (let tries = 0; tries < 5; tries += 1) told[0]?.count(GUESSER);
  const later = createAttempts(clock, structuredClone(counted[1]?.counts()));
  expect(isLocked(later)).toBe(true);
  expect(isLocked(createAttempts(clock))).toBe(false);
});
