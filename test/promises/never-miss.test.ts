// P1: nobody misses an object, and nobody gets one twice, whatever writers do meanwhile.
import fc from 'fast-check';
import { openStore } from '../../collections/storage/open-store.ts';
import { startExchange, type Client, type RunningExchange } from '../protocol/running-exchange.ts';
import { MAIN } from '../protocol/test-catalogue.ts';
import { idOf, nameOf, noteOf, versionOf, walk } from './objects.ts';
import { pollToTheEnd, startPoller, type Poller, type PollerPlan } from './pollers.ts';
import { ENGINES, prepareStore, startServer } from './processes.ts';

const OBJECTS = `/one/collections/${MAIN}/objects/`;

/** One thing a publisher does: publish versions of objects, or delete an object, or one of its versions. */
type Step =
  | { readonly kind: 'publish'; readonly versions: readonly (readonly [object: number, version: number])[] }
  | { readonly kind: 'delete'; readonly object: number; readonly version: number | undefined };

const OBJECT_COUNT = 12;
const VERSION_COUNT = 4;
const object = fc.nat({ max: OBJECT_COUNT - 1 });
const version = fc.nat({ max: VERSION_COUNT - 1 });

const publishStep: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant('publish' as const),
  versions: fc.array(fc.tuple(object, version), { minLength: 1, maxLength: 12 }),
});
const deleteStep: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant('delete' as const),
  object,
  version: fc.option(version, { nil: undefined }),
});
const publisher = fc.array(fc.oneof({ arbitrary: publishStep, weight: 4 }, { arbitrary: deleteStep, weight: 1 }), {
  minLength: 3,
  maxLength: 10,
});
const pollerPlan: fc.Arbitrary<PollerPlan> = fc.record({
  strategy: fc.constantFrom('next', 'added_after', 'mixed'),
  versions: fc.constantFrom('all', 'last'),
  limits: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 }),
});

/** What publishers did, as far as the server told them. */
interface History {
  /** How often each version was added, by name. */
  readonly added: Map<string, number>;
  /** Objects of which a single version was deleted: an older one may be the last again, with its old date. */
  readonly demoted: Set<string>;
}

describe('P1 nobody misses an object', () => {
  let exchange: RunningExchange;
  let client: Client;

  beforeAll(async () => {
    exchange = await startExchange();
    client = exchange.as('both');
  });
  afterAll(() => exchange.close());

  test('T-3.4-03 T-3.5-03 T-3.5-06 pollers by next, by added_after and by both end with exactly what is published', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(publisher, { minLength: 2, maxLength: 4 }),
        fc.array(pollerPlan, { minLength: 2, maxLength: 5 }),
        async (publishers, plans) => {
          await emptyCollection(client);
          const history: History = { added: new Map(), demoted: new Set() };
          const publishing = { isDone: false };
          const pollers = plans.map((plan) => startPoller(client, OBJECTS, plan));
          const polling = pollers.map((poller) => pollToTheEnd(poller, publishing));
          await Promise.all(publishers.map((steps) => runPublisher(client, steps, history)));
          publishing.isDone = true;
          await Promise.all(polling);
          const stored = (await walk(client, OBJECTS)).map(nameOf);
          for (const poller of pollers) checkPoller(poller, stored, history);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('T-3.5-06 the manifest tells dates that only ever increase, in publications that run side by side', async () => {
    await emptyCollection(client);
    const publications = Array.from({ length: 20 }, (_, index) =>
      client.post(OBJECTS, { objects: Array.from({ length: 25 }, (_unused, one) => noteOf(1_000 + index * 25 + one, 0)) }),
    );
    const answers = await Promise.all(publications);
    expect(answers.map(({ json }) => json.success_count)).toEqual(answers.map(() => 25));
    const { json } = await client.get(`/one/collections/${MAIN}/manifest/`);
    const dates: string[] = json.objects.map((record: { date_added: string }) => record.date_added);
    expect(dates).toHaveLength(500);
    expect(dates).toEqual([...new Set(dates)].toSorted());
  });
});

test.each(ENGINES)('P1 holds with several server processes on one store in $name', async (engine) => {
  const { place, dispose } = await prepareStore(engine);
  const servers = await Promise.all([startServer(place), startServer(place), startServer(place)]);
  try {
    const publishing = { isDone: false };
    const plans: PollerPlan[] = [
      { strategy: 'next', versions: 'all', limits: [7, 100] },
      { strategy: 'added_after', versions: 'all', limits: [3, 30] },
      { strategy: 'mixed', versions: 'last', limits: [1, 50] },
    ];
    // Each poll goes to another server, as behind a load balancer.
    const pollers = plans.map((plan) => startPoller(roundRobin(servers.map((server) => server.client)), OBJECTS, plan));
    const polling = pollers.map((poller) => pollToTheEnd(poller, publishing));
    const published = await Promise.all(
      servers.map(async (server, index) => {
        const names: string[] = [];
        for (let envelope = 0; envelope < 15; envelope += 1) {
          const objects = Array.from({ length: 1 + (envelope % 4) * 15 }, (_, one) => noteOf(index * 10_000 + envelope * 100 + one, 0));
          const { status } = await server.client.post(OBJECTS, { objects });
          expect(status).toBe(202);
          names.push(...objects.map((one) => nameOf(one as { id: string; modified: string })));
        }
        return names;
      }),
    );
    await waitForPending(place);
    publishing.isDone = true;
    await Promise.all(polling);
    for (const poller of pollers) expect(poller.received.toSorted()).toEqual(published.flat().toSorted());
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
    await dispose();
  }
});

async function runPublisher(client: Client, steps: readonly Step[], history: History): Promise<void> {
  for (const step of steps) {
    if (step.kind === 'publish') await publishVersions(client, step.versions, history);
    else await deleteVersions(client, step.object, step.version, history);
  }
}

async function publishVersions(
  client: Client,
  versions: readonly (readonly [number, number])[],
  { added }: History,
): Promise<void> {
  const { status, json } = await client.post(OBJECTS, { objects: versions.map(([one, at]) => noteOf(one, at)) });
  expect(status).toBe(202);
  expect(json).toMatchObject({ status: 'complete', failure_count: 0, total_count: versions.length });
  for (const { id, version: modified, message } of json.successes) {
    const name = nameOf({ id, modified });
    if (message === undefined) added.set(name, (added.get(name) ?? 0) + 1);
  }
}

async function deleteVersions(client: Client, one: number, at: number | undefined, { demoted }: History): Promise<void> {
  const filter = at === undefined ? '' : `?match[version]=${versionOf(at)}`;
  if (at !== undefined) demoted.add(idOf(one));
  const { status } = await client.delete(`${OBJECTS}${idOf(one)}/${filter}`);
  expect([200, 404]).toContain(status);
}

function checkPoller({ plan, received }: Poller, stored: readonly string[], { added, demoted }: History): void {
  const times = new Map<string, number>();
  for (const name of received) times.set(name, (times.get(name) ?? 0) + 1);
  for (const [name, count] of times) expect(count).toBeLessThanOrEqual(added.get(name) ?? 0);
  const owed = plan.versions === 'all' ? stored : lastVersions(stored).filter((name) => !demoted.has(name.split(' ')[0] ?? ''));
  expect(owed.filter((name) => !times.has(name))).toEqual([]);
}

function lastVersions(stored: readonly string[]): string[] {
  const last = new Map<string, string>();
  for (const name of stored) {
    const [id = ''] = name.split(' ');
    if (name > (last.get(id) ?? '')) last.set(id, name);
  }
  return [...last.values()];
}

async function emptyCollection(client: Client): Promise<void> {
  const ids = new Set((await walk(client, OBJECTS)).map(({ id }) => id));
  for (const id of ids) await client.delete(`${OBJECTS}${id}/`);
}

function roundRobin(clients: readonly Client[]): Client {
  let turn = 0;
  const next = (): Client => {
    turn += 1;
    return clients[turn % clients.length] as Client;
  };
  return {
    get: (...given) => next().get(...given),
    post: (...given) => next().post(...given),
    delete: (...given) => next().delete(...given),
    send: (...given) => next().send(...given),
  };
}

async function waitForPending(place: string): Promise<void> {
  const store = await openStore(place);
  for (let attempt = 0; attempt < 2_000; attempt += 1) {
    if ((await store.publications.pendingSince(Number.MAX_SAFE_INTEGER)).length === 0) break;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  await store.close();
}
