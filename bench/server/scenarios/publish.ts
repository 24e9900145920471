// Publishing: envelopes of one, 200 and 5,000 objects, by one publisher and by sixteen at once, validated under `standard`
// and durable. An envelope counts when its status is complete. Beside it the same work without a server: validation and
// SQLite alone.
import type { Bench, Scenario } from '../bench.ts';
import { objectsPath, ROOT } from '../catalogue.ts';
import type { LoadGenerator } from '../load/generator.ts';
import type { EnvelopePlan, LoadTask } from '../load/task.ts';
import { COUNTED, measureLoad, summarise, type Run, type Subject } from '../measure-load.ts';
import type { Measurement } from '../measurement.ts';
import { startAlone } from '../yardsticks/alone.ts';

/** A way of publishing. */
interface Publishing {
  readonly name: string;
  readonly title: string;
  readonly publishers: number;
  /** Objects of an envelope. */
  readonly objects: number;
  /** Envelopes of a round. */
  readonly count: number;
  /** It takes the bundle that LIAISON_FEED names. */
  readonly ofFeed?: true;
}

const WAYS: readonly Publishing[] = [
  { name: 'publish-1x1', title: 'publish 1 object, 1 publisher', publishers: 1, objects: 1, count: 300 },
  { name: 'publish-1x16', title: 'publish 1 object, 16 publishers', publishers: 16, objects: 1, count: 3_200 },
  { name: 'publish-200x1', title: 'publish 200, 1 publisher', publishers: 1, objects: 200, count: 60 },
  { name: 'publish-200x16', title: 'publish 200, 16 publishers', publishers: 16, objects: 200, count: 192 },
  { name: 'publish-5000x1', title: 'publish 5,000, 1 publisher', publishers: 1, objects: 5_000, count: 4 },
  { name: 'publish-5000x16', title: 'publish 5,000, 16 publishers', publishers: 16, objects: 5_000, count: 16 },
  { name: 'publish-feed-200x16', title: 'publish 200 of the feed, 16 publishers', publishers: 16, objects: 200, count: 96, ofFeed: true },
];
/** Rounds write for good, so that there are fewer of them than of reading. */
const MOST_ROUNDS = 3;
/** No round lasts longer, in seconds. */
const LONGEST = 60;

/** The scenarios. */
export const PUBLISH_SCENARIOS: readonly Scenario[] = WAYS.map((way) => ({ name: way.name, run: (bench) => measure(bench, way) }));

async function measure(bench: Bench, way: Publishing): Promise<Measurement[]> {
  const { options, liaison, other, generators, tell } = bench;
  if (way.ofFeed && options.feed === undefined) return [];
  const alone = startAlone();
  try {
    const inbox = { path: objectsPath('inbox'), statusPath: `/${ROOT}/status/` };
    const candidates: { subject: Subject; generator: LoadGenerator; place: typeof inbox }[] = [
      { subject: liaison, generator: generators[1], place: inbox },
      { subject: { ...liaison, name: 'alone', pid: alone.pid }, generator: alone, place: inbox },
    ];
    if (other !== undefined) candidates.push({ subject: other.subject, generator: generators[1], place: { path: other.ground.path, statusPath: other.statusPath } });
    const runs: Run[][] = candidates.map(() => []);
    for (let round = 1; round <= Math.min(MOST_ROUNDS, options.rounds); round += 1) {
      for (const [index, { subject, generator, place }] of candidates.entries()) {
        tell(`${way.title}: ${subject.name}, round ${round}`);
        runs[index]?.push(await measureLoad(generator, subject, taskOf(way, bench, subject, place, round), COUNTED.objects));
      }
    }
    return candidates.map(({ subject }, index) => {
      return { scenario: way.name, title: way.title, unit: 'objects', subject: subject.name, objects: 0, ...summarise(runs[index] ?? []) };
    });
  } finally {
    alone.close();
  }
}

function taskOf(way: Publishing, { options, firstSeed }: Bench, { origin, publishers: authorizations }: Subject, place: { path: string; statusPath: string }, round: number): LoadTask {
  const { publishers, objects } = way;
  const seed = firstSeed + 1_000 * (WAYS.indexOf(way) + 1) + round;
  const count = Math.max(publishers, Math.round(way.count * options.share));
  const envelopes: EnvelopePlan = { count, objects, seed, ...(way.ofFeed && options.feed !== undefined ? { bundle: options.feed } : {}) };
  return { kind: 'publish', origin, authorizations, ...place, publishers, envelopes, seconds: LONGEST };
}
