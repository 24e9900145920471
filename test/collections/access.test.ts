// The rights matrix, and who holds which rights (9.1 of the requirements; T-5.2.1-01, T-5.7-03, T-B-04).
import { decide, type Action, type Decision } from '../../collections/access.ts';
import { createDirectory } from '../../collections/directory.ts';
import type { Catalogue } from '../../schemas/catalogue/catalogue.ts';
import { HIDDEN, MAIN, testCatalogue } from '../protocol/test-catalogue.ts';

describe.each<[boolean, boolean, Record<Action, Decision>]>([
  [true, true, { see: 'allowed', read: 'allowed', write: 'allowed', delete: 'allowed' }],
  [true, false, { see: 'allowed', read: 'allowed', write: 'forbidden', delete: 'forbidden' }],
  [false, true, { see: 'allowed', read: 'forbidden', write: 'allowed', delete: 'forbidden' }],
  [false, false, { see: 'hidden', read: 'hidden', write: 'hidden', delete: 'hidden' }],
])('an agency with read %s and write %s', (canRead, canWrite, decisions) => {
  test.each(Object.entries(decisions))('T-5.7-03 %s is %s', (action, decision) => {
    expect(decide({ canRead, canWrite }, action as Action)).toBe(decision);
  });
});

describe('the directory', () => {
  const directory = createDirectory(1, testCatalogue());
  const agency = (name: string) => {
    const found = directory.agency(name);
    if (found === undefined) throw new Error(`no agency ${name}`);
    return found;
  };

  test.each([
    ['both', true, true],
    ['reader', true, false],
    ['writer', false, true],
    ['neither', false, false],
  ])('T-5.2.1-01 gives %s its own rights and those of its groups', (name, canRead, canWrite) => {
    expect(directory.rights(agency(name), MAIN)).toEqual({ canRead, canWrite });
  });

  test('adds up grants to the agency and to its groups', () => {
    const catalogue = testCatalogue();
    const more: Catalogue = {
      ...catalogue,
      grants: [...catalogue.grants, { agency: 'reader', collection: MAIN, rights: ['write'] }],
    };
    const reader = createDirectory(2, more).agency('reader');
    expect(reader && createDirectory(2, more).rights(reader, MAIN)).toEqual({ canRead: true, canWrite: true });
  });

  test('T-4.1.1-03 shows API roots and collections in which there is something for the agency', () => {
    const shown = (name: string): string[] => directory.visibleRoots(agency(name)).map(({ path }) => path);
    expect(shown('both')).toEqual(['one', 'deep/two']);
    expect(shown('reader')).toEqual(['one']);
    expect(shown('neither')).toEqual([]);
    const [one] = testCatalogue().apiRoots;
    expect(one && directory.visibleCollections(agency('writer'), one).map(({ id }) => id)).toEqual([MAIN]);
    expect(one && directory.visibleCollections(agency('both'), one).map(({ id }) => id)).toContain(HIDDEN);
  });

  test('T-3.3-02 lists collections by id', () => {
    const [one] = testCatalogue().apiRoots;
    const ids = one === undefined ? [] : directory.visibleCollections(agency('both'), one).map(({ id }) => id);
    expect(ids).toHaveLength(3);
    expect(ids).toEqual(ids.toSorted());
  });

  test('T-5-01 an API root without collections is there for everybody', () => {
    const catalogue = testCatalogue();
    const empty = { path: 'empty', title: 'Empty', maxContentLength: 1, collections: [] };
    const withEmpty = createDirectory(2, { ...catalogue, apiRoots: [...catalogue.apiRoots, empty] });
    expect(withEmpty.visibleRoots(agency('neither'))).toEqual([empty]);
  });

  test('without a catalogue knows nobody and nothing', () => {
    const nothing = createDirectory(0, undefined);
    expect(nothing.agency('both')).toBeUndefined();
    expect(nothing.visibleRoots(agency('both'))).toEqual([]);
  });
});
