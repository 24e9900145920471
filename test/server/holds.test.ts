// DELETE of what is under legal hold.
import { now } from '../../schemas/timestamp.ts';
import { publish } from '../protocol/conversation.ts';
import { startExchange, type Client, type RunningExchange } from '../protocol/running-exchange.ts';
import { indicator, newId, versionsOf } from '../protocol/stix-objects.ts';
import { FEED, FROZEN, HIDDEN_PART, releaseCatalogue } from './release-catalogue.ts';

const RED = 'marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1';

let exchange: RunningExchange;
let both: Client;
beforeAll(async () => {
  exchange = await startExchange();
  await exchange.changeCatalogue(releaseCatalogue);
  both = exchange.as('both');
});
afterAll(() => exchange.close());

const at = (collection: string, rest = ''): string => `/desk/collections/${collection}/${rest}`;

async function held(collection: string): Promise<string> {
  const object = indicator();
  await publish(both, at(collection), ...versionsOf(object, 1, 2));
  await exchange.store.writer.hold({ collection, id: object.id, since: now(), by: 'the court', reason: 'case 7' });
  return object.id;
}

test('a held object, or a version of it, is 403 with an error that says so and tells nothing of the case', async () => {
  const id = await held(FEED);
  for (const query of ['', '?match[version]=first']) {
    const { status, json } = await both.delete(at(FEED, `objects/${id}/${query}`));
    expect(status).toBe(403);
    expect(json).toMatchObject({ title: 'Under legal hold', error_code: 'under-legal-hold', http_status: '403' });
    expect(json.description).toContain(`${id} is under legal hold.`);
    expect(JSON.stringify(json)).not.toMatch(/court|case 7/);
  }
  expect((await both.get(at(FEED, `objects/${id}/?match[version]=all`))).json.objects).toHaveLength(2);
});

test('a version that is not there is 404, held or not', async () => {
  const id = await held(FEED);
  expect((await both.delete(at(FEED, `objects/${id}/?match[version]=2019-01-01T00:00:00Z`))).status).toBe(404);
  expect((await both.delete(at(FROZEN, `objects/${newId('indicator')}/`))).status).toBe(404);
});

test('it goes once the hold is lifted, and the same object elsewhere may go before', async () => {
  const id = await held(FEED);
  await publish(both, at(HIDDEN_PART), ...versionsOf(indicator({ id }), 1));
  expect((await both.delete(at(HIDDEN_PART, `objects/${id}/`))).status).toBe(200);
  expect(await exchange.store.writer.unhold(FEED, id)).toBe(true);
  expect((await both.delete(at(FEED, `objects/${id}/`))).status).toBe(200);
});

describe('in a collection under legal hold', () => {
  test('everything that the asker sees is 403', async () => {
    const object = indicator();
    await publish(both, at(FROZEN), ...versionsOf(object, 1, 2));
    const { status, json } = await both.delete(at(FROZEN, `objects/${object.id}/?match[version]=last`));
    expect([status, json.error_code]).toEqual([403, 'under-legal-hold']);
    expect(json.description).toContain('The collection is under legal hold.');
    const absent = await both.delete(at(FROZEN, `objects/${object.id}/?match[version]=2019-01-01T00:00:00Z`));
    expect(absent.status).toBe(404);
  });

  test('P5 what the asker does not see is 404, as what is not there', async () => {
    const object = indicator({ object_marking_refs: [RED] });
    await publish(both, at(FROZEN), object);
    expect((await exchange.as('writer').delete(at(FROZEN, `objects/${object.id}/`))).status).toBe(404);
    expect((await both.delete(at(FROZEN, `objects/${object.id}/`))).status).toBe(403);
  });
});

test('P5 a held object that the asker does not see is 404', async () => {
  const object = indicator({ object_marking_refs: [RED] });
  await publish(both, at(FROZEN), object);
  await exchange.changeCatalogue((catalogue) => ({
    ...catalogue,
    apiRoots: catalogue.apiRoots.map((root) => ({
      ...root,
      collections: root.collections.map((entry) => ({ ...entry, legalHold: false })),
    })),
  }));
  await exchange.store.writer.hold({ collection: FROZEN, id: object.id, since: now(), by: 'the court', reason: 'case 8' });
  expect((await exchange.as('writer').delete(at(FROZEN, `objects/${object.id}/`))).status).toBe(404);
  expect((await both.delete(at(FROZEN, `objects/${object.id}/`))).status).toBe(403);
});
