// The parts of release together decide as the slow model does, whatever is published, deleted and declared.
import * as fc from 'fast-check';
import { ModelExchange, type ModelEntry } from './model.ts';
import { PureExchange } from './pure-exchange.ts';
import {
  BOTH,
  DESK,
  OPEN,
  WORLD_AGENCIES,
  worldCatalogue,
  worldIds,
  worldObjects,
  worldQueries,
  worldSelections,
} from './world.ts';

const agency = fc.constantFrom(...WORLD_AGENCIES);
const writer = fc.constantFrom('low', 'desk', 'high', 'writer');
const part = fc.constantFrom(DESK, OPEN);

const publish = fc.record({
  kind: fc.constant('publish' as const),
  agency: writer,
  collection: part,
  objects: fc.array(worldObjects, { minLength: 1, maxLength: 4 }),
});
const remove = fc.record({
  kind: fc.constant('remove' as const),
  agency: fc.constantFrom('low', 'desk', 'high'),
  collection: part,
  id: worldIds,
  versions: worldSelections,
});
const steps = fc.array(fc.oneof({ arbitrary: publish, weight: 4 }, { arbitrary: remove, weight: 1 }), { minLength: 1, maxLength: 8 });

const rules = fc.record(
  {
    default_marking: fc.constantFrom('clear', 'green', 'amber', 'red'),
    granular_markings: fc.constantFrom('as-object', 'refuse'),
    unknown_markings: fc.constantFrom('red', 'refuse'),
    new_versions: fc.constantFrom('creator', 'anyone'),
    attribution: fc.constantFrom('keep', 'require-own'),
  },
  { requiredKeys: [] },
);
const filters = fc.record(
  {
    types: fc.constantFrom(['malware'], ['malware', 'ipv4-addr']),
    highest_marking: fc.constantFrom('green', 'amber'),
    labels: fc.constantFrom(['label-1'], ['label-1', 'label-2']),
  },
  { requiredKeys: [] },
);
const catalogues = fc.tuple(rules, rules, filters).map(([desk, open, aggregate]) => {
  const { labels, types, highest_marking } = aggregate;
  const kept = { of: [DESK, OPEN], ...(labels && { labels }), ...(types && { types }), ...(highest_marking && { highest_marking }) };
  return worldCatalogue(desk, open, { aggregate: kept });
});

test('every answer is the one of the model, before and after the rules change', () => {
  fc.assert(
    fc.property(
      catalogues,
      steps,
      catalogues,
      fc.array(fc.record({ agency, collection: fc.constantFrom(DESK, OPEN, BOTH), query: worldQueries }), { minLength: 1, maxLength: 12 }),
      (catalogue, taken, changed, questions) => {
        const [exchange, model] = [new PureExchange(catalogue), new ModelExchange(catalogue)];
        for (const step of taken) {
          if (step.kind === 'publish') {
            const outcomes = exchange.publish(step.agency, step.collection, step.objects);
            expect(outcomes).toEqual(model.publish(step.agency, step.collection, step.objects));
          } else {
            const removed = exchange.remove(step.agency, step.collection, step.id, step.versions);
            expect(removed).toBe(model.remove(step.agency, step.collection, step.id, step.versions));
          }
        }
        // What an aggregate is made of is asked for when something is published, everything else when somebody asks.
        for (const inForce of [catalogue, withAggregateOf(catalogue, changed)]) {
          exchange.catalogue = inForce;
          model.catalogue = inForce;
          for (const { agency: asker, collection, query } of questions) {
            const told = exchange.answer(asker, collection, query).map(({ object, dateAdded }) => [dateAdded, object]);
            const expected = model.answer(asker, collection, query) as ModelEntry[];
            expect(told).toEqual(expected.map(({ object, dateAdded }) => [dateAdded, object]));
          }
        }
      },
    ),
    { numRuns: 400 },
  );
});

function withAggregateOf(before: ReturnType<typeof worldCatalogue>, after: ReturnType<typeof worldCatalogue>) {
  const aggregate = before.apiRoots[0]?.collections.find(({ id }) => id === BOTH);
  return {
    ...after,
    apiRoots: after.apiRoots.map((root) => ({
      ...root,
      collections: root.collections.map((entry) => (entry.id === BOTH && aggregate ? aggregate : entry)),
    })),
  };
}
