// Processes that look at envelopes come when they are needed, go when they aren't, and take nobody along.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { createCheckerPool, type CheckerPool } from '../../collections/publishing/checker-pool.ts';
import { DEFAULT_POLICY } from '../../schemas/stix/policy.ts';
import { childrenOf } from '../children-of.ts';
import { identity } from '../protocol/stix-objects.ts';
import { until } from '../until.ts';

const POLICY = { specVersions: ['2.1'], validation: DEFAULT_POLICY, reportsHints: false } as const;

function look(pool: CheckerPool, objects: number): Promise<unknown> {
  const body = new TextEncoder().encode(JSON.stringify({ objects: Array.from({ length: objects }, () => identity()) }));
  return pool.ask({ head: { purpose: 'check', policy: POLICY }, parts: [body] });
}

/** Of a process, those that look at envelopes for it. */
function checkersOf(pid = process.pid): number[] {
  return childrenOf(pid).filter(isChecker);
}

function isChecker(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('checker-program');
  } catch {
    return false;
  }
}

const answerOf = (objects: number): unknown => expect.objectContaining({ head: expect.objectContaining({ objects: { accepted: objects, refused: 0 } }) });

const describeOnLinux = process.platform === 'linux' ? describe : describe.skip;
describeOnLinux('a pool of processes that look at envelopes', () => {
  let pool: CheckerPool;
  afterEach(() => pool.close());

  test('starts none before it is asked, and no more than it may', async () => {
    pool = createCheckerPool(2);
    expect(checkersOf()).toEqual([]);
    const looks = Array.from({ length: 6 }, (_, index) => look(pool, 100 + index));
    expect(pool.waiting()).toBe(2);
    expect(checkersOf()).toHaveLength(2);
    expect(await Promise.all(looks)).toEqual(Array.from({ length: 6 }, (_, index) => answerOf(100 + index)));
    await pool.close();
    expect(checkersOf()).toEqual([]);
  });

  test('has another process do what one was at or had been handed that ended', async () => {
    pool = createCheckerPool(1);
    const looks = [look(pool, 1_000), look(pool, 1_001), look(pool, 1_002)];
    for (const checker of checkersOf()) process.kill(checker, 'SIGKILL');
    expect(await Promise.all(looks)).toEqual([answerOf(1_000), answerOf(1_001), answerOf(1_002)]);
  });

  test('has another process do what comes when one has ended that had nothing to do', async () => {
    pool = createCheckerPool(1);
    await look(pool, 1);
    for (const checker of checkersOf()) process.kill(checker, 'SIGKILL');
    await until(() => checkersOf().length === 0);
    expect(await look(pool, 2)).toEqual(answerOf(2));
  });

  test('fails what a second process was at that ended, and nothing else', async () => {
    pool = createCheckerPool(1);
    const outcomes = Promise.allSettled([look(pool, 1_000), look(pool, 1_001), look(pool, 1_002)]);
    const [first = 0] = checkersOf();
    process.kill(first, 'SIGKILL');
    await until(() => checkersOf().some((checker) => checker !== first));
    for (const checker of checkersOf()) process.kill(checker, 'SIGKILL');
    expect(await outcomes).toMatchObject([
      { status: 'rejected', reason: { name: 'CheckerEnded', message: 'A process that looks at envelopes ended: SIGKILL.' } },
      { status: 'fulfilled', value: answerOf(1_001) },
      { status: 'fulfilled', value: answerOf(1_002) },
    ]);
  });

  test('has processes step back, with all their threads', async () => {
    pool = createCheckerPool(1);
    await look(pool, 1);
    const priorities = checkersOf().flatMap((checker) => readdirSync(`/proc/${checker}/task`).map((thread) => getPriority(Number(thread))));
    expect(new Set(priorities)).toEqual(new Set([19]));
  });

  test('goes on when signals reach all processes that there are, as Ctrl+C does', async () => {
    pool = createCheckerPool(1);
    await look(pool, 1);
    const [checker = 0] = checkersOf();
    const looks = [look(pool, 2_000), look(pool, 2_001)];
    process.kill(checker, 'SIGINT');
    process.kill(checker, 'SIGTERM');
    expect(await Promise.all(looks)).toEqual([answerOf(2_000), answerOf(2_001)]);
    expect(checkersOf()).toEqual([checker]);
  });

  test('ends a process that has had nothing to do for a while, and starts another one when there is', async () => {
    pool = createCheckerPool(1, 50);
    await look(pool, 1);
    const [first = 0] = checkersOf();
    await until(() => checkersOf().length === 0);
    expect(await look(pool, 2)).toEqual(answerOf(2));
    expect(checkersOf()).not.toContain(first);
  });

  test('fails a task that no process can be started for', async () => {
    pool = createCheckerPool(1);
    const { execPath } = process;
    process.execPath = '/there/is/none';
    try {
      await expect(look(pool, 1)).rejects.toMatchObject({ name: 'CheckerEnded', message: expect.stringContaining('ENOENT') });
    } finally {
      process.execPath = execPath;
    }
    expect(await look(pool, 2)).toEqual(answerOf(2));
  });

  test('leaves no process behind when it dies itself', async () => {
    pool = createCheckerPool(1);
    const module = new URL('../../collections/publishing/checker-process.ts', import.meta.url).href;
    const program = `import { startCheckerProcess } from ${JSON.stringify(module)}; startCheckerProcess(); setInterval(() => {}, 1_000);`;
    const parent = spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: ['ignore', 'ignore', 'inherit'] });
    const { pid = 0 } = parent;
    await until(() => checkersOf(pid).length === 1);
    const [checker = 0] = checkersOf(pid);
    const ended = once(parent, 'exit');
    parent.kill('SIGKILL');
    await ended;
    await until(() => !isChecker(checker));
  });
});
