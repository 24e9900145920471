// P1 for each reader: what becomes visible to it is dated later than all that it has been told, and told once.
import * as fc from 'fast-check';
import type { VersionSelection } from '../../collections/storage/port.ts';
import { PureExchange } from './pure-exchange.ts';
import { DESK, OPEN, WORLD_AGENCIES, worldCatalogue, worldObjects } from './world.ts';

const publications = fc.array(
  fc.record({
    agency: fc.constantFrom('low', 'desk', 'high', 'writer'),
    collection: fc.constantFrom(DESK, OPEN),
    objects: fc.array(worldObjects, { minLength: 1, maxLength: 3 }),
  }),
  { minLength: 1, maxLength: 12 },
);
const catalogues = fc
  .record({ default_marking: fc.constantFrom('green', 'red'), new_versions: fc.constantFrom('creator', 'anyone') })
  .map((rules) => worldCatalogue(rules, rules, { aggregate: { of: [DESK, OPEN], highest_marking: 'amber' } }));
const selections = fc.constantFrom<VersionSelection>('all', { first: false, last: true, values: [] });

test('P1 a poller that asks after each publication for what is later gets everything that is there for it, once', () => {
  fc.assert(
    fc.property(catalogues, publications, selections, (catalogue, sent, versions) => {
      const exchange = new PureExchange(catalogue);
      const ask = (agency: string, collection: string, addedAfter: number) => {
        const answer = exchange.answer(agency, collection, { versions, addedAfter, limit: 10_000, maximumBytes: 1e9 });
        // A definition is readable with the first object that bears the marking, which may be later than it was added.
        return answer.filter(({ object }) => object.type !== 'marking-definition').map(({ dateAdded }) => dateAdded);
      };
      // Not through aggregates: docs/release-control.md, 12, tells of what a poller can miss there.
      const pollers = WORLD_AGENCIES.flatMap((agency) =>
        [DESK, OPEN].map((collection) => ({ agency, collection, position: 0, told: [] as number[] })),
      );
      for (const { agency, collection, objects } of sent) {
        exchange.publish(agency, collection, objects);
        for (const poller of pollers) {
          const told = ask(poller.agency, poller.collection, poller.position);
          poller.told.push(...told);
          poller.position = told.at(-1) ?? poller.position;
        }
      }
      for (const { agency, collection, told } of pollers) {
        expect(told).toEqual([...new Set(told)]);
        expect(ask(agency, collection, 0).filter((date) => !told.includes(date))).toEqual([]);
      }
    }),
    { numRuns: 500 },
  );
});
