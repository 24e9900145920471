// P1 and P2 on MongoDB, property-based: whatever several servers publish and delete at the same time, whichever of them
// dies or sleeps in the middle of it, whatever their clocks say, nobody misses or repeats anything.
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import type { Publication, PublicationStatus, Store } from '../../collections/storage/port.ts';
import { StoreUnavailable } from '../../collections/storage/unavailable.ts';
import { now } from '../../schemas/timestamp.ts';
import { describeMongo } from '../engines/describe-mongodb.ts';
import { MIXED } from '../protocol/test-catalogue.ts';
import { answerOf, type ModelVersion } from './model.ts';
import { BOTH, expectIncreasing, expectLikeModel, expectTidy, LAST, nameOf } from './mongodb/expectations.ts';
import { startPoller, type Poller } from './mongodb/pollers.ts';
import { PATIENCE, publishTo, setScene, type Guarded, type Scene } from './mongodb/scene.ts';
import { schedule, type Part, type PublishStep, type RemoveStep } from './mongodb/schedules.ts';
import { EVERYTHING } from './contract.ts';
import { REMOVER, RIGHTS, envelopeOf, finish, publicationTo } from './objects.ts';

/** How many schedules run side by side: mostly they wait. */
const AT_ONCE = 3;
const RUNS = 9;

/** What was done, as far as the servers told. */
interface History {
  readonly attempts: { readonly publication: Publication; readonly step: PublishStep; status?: PublicationStatus }[];
  /** Of which something was deleted, or may have been. */
  readonly removed: Set<string>;
}

describeMongo('P1 P2 with several servers at one database', () => {
  test('every schedule of publications, deletions, deaths, sleeps and clocks ends well', async () => {
    const schedules = fc.array(schedule, { minLength: AT_ONCE, maxLength: AT_ONCE });
    await fc.assert(
      fc.asyncProperty(schedules, async (some) => void (await Promise.all(some.map((parts) => play(parts))))),
      { numRuns: RUNS, endOnFailure: process.env['CI'] !== undefined },
    );
  });
});

async function play(parts: readonly Part[]): Promise<void> {
  const scene = await setScene();
  try {
    const history: History = { attempts: [], removed: new Set() };
    const servers = await Promise.all(parts.map(({ clock }) => scene.open({ clock: clockOf(clock) })));
    const pollers = servers.flatMap(({ store }) => [startPoller(store, 'all'), startPoller(store, 'last')]);
    await Promise.all(parts.map((part, index) => perform(part, servers[index] as Guarded, history)));
    await finishWhatIsPending(scene, history);
    await Promise.all(pollers.map((poller) => poller.stop()));
    await scene.stopPolling();

    const stored = await expectLikeModel(scene.steady);
    await expectToldTruth(scene.steady, history);
    expectKept(stored, history);
    for (const poller of [...pollers, ...scene.pollers]) expectGot(poller, stored, history);
    await expectTidy(scene.steady, scene.database);
    expect(await expectLikeModel(scene.steady)).toEqual(stored);
  } finally {
    await scene.close();
  }
}

/** Stops a server at that command; one that is only late goes on after a while. */
async function strike(gate: Guarded['gate'], isThere: (asked: readonly string[]) => boolean, kind: Parameters<Guarded['gate']['armAt']>[1]): Promise<void> {
  await gate.armAt(isThere, kind);
  await sleep(PATIENCE * 2);
  if (kind === 'is late') gate.thaw();
}

async function perform({ steps, fault }: Part, { store, gate }: Guarded, history: History): Promise<void> {
  if (fault !== undefined) {
    const isThere = (asked: readonly string[]): boolean => asked.filter((one) => /^(insert|update|delete)/.test(one)).length > fault.write;
    void strike(gate, isThere, fault.kind);
  }
  try {
    for (const step of steps) {
      if (step.kind === 'publish') await publishStep(store, step, history);
      else await removeStep(store, step, history);
    }
  } catch (error) {
    if (!(error instanceof StoreUnavailable) || fault?.kind !== 'dies') throw error;
  }
}

async function publishStep(store: Store, step: PublishStep, { attempts }: History): Promise<void> {
  const attempt: History['attempts'][number] = { publication: publicationTo(MIXED, step.objects.length), step };
  attempts.push(attempt);
  if (step.isReceived) await store.writer.receive(attempt.publication, new Uint8Array(Buffer.from(JSON.stringify(step.objects))));
  attempt.status = await publishTo(store, step.objects, attempt.publication);
}

async function removeStep(store: Store, { id, versions }: RemoveStep, { removed }: History): Promise<void> {
  removed.add(id);
  await store.writer.remove(MIXED, { id, versions: versions === 'all' ? 'all' : LAST }, REMOVER);
}

/** As the next server does that starts; and one more publication, which finishes what dead servers began. */
async function finishWhatIsPending({ steady }: Scene, { attempts }: History): Promise<void> {
  await publishTo(steady, []);
  for (const publication of await steady.publications.pendingSince(Number.MAX_SAFE_INTEGER)) {
    const objects = JSON.parse(Buffer.from((await steady.publications.pendingBody(publication.statusId)) ?? []).toString());
    const attempt = attempts.find((one) => one.publication.statusId === publication.statusId);
    if (attempt === undefined) throw new Error(`Nobody published ${publication.statusId}.`);
    expect(attempt.status).toBeUndefined();
    attempt.status = await finish(steady, publication, envelopeOf(objects), RIGHTS);
  }
}

async function expectToldTruth(store: Store, { attempts }: History): Promise<void> {
  for (const { publication, status } of attempts) {
    if (status === undefined) continue;
    expect(status.failures).toEqual([]);
    expect(await store.publications.status(publication.statusId)).toEqual(status);
  }
}

/** What was acknowledged is there, what wasn't is there as a whole or not at all, and there is nothing else. */
function expectKept(stored: readonly ModelVersion[], { attempts, removed }: History): void {
  const there = new Set(stored.map(nameOf));
  const attempted = new Set(attempts.flatMap(({ step }) => step.objects.map(nameOf)));
  expect([...there].filter((name) => !attempted.has(name))).toEqual([]);
  for (const { step, status } of attempts) {
    const kept = step.objects.filter(({ id }) => !removed.has(id)).map(nameOf);
    if (status !== undefined) expect(kept.filter((name) => !there.has(name))).toEqual([]);
    const others = new Set(attempts.filter((one) => one.step !== step).flatMap((one) => one.step.objects.map(nameOf)));
    const own = new Set(kept.filter((name) => !others.has(name)));
    expect([0, own.size]).toContain([...own].filter((name) => there.has(name)).length);
  }
}

function expectGot({ versions, received, isCutOff }: Poller, stored: readonly ModelVersion[], { removed }: History): void {
  expectIncreasing(received);
  const there = new Map(stored.map((one) => [one.dateAdded, nameOf(one)]));
  // Dates are given once, so what a poller got at a date is what there is, unless it was deleted since.
  const vanished = received.filter(({ dateAdded, id }) => !there.has(dateAdded) && !removed.has(id));
  expect(vanished).toEqual([]);
  expect(received.filter((one) => (there.get(one.dateAdded) ?? nameOf(one)) !== nameOf(one))).toEqual([]);
  if (isCutOff) return;
  const got = new Set(received.map(({ dateAdded }) => dateAdded));
  const last = answerOf(stored, { ...EVERYTHING, versions: LAST, specVersions: BOTH });
  // Of an object whose last version was deleted an older one is the last again, with its old date.
  const owed = versions === 'all' ? stored : last.filter(({ id }) => !removed.has(id));
  expect(owed.filter(({ dateAdded }) => !got.has(dateAdded))).toEqual([]);
}

function clockOf(minutes: readonly number[]): () => number {
  let looks = 0;
  return () => {
    looks += 1;
    return now() + (minutes[looks % minutes.length] ?? 0) * 60e6;
  };
}
