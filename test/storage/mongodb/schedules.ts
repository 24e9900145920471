// Random schedules: what several servers do at the same time, when which of them dies or is late, and what their clocks say.
import fc from 'fast-check';
import type { SpecVersion } from '../../../collections/storage/port.ts';
import type { TestObject } from '../objects.ts';
import type { Fault } from './gate.ts';

/** Publishes these versions; `isReceived`: keeps the envelope first. */
export interface PublishStep {
  readonly kind: 'publish';
  readonly objects: readonly TestObject[];
  readonly isReceived: boolean;
}

/** Deletes an object, or its last version. */
export interface RemoveStep {
  readonly kind: 'remove';
  readonly id: string;
  readonly versions: 'all' | 'last';
}

/** One server's part. */
export interface Part {
  readonly steps: readonly (PublishStep | RemoveStep)[];
  /** By how many minutes its clock is wrong, from one look at it to the next. */
  readonly clock: readonly number[];
  /** What happens to it, and before which of its writing commands, counted from 0. */
  readonly fault: { readonly kind: Fault; readonly write: number } | undefined;
}

const IDS = Array.from({ length: 5 }, (_, digit) => `indicator--0000000${digit}-0000-4000-8000-000000000000`);
const VERSIONS = Array.from({ length: 6 }, (_, day) => `2026-01-0${day + 1}T00:00:00.000Z`);
const SPECS: readonly SpecVersion[] = ['2.0', '2.1'];

const object: fc.Arbitrary<TestObject> = fc.record({
  id: fc.constantFrom(...IDS),
  version: fc.constantFrom(...VERSIONS),
  specVersion: fc.constantFrom(...SPECS),
});

const publish: fc.Arbitrary<PublishStep> = fc.record({
  kind: fc.constant('publish'),
  objects: fc.array(object, { minLength: 1, maxLength: 5 }),
  isReceived: fc.boolean(),
});

// Only of some objects: of the others everything can be held to account.
const remove: fc.Arbitrary<RemoveStep> = fc.record({
  kind: fc.constant('remove'),
  id: fc.constantFrom(...IDS.slice(0, 2)),
  versions: fc.constantFrom('all', 'last'),
});

const steps = fc.array(fc.oneof({ arbitrary: publish, weight: 4 }, { arbitrary: remove, weight: 1 }), { minLength: 2, maxLength: 5 });
const clock = fc.array(fc.integer({ min: -10, max: 10 }), { minLength: 1, maxLength: 3 });

/** Some servers to which things happen, and one, the first, to which nothing does. */
export const schedule: fc.Arbitrary<readonly Part[]> = fc
  .tuple(
    fc.record({ steps, clock, fault: fc.constant(undefined) }),
    fc.array(
      fc.record({
        steps,
        clock,
        fault: fc.option(fc.record({ kind: fc.constantFrom<Fault>('dies', 'is late'), write: fc.nat({ max: 14 }) }), {
          nil: undefined,
          freq: 5,
        }),
      }),
      { minLength: 1, maxLength: 2 },
    ),
  )
  .map(([steady, others]) => [steady, ...others]);
