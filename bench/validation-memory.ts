// Whether memory stays what it is while object after object is validated.
import { validateEnvelope } from '../collections/publishing/validate-envelope.ts';
import { envelopeOf, syntheticObjects } from './synthetic.ts';
import { STANDARD } from './validation-speed.ts';

const OBJECTS_PER_ENVELOPE = 1_000;
const OBJECTS_PER_SAMPLE = 100_000;

/** Memory after some objects, in MiB. */
export interface MemorySample {
  readonly objects: number;
  readonly heapUsed: number;
  readonly rss: number;
  /** Seconds since the beginning. */
  readonly seconds: number;
}

/**
 * Validates that many synthetic objects, no two the same, and looks at memory every 100,000 of them, as it is, without
 * collecting garbage first. Ends early when the time is over.
 * @param seconds how long it may take
 */
export function* sampleMemory(objects: number, seconds: number): Generator<MemorySample> {
  const start = performance.now();
  const source = syntheticObjects(2);
  for (let count = 0; count < objects; ) {
    const { total, accepted } = validateEnvelope(envelopeOf(source, OBJECTS_PER_ENVELOPE), STANDARD);
    if (accepted < total) throw new Error(`${total - accepted} of ${total} synthetic objects are refused.`);
    count += total;
    const elapsed = (performance.now() - start) / 1000;
    const isOver = elapsed > seconds;
    if (count % OBJECTS_PER_SAMPLE === 0 || isOver) yield sampleAt(count, elapsed);
    if (isOver) return;
  }
}

function sampleAt(objects: number, seconds: number): MemorySample {
  const { heapUsed, rss } = process.memoryUsage();
  return { objects, heapUsed: heapUsed / 2 ** 20, rss: rss / 2 ** 20, seconds };
}
