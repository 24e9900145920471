// What an aggregate takes in of its parts.
import { filterKey, passes } from '../../collections/aggregates/filter.ts';
import type { AggregateEntry } from '../../schemas/catalogue/catalogue.ts';

const aggregate = (filters: Partial<AggregateEntry>): AggregateEntry => ({ of: ['a part'], highestMarking: 'red', ...filters });

test.each<[filters: Partial<AggregateEntry>, type: string, labels: string[], expected: boolean]>([
  [{}, 'indicator', [], true],
  [{ types: ['indicator', 'malware'] }, 'malware', [], true],
  [{ types: ['indicator'] }, 'malware', [], false],
  [{ labels: ['botnet', 'simda'] }, 'malware', ['other', 'simda'], true],
  [{ labels: ['botnet'] }, 'malware', ['Botnet', 'botnets'], false],
  [{ labels: ['botnet'] }, 'malware', [], false],
  [{ types: ['malware'], labels: ['botnet'] }, 'malware', ['botnet'], true],
  [{ types: ['malware'], labels: ['botnet'] }, 'indicator', ['botnet'], false],
  [{ types: ['malware'], labels: ['botnet'] }, 'malware', [], false],
  // What markings mean belongs to the objects that bear them.
  [{ types: ['malware'], labels: ['botnet'] }, 'marking-definition', [], true],
])('of %j, a %s with the labels %j passes: %s', (filters, type, labels, expected) => {
  expect(passes(aggregate(filters), type, () => labels)).toBe(expected);
});

test('labels are only looked for where they matter', () => {
  const unwanted = (): never => {
    throw new Error('they were looked for');
  };
  expect(passes(aggregate({ types: ['malware'] }), 'malware', unwanted)).toBe(true);
  expect(passes(aggregate({ types: ['malware'], labels: ['x'] }), 'indicator', unwanted)).toBe(false);
});

test.each<[one: Partial<AggregateEntry>, other: Partial<AggregateEntry>, same: boolean]>([
  [{ types: ['a', 'b'] }, { types: ['b', 'a'] }, true],
  [{ labels: ['a', 'b'] }, { labels: ['b', 'a'] }, true],
  [{ highestMarking: 'green' }, { of: ['another'] }, true],
  [{ types: ['a'] }, {}, false],
  [{ types: ['a'] }, { labels: ['a'] }, false],
  [{ types: ['a'] }, { types: ['a', 'b'] }, false],
])('the filters %j and %j have one key: %s', (one, other, same) => {
  expect(filterKey(aggregate(one)) === filterKey(aggregate(other))).toBe(same);
});
