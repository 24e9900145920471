// The contract for release, property-based: whoever publishes, deletes and asks, with whatever sights, a store answers as
// `shownVersions` says over everything that it holds, page by page.
import fc from 'fast-check';
import type { Sight } from '../../collections/markings/sight.ts';
import type { Store } from '../../collections/storage/port.ts';
import { AGENCIES, INSTANTS, MAPPED, question, step, type Question } from './arbitrary-release.ts';
import type { StorePlace } from './contract.ts';
import type { TestObject } from './objects.ts';
import { Comparison } from './release-comparison.ts';

/** How much is tried; on an engine that looks at everything each time it can't be much. */
export interface Effort {
  readonly runs: number;
  /** How many objects there are at a time, where there are many; a multiple of 6. */
  readonly many: number;
  /** Of the questions about them one in so many is asked. */
  readonly oneQuestionIn: number;
}

/** Runs the properties against an adapter. */
export function releaseContract(adapter: string, makePlace: () => Promise<StorePlace>, { runs, many, oneQuestionIn }: Effort): void {
  describe(`${adapter} keeps the contract for release`, () => {
    let place: StorePlace;
    let store: Store;
    beforeAll(async () => {
      place = await makePlace();
      store = await place.open();
    });
    afterAll(async () => {
      await store.close();
      await place.dispose();
    });

    test('P5 every answer is the one of the model, whoever publishes, deletes and asks', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(step, { minLength: 1, maxLength: 8 }),
          fc.boolean(),
          fc.array(question, { minLength: 1, maxLength: 8 }),
          async (steps, isFedAtOnce, questions) => {
            const compared = await Comparison.on(store);
            for (const taken of steps) {
              await compared.take(taken);
              if (isFedAtOnce) await compared.feed();
              await compared.lookAround();
            }
            await compared.feed();
            for (const asked of questions) await compared.ask(asked);
            await compared.follow();
          },
        ),
        { numRuns: runs, endOnFailure: process.env['CI'] !== undefined },
      );
    });

    test('P5 one in many: pages are full, however little of a collection is there for the viewer', async () => {
      const compared = await Comparison.on(store);
      await publishMany(compared, many);
      await compared.feed();
      const questions = manyQuestions(many / 3).filter((_, index) => index % oneQuestionIn === 0);
      for (const asked of questions) await compared.ask(asked);
    });
  });
}

/** So many labels and versions that whatever is done in batches is done in several. */
async function publishMany(compared: Comparison, many: number): Promise<void> {
  for (let round = 0; round < 6; round += 1) {
    const agency = AGENCIES[round % 3] ?? 'p';
    const objects = Array.from({ length: many }, (_, index): TestObject => {
      const isRare = index % (many / 6) === round;
      const markings = [`marking-definition--${index % 130}`];
      return {
        id: `indicator--${round < 3 ? index : index + many * round}`,
        version: INSTANTS[Math.floor(round / 3)] ?? '',
        label: isRare ? { level: 1, markings: [] } : { level: 3, markings },
      };
    });
    const publisher = { agency, clearance: 0, defaultLevel: 1, closed: [] } as const;
    await compared.take({ kind: 'publish', place: round % 2 === 0 ? 'one' : 'two', sight: publisher, newVersions: 'creator', objects });
  }
}

function manyQuestions(limit: number): Question[] {
  const last = { first: false, last: true, values: [] };
  const rest = { specVersions: undefined, ids: undefined, types: undefined, from: undefined, limit, maximumBytes: 1e6 };
  const sights = ([undefined, 1, 3] as const).flatMap((clearance) =>
    ['p', 'outsider'].map((agency): Sight => ({ agency, clearance, defaultLevel: 1, closed: ['marking-definition--7', MAPPED] })),
  );
  return sights.flatMap((seen) =>
    (['one', 'two', 'both'] as const).flatMap((place) =>
      ([last, 'all'] as const).map((versions): Question => {
        const part = { inPart: seen, through: { ...seen, ceiling: 3 as const } };
        return { ...rest, versions, looking: { place, sight: seen, parts: [part, part] } };
      }),
    ),
  );
}
