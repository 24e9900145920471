// Markings that several definitions explain: the strictest word counts, whoever said it first.
import { publish } from '../protocol/conversation.ts';
import { startExchange, type RunningExchange } from '../protocol/running-exchange.ts';
import { malware, statementMarking, type StixObject } from '../protocol/stix-objects.ts';
import { TLP_2_EXTENSION } from '../../schemas/stix/tlp.ts';
import { FEED, releaseCatalogue } from './release-catalogue.ts';

let exchange: RunningExchange;
beforeAll(async () => {
  exchange = await startExchange();
  const lenient = releaseCatalogue();
  await exchange.changeCatalogue(() => ({
    ...lenient,
    // By the standard nobody defines levels of the TLP but the TLP.
    apiRoots: lenient.apiRoots.map((root) => ({ ...root, collections: root.collections.map((entry) => ({ ...entry, validation: 'lenient' as const })) })),
  }));
});
afterAll(() => exchange.close());

const OBJECTS = `/desk/collections/${FEED}/objects/`;
const saying = (level: string): StixObject =>
  statementMarking({ definition_type: undefined, definition: undefined, extensions: { [TLP_2_EXTENSION]: { extension_type: 'property-extension', tlp_2_0: level } } });
const bearing = (marking: StixObject): StixObject => malware({ object_marking_refs: [marking.id] });

/** Whether an agency that reads up to green is shown it. */
async function isShown({ id }: StixObject): Promise<boolean> {
  return (await exchange.as('reader').get(`${OBJECTS}${id}/`)).status === 200;
}

test('a level that somebody else than the TLP defines counts as one', async () => {
  const [red, green] = [saying('red'), saying('green')];
  const objects = [bearing(red), bearing(green)];
  await publish(exchange.as('both'), `/desk/collections/${FEED}/`, red, green, ...objects);
  expect(await Promise.all(objects.map(isShown))).toEqual([false, true]);
});

test('another definition of a marking, which is refused, takes no caveat away', async () => {
  const red = saying('red');
  await publish(exchange.as('both'), `/desk/collections/${FEED}/`, red);
  const object = bearing(red);
  const { json } = await exchange.as('both').post(OBJECTS, { objects: [{ ...saying('green'), id: red.id }, object] });
  expect(json).toMatchObject({ success_count: 1, failure_count: 1, failures: [{ id: red.id }] });
  expect(await isShown(object)).toBe(false);
});

test.each([[['red', 'green']], [['green', 'red']]])('of two definitions of a marking in one envelope, %j, the stricter counts', async (levels) => {
  const [first, second] = levels.map(saying) as [StixObject, StixObject];
  const object = bearing(first);
  await exchange.as('both').post(OBJECTS, { objects: [first, { ...second, id: first.id }, object] });
  expect(await isShown(object)).toBe(false);
});
