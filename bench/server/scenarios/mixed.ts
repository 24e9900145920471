// Life: two hundred pollers at a steady pace, who don't care for each other or for the sixteen publishers beside them.
// What pollers wait is measured while nobody publishes, while publishers are steady, and while they push all they can, there and at another
// exchange on the same machine: the last tells what the processors have to do with it.
import { formatTimestamp, now } from '../../../schemas/timestamp.ts';
import type { Bench, Scenario } from '../bench.ts';
import { objectsPath, ROOT } from '../catalogue.ts';
import type { LoadTask } from '../load/task.ts';
import { COUNTED, prepareLoad, summarise, type Run, type Subject } from '../measure-load.ts';
import type { Measurement } from '../measurement.ts';
import { serveElsewhere } from './elsewhere.ts';

const POLLERS = 200;
const PUBLISHERS = 16;
/** Milliseconds between two polls of a poller. */
const POLL_EVERY = 1_000;
/** An envelope of 20 objects each second, from each publisher. */
const STEADY = { objects: 20, interval: 1_000 };
const PUSHING = { objects: 200 };
/** Objects of a second for which there are envelopes when publishers push. */
const MOST_OBJECTS = 40_000;
/** A phase lasts this many times as long as another load, as pollers come only once a second. */
const LONGER = 3;
const MOST_ROUNDS = 3;

interface Publishing {
  readonly objects: number;
  readonly interval?: number;
}

const PHASES = [
  { name: 'mixed-quiet', title: '200 pollers, nobody publishes' },
  { name: 'mixed-steady', title: '200 pollers, 16 steady publishers', publishing: STEADY },
  { name: 'mixed-pushing', title: '200 pollers, 16 publishers push', publishing: PUSHING },
  { name: 'mixed-elsewhere', title: '200 pollers, 16 push elsewhere', publishing: PUSHING, isElsewhere: true },
] as const;

/** The scenario. */
export const mixed: Scenario = {
  name: 'mixed',
  async run(bench) {
    const { options, liaison, generators, tell } = bench;
    const seconds = options.seconds * LONGER;
    const polls: Run[][] = PHASES.map(() => []);
    const publications: Run[][] = PHASES.map(() => []);
    const elsewhere = await serveElsewhere(options.serve);
    try {
      for (let round = 1; round <= Math.min(MOST_ROUNDS, options.rounds); round += 1) {
        for (const [index, phase] of PHASES.entries()) {
          tell(`${phase.title}, round ${round}`);
          const place = 'isElsewhere' in phase ? elsewhere : liaison;
          const publish = 'publishing' in phase ? await prepareLoad(generators[1], place, publishTask(bench, place, phase.publishing, seconds, round), COUNTED.objects) : undefined;
          const poll = await prepareLoad(generators[0], liaison, pollTask(bench, seconds), COUNTED.requests);
          const [polled, published] = await Promise.all([poll(), publish?.()]);
          polls[index]?.push(polled);
          if (published !== undefined) publications[index]?.push(published);
        }
      }
    } finally {
      await elsewhere.stop();
    }
    return PHASES.flatMap((phase, index): Measurement[] => {
      const runs = publications[index] ?? [];
      const common = { subject: 'liaison', objects: 0 } as const;
      const polling = { ...common, scenario: phase.name, title: phase.title, unit: 'requests', ...withoutCpu(summarise(polls[index] ?? []), runs.length > 0) } as const;
      if (runs.length === 0) return [polling];
      const title = `  and what they publish`;
      return [polling, { ...common, scenario: `${phase.name}-publishing`, title, unit: 'objects', ...withoutCpu(summarise(runs), true) }];
    });
  },
};

// The server's time can't be told apart by who it was spent for.
function withoutCpu({ figures: { cpu, ...figures }, ...rest }: ReturnType<typeof summarise>, isShared: boolean): ReturnType<typeof summarise> {
  return { ...rest, figures: isShared || cpu === undefined ? figures : { ...figures, cpu } };
}

function pollTask({ liaison }: Bench, seconds: number): LoadTask {
  const { origin, readers: authorizations } = liaison;
  const path = `${objectsPath('inbox')}?limit=100`;
  return { kind: 'poll', origin, authorizations, path, addedAfter: formatTimestamp(now()), pollers: POLLERS, interval: POLL_EVERY, seconds };
}

function publishTask({ firstSeed }: Bench, { origin, publishers: authorizations }: Subject, { objects, interval }: Publishing, seconds: number, round: number): LoadTask {
  const rate = interval === undefined ? MOST_OBJECTS : (PUBLISHERS * objects * 1_000) / interval;
  const envelopes = { count: Math.ceil((rate * seconds) / objects), objects, seed: firstSeed + 90_000 + 10 * round + (interval === undefined ? 1 : 0) };
  const place = { path: objectsPath('inbox'), statusPath: `/${ROOT}/status/` };
  return { kind: 'publish', origin, authorizations, ...place, publishers: PUBLISHERS, envelopes, seconds, ...(interval === undefined ? {} : { interval }) };
}
