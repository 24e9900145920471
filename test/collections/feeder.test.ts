// The feeder: what was published is in the aggregates before the answer, if they can be fed; each pair is fed by one run.
import { createFeeder, type Feeder } from '../../collections/aggregates/feeder.ts';
import type { Background } from '../../collections/background.ts';
import { catalogueOf } from '../../collections/catalogue/from-document.ts';
import { createDirectory, type Directory } from '../../collections/directory.ts';
import { sleep } from '../sleep.ts';

const ONE = 'f0000000-0000-4000-8000-000000000001';
const TWO = 'f0000000-0000-4000-8000-000000000002';
const ALL = 'f0000000-0000-4000-8000-000000000003';

function declared(revision: number, aggregate: { of: string[]; types?: string[] } | undefined): Directory {
  const part = (id: string) => ({ id, title: id });
  const all = aggregate === undefined ? [] : [{ id: ALL, title: 'All', aggregate }];
  const roots = [{ path: 'one', title: 'One', collections: [part(ONE), part(TWO), ...all] }];
  return createDirectory(revision, catalogueOf({ discovery: { title: 'Test' }, api_roots: roots }));
}

let directory: Directory;
let failures: string[];
let calls: string[];
/** What a call of the store does; gives whether it came to the end. */
let feed: () => Promise<boolean>;
let feeder: Feeder;

const background: Background = {
  async attempt(name, _, work) {
    await Promise.resolve(work()).catch((error: unknown) => failures.push(`${name}: ${String(error)}`));
  },
};

beforeEach(() => {
  directory = declared(1, { of: [ONE, TWO] });
  [failures, calls] = [[], []];
  feed = async () => true;
  feeder = createFeeder(
    {
      feed: (aggregate, part) => {
        calls.push(`${part === ONE ? 'one' : 'two'} ${aggregate.aggregate?.types?.join() ?? 'all'}`);
        return feed();
      },
    },
    async () => directory,
    background,
    300,
  );
});
afterEach(() => feeder.close());

test('after a publication the part is fed until there is nothing left', async () => {
  let left = 3;
  feed = async () => (left -= 1) === 0;
  await feeder.afterPublication(ONE, directory);
  expect(calls).toEqual(['one all', 'one all', 'one all']);
});

test('a collection that is in no aggregate costs nothing', async () => {
  directory = declared(2, { of: [TWO] });
  await feeder.afterPublication(ONE, directory);
  await feeder.afterPublication('another', directory);
  expect(calls).toEqual([]);
});

test('a sweep feeds every part of every aggregate', async () => {
  await feeder.feedAll();
  expect(calls).toEqual(['one all', 'two all']);
});

test('the filters in force count, not those of when the publication began', async () => {
  const before = directory;
  directory = declared(2, { of: [ONE], types: ['malware'] });
  await feeder.afterPublication(ONE, before);
  directory = declared(3, undefined);
  await feeder.afterPublication(ONE, before);
  expect(calls).toEqual(['one malware']);
});

test('a failure is no failure of the publication, and hinders no other part', async () => {
  feed = async () => {
    throw new Error('no room');
  };
  await feeder.afterPublication(ONE, directory);
  feed = async () => true;
  await feeder.afterPublication(TWO, directory);
  await feeder.afterPublication(ONE, directory);
  expect(failures).toEqual([`feeding ${ALL} ${ONE}: Error: no room`]);
  expect(calls).toEqual(['one all', 'two all', 'one all']);
});

test('whoever comes during a run shares the next one, as the run may have looked too early', async () => {
  const gates = [Promise.withResolvers<boolean>(), Promise.withResolvers<boolean>()];
  let number = -1;
  feed = () => gates[(number += 1)]?.promise ?? Promise.resolve(true);
  const done: string[] = [];
  const first = feeder.afterPublication(ONE, directory).then(() => done.push('first'));
  await sleep(20);
  const others = ['second', 'third'].map((name) => feeder.afterPublication(ONE, directory).then(() => done.push(name)));
  await sleep(20);
  expect(calls).toHaveLength(1);
  gates[0]?.resolve(true);
  await first;
  await sleep(20);
  expect([done, calls.length]).toEqual([['first'], 2]);
  gates[1]?.resolve(true);
  await Promise.all(others);
  expect([done, calls.length]).toEqual([['first', 'second', 'third'], 2]);
  await feeder.afterPublication(ONE, directory);
  expect(calls).toHaveLength(3);
});

test('a publication waits for a while only; the run goes on', async () => {
  const gate = Promise.withResolvers<boolean>();
  feed = () => gate.promise;
  const started = performance.now();
  await feeder.afterPublication(ONE, directory);
  expect(performance.now() - started).toBeGreaterThan(250);
  gate.resolve(false);
  feed = async () => true;
  await sleep(100);
  expect(calls).toHaveLength(2);
});

test('when it is closed a run ends after its portion, and nothing begins', async () => {
  const gate = Promise.withResolvers<boolean>();
  feed = () => gate.promise;
  const publication = feeder.afterPublication(ONE, directory);
  await sleep(20);
  const closed = feeder.close();
  gate.resolve(false);
  await Promise.all([closed, publication]);
  await feeder.feedAll();
  expect(calls).toHaveLength(1);
});
