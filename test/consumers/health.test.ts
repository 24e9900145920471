// How accounts get on: what they polled, how far behind they are, what went wrong.
import { consumerHealth } from '../../collections/consumers/health.ts';
import { createDirectory } from '../../collections/directory.ts';
import { publish } from '../protocol/conversation.ts';
import { startExchange, type RunningExchange } from '../protocol/running-exchange.ts';
import { indicator } from '../protocol/stix-objects.ts';
import { MAIN } from '../protocol/test-catalogue.ts';

let exchange: RunningExchange;
beforeEach(async () => {
  exchange = await startExchange();
});
afterEach(() => exchange.close());

const at = (rest: string): string => `/one/collections/${MAIN}/${rest}`;

/** What `me` tells of the account and the collection. */
// oxlint-disable-next-line typescript/no-explicit-any -- tests look into it
async function toldTo(account: string): Promise<any> {
  const { json } = await exchange.as(account).get('/one/me/');
  return json.collections.find(({ id }: { id: string }) => id === MAIN).consumer;
}

/** The same, once it tells of so many requests. */
async function consumer(account: string, requests: number): ReturnType<typeof toldTo> {
  for (const end = Date.now() + 60_000; ; ) {
    const found = await toldTo(account);
    if (found?.requests >= requests || Date.now() > end) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

test('who has everything is not behind, and is from the first object on that comes later', async () => {
  await publish(exchange.as('both'), at(''), indicator(), indicator());
  await exchange.as('reader').get(at('objects/'));
  const before = await consumer('reader', 1);
  expect(before).toEqual({ requests: 1, failures: 0, last_poll: expect.any(String), position: expect.any(String) });
  await publish(exchange.as('both'), at(''), indicator(), indicator());
  const { json } = await exchange.as('both').get(at(`manifest/?added_after=${before.position}`));
  const oldest = json.objects[0].date_added;
  expect(await consumer('reader', 1)).toEqual({ ...before, behind_since: oldest });
  await exchange.as('reader').get(at(`objects/?added_after=${before.position}`));
  expect(await consumer('reader', 2)).not.toHaveProperty('behind_since');
});

test('who has only a page is behind since the first object that is not on it', async () => {
  await publish(exchange.as('both'), at(''), indicator(), indicator(), indicator());
  await exchange.as('reader').get(at('objects/?limit=1'));
  const { json } = await exchange.as('both').get(at('manifest/'));
  expect(await consumer('reader', 1)).toMatchObject({ position: json.objects[0].date_added, behind_since: json.objects[1].date_added });
});

test('publications and failures are told; asking for one object is no poll', async () => {
  const object = indicator();
  await publish(exchange.as('both'), at(''), object);
  await exchange.as('both').get(at(`objects/${object.id}/`));
  await exchange.as('both').get(at('objects/?limit=none'));
  await exchange.as('both').get(at('objects/?added_after=yesterday'));
  expect(await consumer('both', 4)).toEqual({ requests: 4, failures: 2, last_publication: expect.any(String) });
});

test('an account is told of its own only', async () => {
  await exchange.as('reader').get(at('objects/'));
  expect(await consumer('reader', 1)).toMatchObject({ requests: 1 });
  expect(await toldTo('both')).toBeUndefined();
});

test('what an account did more than a week ago counts for when, and not for how often', async () => {
  const { store } = exchange;
  const today = Math.floor(Date.now() / 86_400_000);
  const day = { account: 'reader', collection: MAIN, requests: 5, failures: 1 };
  await store.writer.noteConsumers([{ ...day, day: today - 7, lastPoll: 9, position: 3 }, { ...day, day: today - 6 }, { ...day, day: today }]);
  await store.writer.noteConsumers([{ ...day, day: today, lastPoll: 8 }]);
  const { revision, catalogue } = await store.catalogue.read();
  const health = () => consumerHealth(store, createDirectory(revision, catalogue), async () => 'reader');
  expect(await health()).toEqual([{ account: 'reader', collection: MAIN, requests: 15, failures: 3, lastPoll: 9, position: 3 }]);
  expect(await store.writer.forgetConsumers(today - 6)).toBe(1);
  expect(await health()).toEqual([{ account: 'reader', collection: MAIN, requests: 15, failures: 3, lastPoll: 8 }]);
});
