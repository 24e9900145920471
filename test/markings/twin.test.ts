// P5: nothing that an agency asks, publishes or deletes tells it of what it may not see. An exchange with secrets answers
// it as one that never held them, dates aside.
import * as fc from 'fast-check';
import type { StixObject } from '../protocol/stix-objects.ts';
import { PureExchange } from './pure-exchange.ts';
import {
  BOTH,
  DESK,
  OPEN,
  worldCatalogue,
  worldIds,
  worldObjects,
  worldQueries,
  worldSelections,
} from './world.ts';

const collection = fc.constantFrom(DESK, OPEN);
const objects = fc.array(worldObjects, { minLength: 1, maxLength: 4 });

/** What others do out of the agency's sight, or within it. */
const byOthers = fc.record({ kind: fc.constant('others' as const), agency: fc.constantFrom('desk', 'high'), collection, objects });

/** What the agency does, and learns from the answer. */
const byItself = fc.oneof(
  fc.record({ kind: fc.constant('publish' as const), collection, objects }),
  fc.record({ kind: fc.constant('remove' as const), collection, id: worldIds, versions: worldSelections }),
  fc.record({ kind: fc.constant('ask' as const), collection: fc.constantFrom(DESK, OPEN, BOTH), query: worldQueries }),
);

const steps = fc.array(fc.oneof(byOthers, { arbitrary: byItself, weight: 2 }), { minLength: 1, maxLength: 14 });
const catalogues = fc
  .record({
    unknown_markings: fc.constantFrom('red', 'refuse'),
    default_marking: fc.constantFrom('green', 'amber', 'red'),
    new_versions: fc.constantFrom('creator', 'anyone'),
  })
  .map((rules) => worldCatalogue(rules, rules));

type Step = typeof steps extends fc.Arbitrary<(infer Each)[]> ? Each : never;
type OthersStep = Extract<Step, { kind: 'others' }>;

test.each(['low', 'writer'])('P5 %s is answered as by an exchange that never held what is above it', (agency) => {
  fc.assert(
    fc.property(catalogues, steps, (catalogue, taken) => {
      const { answers, visible } = history(new PureExchange(catalogue), agency, taken);
      const twin = new PureExchange(catalogue);
      for (const [index, step] of taken.entries()) {
        if (step.kind === 'others') publishVisible(twin, step, visible[index] ?? []);
        else expect(answer(twin, agency, step)).toEqual(answers[index]);
      }
    }),
    { numRuns: 1500 },
  );
});

/** What the agency is answered at each step, and which objects of each step of others get where it may see them. */
function history(exchange: PureExchange, agency: string, taken: readonly Step[]) {
  const added: { readonly date: number; readonly index: number; readonly object: StixObject }[] = [];
  const allowed = new Set<number>();
  const answers = taken.map((step, index) => {
    const told = step.kind === 'others' ? publishAsOther(exchange, step) : answer(exchange, agency, step);
    if (step.kind === 'others') added.push(...(told as { date: number; object: StixObject }[]).map((one) => ({ ...one, index })));
    for (const date of exchange.allowed(agency)) allowed.add(date);
    return told;
  });
  const visible = taken.map((_, index) => added.filter((one) => one.index === index && allowed.has(one.date)).map(({ object }) => object));
  return { answers, visible };
}

function publishAsOther(exchange: PureExchange, { agency, collection: place, objects: sent }: OthersStep) {
  let date = exchange.lastDate;
  return exchange
    .publish(agency, place, sent)
    .flatMap((outcome, position) => (outcome === 'added' ? [{ date: (date += 1), object: sent[position] }] : []));
}

// Without its secrets another agency may be refused what it was not refused with them; such a history has no twin.
function publishVisible(twin: PureExchange, step: OthersStep, visible: readonly StixObject[]): void {
  const outcomes = twin.publish(step.agency, step.collection, visible);
  fc.pre(outcomes.every((outcome) => outcome === 'added'));
}

function answer(exchange: PureExchange, agency: string, step: Exclude<Step, OthersStep>): unknown {
  switch (step.kind) {
    case 'publish':
      return exchange.publish(agency, step.collection, step.objects);
    case 'remove':
      return exchange.remove(agency, step.collection, step.id, step.versions);
    case 'ask':
      return exchange.answer(agency, step.collection, step.query).map(({ object }) => object);
  }
}
