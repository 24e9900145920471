// Measures questions: of Liaison, of the yardsticks that send the very same octets, and of another server.
import type { Bench, Scenario } from '../bench.ts';
import type { Ground } from '../ground.ts';
import { measureLoad, summarise, COUNTED, type Run, type Subject } from '../measure-load.ts';
import type { Measurement } from '../measurement.ts';
import { answerOf, type YardstickKind } from '../yardsticks/yardstick.ts';
import type { ReadScenario } from './reading.ts';

/** Requests of a second for which there are different ones: more than anybody answers on one core. */
const DIFFERENT = 15_000;
/** What share of a round servers are warmed up for, before the first. */
const WARM_UP = 0.5;
const YARDSTICKS: readonly YardstickKind[] = ['express', 'http'];

/** The scenario of a question, and of the same about the feed. */
export function readingScenario(scenario: ReadScenario): Scenario {
  return {
    name: scenario.name,
    async run(bench) {
      const { bulk, feed, other, liaison } = bench;
      const measured = await measure(bench, scenario, liaison, bulk, scenario.title);
      const ofOther = other === undefined ? [] : await measureOther(bench, scenario, other.subject, other.ground);
      const ofFeed = feed === undefined || scenario.ofFeed !== true ? [] : await measure(bench, { ...scenario, name: `${scenario.name}-feed` }, liaison, feed, `${scenario.title}, feed`);
      return [...measured, ...ofOther, ...ofFeed];
    },
  };
}

async function measure(bench: Bench, scenario: ReadScenario, liaison: Subject, ground: Ground, title: string): Promise<Measurement[]> {
  const [request] = scenario.requests(ground, 0, 1);
  const answer = await answerOf(liaison.origin, request?.path ?? '/', liaison.readers[0]);
  const subjects = [liaison, ...YARDSTICKS.map((kind) => yardstickSubject(bench, kind, liaison))];
  for (const kind of YARDSTICKS) await bench.yardsticks[kind].answerWith(answer);
  const runs = await runInTurns(bench, scenario, subjects, ground);
  return subjects.map(({ name }, index) => {
    return { scenario: scenario.name, title, unit: 'requests', subject: name, objects: ground.count, ...summarise(runs[index] ?? [], name !== 'liaison') };
  });
}

async function measureOther(bench: Bench, scenario: ReadScenario, subject: Subject, ground: Ground): Promise<Measurement[]> {
  const [runs = []] = await runInTurns(bench, scenario, [subject], ground);
  const { name, title } = scenario;
  return [{ scenario: name, title, unit: 'requests', subject: subject.name, objects: ground.count, ...summarise(runs) }];
}

// In turns, so that whatever else the machine does weighs on all of them alike.
async function runInTurns(bench: Bench, scenario: ReadScenario, subjects: readonly Subject[], ground: Ground): Promise<Run[][]> {
  const { options, generators, tell } = bench;
  const runs: Run[][] = subjects.map(() => []);
  let asked = 0;
  const run = (subject: Subject, seconds: number): Promise<Run> => {
    const requests = scenario.requests(ground, asked, Math.ceil(DIFFERENT * seconds));
    const { origin, readers: authorizations } = subject;
    const load = { kind: 'repeat', origin, authorizations, connections: options.connections, seconds, requests } as const;
    return measureLoad(generators[0], subject, load, COUNTED.requests);
  };
  // Only what somebody was really asked counts as asked.
  const runAndCount = async (subject: Subject, seconds: number): Promise<Run> => {
    const made = await run(subject, seconds);
    if (subject.name !== 'express' && subject.name !== 'http') asked += made.result.times.length;
    return made;
  };
  for (const subject of subjects) await runAndCount(subject, options.seconds * WARM_UP);
  for (let round = 1; round <= options.rounds; round += 1) {
    for (const [index, subject] of subjects.entries()) {
      tell(`${scenario.title}: ${subject.name}, round ${round} of ${options.rounds}`);
      runs[index]?.push(await runAndCount(subject, options.seconds));
    }
  }
  return runs;
}

/** A yardstick as the same clients ask it. */
export function yardstickSubject({ yardsticks }: Pick<Bench, 'yardsticks'>, kind: YardstickKind, { readers, publishers }: Subject): Subject {
  const { origin, pid } = yardsticks[kind];
  return { name: kind, origin, pid, readers, publishers };
}
