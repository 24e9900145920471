// A server dies, or is stopped and wakes up later, at each single command of a change of the catalogue that removes a collection.
import type { CatalogueOutcome, PublicationStatus, Store } from '../../../collections/storage/port.ts';
import { describeMongo } from '../../engines/describe-mongodb.ts';
import { DEEP, testCatalogue } from '../../protocol/test-catalogue.ts';
import { EVERYTHING, publish } from '../contract.ts';
import { failuresAtEachCommand, type Trial } from './every-command.ts';
import { UNRESTRICTED } from '../objects.ts';

const WHOLE = testCatalogue();
const WITHOUT_DEEP = { ...WHOLE, apiRoots: WHOLE.apiRoots.slice(0, 1), grants: [] };
const FAULTS = ['dies', 'is late'] as const;

const OLD = { id: 'note--00000001-0000-4000-8000-000000000000' };
const NEW = { id: 'note--00000002-0000-4000-8000-000000000000' };

async function idsInDeep(store: Store): Promise<string[]> {
  return (await store.objects.records(DEEP, UNRESTRICTED, EVERYTHING)).items.map(({ id }) => id);
}

async function declaresDeep(store: Store): Promise<boolean> {
  const { catalogue } = await store.catalogue.read();
  return catalogue?.apiRoots.some((root) => root.collections.some(({ id }) => id === DEEP)) === true;
}

/** The collection and its objects go together, and never come back. */
function removal(): Trial<CatalogueOutcome> {
  return {
    async prepare({ steady, frail }) {
      await publish(frail, DEEP, [{ id: 'note--00000009-0000-4000-8000-000000000000' }]);
      await publish(steady, DEEP, [OLD]);
    },
    act: ({ frail }) => frail.writer.replaceCatalogue(WITHOUT_DEEP, true),
    meanwhile: async () => undefined,
    async check({ steady }, result) {
      if (result.status === 'fulfilled') expect(result.value).toMatchObject({ applied: true });
      if (result.status === 'fulfilled') expect(await declaresDeep(steady)).toBe(false);
      const hasGone = !(await declaresDeep(steady));
      await steady.writer.replaceCatalogue(WHOLE, false);
      expect(await idsInDeep(steady)).toHaveLength(hasGone ? 0 : 2);
      await publish(steady, DEEP, [NEW]);
      expect(await idsInDeep(steady)).toHaveLength(hasGone ? 1 : 3);
    },
  };
}

/** A collection that was empty when an operator looked doesn't go with what was published meanwhile. */
function emptyRemoval(): Trial<CatalogueOutcome> {
  let published: PublicationStatus | undefined;
  return {
    prepare: async () => undefined,
    act: ({ frail }) => frail.writer.replaceCatalogue(WITHOUT_DEEP, false),
    async meanwhile({ steady }) {
      published = await publish(steady, DEEP, [NEW]);
    },
    async check({ steady }, result) {
      const isPublished = published?.successes.length === 1;
      expect(await declaresDeep(steady)).toBe(isPublished);
      expect(await idsInDeep(steady)).toEqual(isPublished ? [NEW.id] : []);
      if (result.status === 'rejected') return;
      if (isPublished) expect(result.value).toEqual({ applied: false, holdingObjects: [DEEP] });
      else expect(result.value).toMatchObject({ applied: true });
    },
  };
}

describeMongo('a collection that goes', () => {
  test.each(FAULTS)('while the server %s goes with its objects, or not at all', async (fault) => {
    expect(await failuresAtEachCommand(fault, removal)).toEqual([]);
  });

  test.each(FAULTS)('while the server %s takes nothing along that was published meanwhile', async (fault) => {
    expect(await failuresAtEachCommand(fault, emptyRemoval)).toEqual([]);
  });
});
