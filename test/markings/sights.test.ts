// What a catalogue lets each agency see.
import { sightsOf } from '../../collections/markings/sights.ts';
import { opennessOf, viewerKey, viewerThrough, viewerWith } from '../../collections/markings/viewer.ts';
import { tlpName } from '../../schemas/stix/tlp.ts';
import { BOTH, DESK, MARKINGS, OPEN, WORLD_AGENCIES, worldCatalogue, type WorldAgency } from './world.ts';

const [TO_SOME, TO_DESKS] = MARKINGS;
const SIGHTS = sightsOf(worldCatalogue({ default_marking: 'amber' }, {}, { aggregate: { of: [DESK, OPEN], highest_marking: 'amber' } }));

function nameOf(level: ReturnType<typeof SIGHTS.clearance>): string {
  return level === undefined ? '-' : tlpName(level);
}

test.each<[WorldAgency, desk: string, open: string, aggregate: string]>([
  // agency     its group's desk  another's  an aggregate
  ['low', 'green', 'green', 'red'],
  ['desk', 'amber', 'green', 'green'],
  ['high', 'red', 'red', 'red'],
  ['writer', '-', '-', '-'],
  ['operator', 'amber+strict', '-', 'red'],
])('%s has these clearances', (agency, desk, open, aggregate) => {
  expect([DESK, OPEN, BOTH].map((id) => nameOf(SIGHTS.clearance(agency, id)))).toEqual([desk, open, aggregate]);
});

test('the most generous of several grants counts, and a grant to write gives nothing', () => {
  const catalogue = worldCatalogue();
  const more = [
    { group: 'desks', collection: DESK, rights: ['read'], clearance: 'red' },
    { agency: 'desk', collection: OPEN, rights: ['read'], clearance: 'clear' },
    { group: 'desks', collection: OPEN, rights: ['write'], clearance: 'red' },
  ] as const;
  const sights = sightsOf({ ...catalogue, grants: [...catalogue.grants, ...more] });
  expect([DESK, OPEN].map((id) => nameOf(sights.clearance('desk', id)))).toEqual(['red', 'green']);
});

test('the default clearance is for the catalogue to say', () => {
  const sights = sightsOf({ ...worldCatalogue(), defaultClearance: { members: 'red', others: 'clear' } });
  expect(['desk', 'low'].map((agency) => nameOf(sights.clearance(agency, DESK)))).toEqual(['red', 'clear']);
});

test.each<[WorldAgency, closed: (string | undefined)[], releasable: (string | undefined)[]]>([
  ['low', [TO_SOME, TO_DESKS], []],
  ['desk', [], [TO_SOME, TO_DESKS]],
  ['high', [TO_DESKS], [TO_SOME]],
  ['operator', [], []],
])('%s is closed out by these markings, and let in by those', (agency, closed, releasable) => {
  expect(SIGHTS.in(agency, DESK)).toMatchObject({ agency, closed, defaultLevel: 2 });
  expect(SIGHTS.releasable(agency)).toEqual(releasable);
});

test('an aggregate lets through what its ceiling, its grant and the part allow, and nothing of a part that is closed', () => {
  const through = (agency: string) =>
    Object.fromEntries([...SIGHTS.through(agency, BOTH)].map(([part, sight]) => [part, [sight.through.clearance, sight.inPart.clearance]]));
  expect(through('low')).toEqual({ [DESK]: [1, 1], [OPEN]: [1, 1] });
  expect(through('desk')).toEqual({ [DESK]: [1, 2], [OPEN]: [1, 1] });
  expect(through('high')).toEqual({ [DESK]: [4, 4], [OPEN]: [4, 4] });
  expect(through('operator')).toEqual({ [DESK]: [3, 3] });
  expect(through('writer')).toEqual({});
  expect(SIGHTS.through('high', BOTH).get(DESK)?.through).toMatchObject({ ceiling: 2, defaultLevel: 2 });
});

test('who or what the catalogue does not have sees and shows nothing', () => {
  expect(SIGHTS.in('nobody', DESK)).toEqual({ agency: 'nobody', clearance: undefined, defaultLevel: 2, closed: [] });
  expect(SIGHTS.in('low', 'nowhere')).toMatchObject({ clearance: undefined, defaultLevel: 4 });
  expect(SIGHTS.through('low', DESK).size).toBe(0);
  expect(WORLD_AGENCIES.map((agency) => SIGHTS.through(agency, 'nowhere').size)).toEqual([0, 0, 0, 0, 0]);
});

test('a label is open to anyone who has the view, to its publisher, or to nobody', () => {
  const high = viewerThrough('high', SIGHTS.through('high', BOTH));
  const low = viewerWith(SIGHTS.in('low', DESK));
  expect(opennessOf(low, { level: 1, markings: [] }, undefined)).toBe('anyone');
  expect(opennessOf(low, { level: 2, markings: [] }, undefined)).toBe('own');
  expect(opennessOf(high, { level: 2, markings: [] }, DESK)).toBe('anyone');
  expect(opennessOf(high, { level: 1, markings: [TO_DESKS ?? ''] }, DESK)).toBe('own');
  expect(opennessOf(high, { level: 3, markings: [] }, DESK)).toBe('nobody');
  expect(opennessOf(viewerThrough('operator', SIGHTS.through('operator', BOTH)), { level: 0, markings: [] }, OPEN)).toBe('nobody');
});

test('whoever sees something else has another key', () => {
  const viewers = WORLD_AGENCIES.flatMap((agency) => [
    viewerWith(SIGHTS.in(agency, DESK)),
    viewerWith(SIGHTS.in(agency, OPEN)),
    viewerThrough(agency, SIGHTS.through(agency, BOTH)),
  ]);
  expect(new Set(viewers.map(viewerKey)).size).toBe(viewers.length);
  const again = viewerThrough('low', new Map([...SIGHTS.through('low', BOTH)].toReversed()));
  expect(viewerKey(again)).toBe(viewerKey(viewerThrough('low', SIGHTS.through('low', BOTH))));
});
