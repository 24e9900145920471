// What the worst inputs cost, and whether the cost grows faster than they do.
import { validateEnvelope } from '../collections/publishing/validate-envelope.ts';
import { timeOf } from './measure.ts';
import { STANDARD } from './validation-speed.ts';
import { WORST_OBJECTS, type WorstInput } from './worst-inputs.ts';
import { WORST_PATTERNS } from './worst-patterns.ts';
import { WORST_VALUES } from './worst-values.ts';

/** Sizes are doubled this often up to the largest. */
const DOUBLINGS = 5;

/** Times below this, in milliseconds, say nothing about how they grow. */
const LEAST_TIME = 4;

/** An input that takes longer than this, in milliseconds, isn't doubled again. */
const MOST_TIME = 5_000;

/** More than this much time for twice the size is more than linear, noise allowed for. */
export const SUSPICIOUS_GROWTH = 2.6;

/** What the largest of an input's sizes costs. */
export interface WorstCost {
  readonly name: string;
  readonly kibibytes: number;
  readonly milliseconds: number;
  /** What a doubling multiplies the time by, the geometric mean; undefined when all times are too short to tell. */
  readonly growth: number | undefined;
  /** The code of the first finding, to show what the time was spent on. */
  readonly code: string;
}

/** Every input's cost, the dearest for its length first. */
export function measureWorst(): WorstCost[] {
  const costs = [...WORST_OBJECTS, ...WORST_VALUES, ...WORST_PATTERNS].map(costOf);
  return costs.toSorted((a, b) => b.milliseconds / b.kibibytes - a.milliseconds / a.kibibytes);
}

function costOf({ name, most, make }: WorstInput): WorstCost {
  const times: number[] = [];
  let cost: WorstCost = { name, kibibytes: 0, milliseconds: 0, growth: undefined, code: '' };
  for (let doubling = 0; doubling <= DOUBLINGS && cost.milliseconds < MOST_TIME; doubling += 1) {
    const body = envelopeOf(make(Math.ceil(most / 2 ** (DOUBLINGS - doubling))));
    const milliseconds = shortestTime(body);
    if (milliseconds >= LEAST_TIME) times.push(milliseconds);
    cost = { name, kibibytes: body.length / 1024, milliseconds, growth: growthOf(times), code: firstCode(body) };
  }
  return cost;
}

// One step alone can fall over the edge of a cache, or into a collection of garbage.
function growthOf(times: readonly number[]): number | undefined {
  const [first, ...others] = times;
  const last = others.at(-1);
  return first === undefined || last === undefined ? undefined : (last / first) ** (1 / others.length);
}

// Of repeated runs the shortest has the least of what else the machine did meanwhile.
function shortestTime(body: Uint8Array): number {
  let shortest = timeOf(() => validateEnvelope(body, STANDARD));
  for (let time = 0; time < 4 && shortest < 500; time += 1) {
    shortest = Math.min(shortest, timeOf(() => validateEnvelope(body, STANDARD)));
  }
  return shortest;
}

function firstCode(body: Uint8Array): string {
  return validateEnvelope(body, STANDARD).objects[0]?.findings[0]?.code ?? 'none';
}

function envelopeOf(elements: ReturnType<WorstInput['make']>): Buffer {
  const texts = elements.map((element) => (typeof element === 'string' ? element : JSON.stringify(element)));
  return Buffer.from(`{"objects":[${texts.join(',')}]}`);
}
