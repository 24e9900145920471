// A full walk: one tool reads a collection from its beginning, page by page.
import type { Bench, Scenario } from '../bench.ts';
import type { Ground } from '../ground.ts';
import type { LoadResult } from '../load/task.ts';
import { measureLoad, summarise, type Counted, type Run, type Subject } from '../measure-load.ts';
import type { Measurement } from '../measurement.ts';
import { answerOf } from '../yardsticks/yardstick.ts';
import { yardstickSubject } from './measure-reading.ts';

const LIMIT = 1_000;
/** A walk ends after so many pages: half a million objects. */
const MOST_PAGES = 500;

/** The scenario. */
export const walk: Scenario = {
  name: 'walk',
  async run(bench) {
    const { bulk, other, liaison } = bench;
    const answer = await answerOf(liaison.origin, firstPage(bulk), liaison.readers[0]);
    // Page after page the same: the yardsticks' walk ends where Liaison's does.
    const withNext = { ...answer, body: Buffer.from(Buffer.from(answer.body).toString().replace(/^\{"more":false,/, '{"more":true,"next":"1",')) };
    const subjects = [liaison, yardstickSubject(bench, 'express', liaison), yardstickSubject(bench, 'http', liaison)];
    for (const kind of ['express', 'http'] as const) await bench.yardsticks[kind].answerWith(withNext);
    const measured = await measure(bench, subjects, bulk);
    return other === undefined ? measured : [...measured, ...(await measure(bench, [other.subject], other.ground))];
  },
};

async function measure(bench: Bench, subjects: readonly Subject[], ground: Ground): Promise<Measurement[]> {
  const pages = Math.min(MOST_PAGES, Math.ceil(ground.count / LIMIT));
  // A page less than is there may be the last.
  const counted: Counted = ({ times }: LoadResult) => (times.length >= pages ? Math.min(ground.count, pages * LIMIT) : times.length * LIMIT);
  const runs: Run[][] = subjects.map(() => []);
  for (let round = 1; round <= bench.options.rounds; round += 1) {
    for (const [index, subject] of subjects.entries()) {
      bench.tell(`full walk: ${subject.name}, round ${round} of ${bench.options.rounds}`);
      const { origin, readers: authorizations } = subject;
      const load = { kind: 'walk', origin, authorizations, path: firstPage(ground), mostPages: pages } as const;
      runs[index]?.push(await measureLoad(bench.generators[0], subject, load, counted));
    }
  }
  return subjects.map(({ name }, index) => {
    const title = `full walk, pages of ${LIMIT.toLocaleString('en')}`;
    return { scenario: 'walk', title, unit: 'objects', subject: name, objects: ground.count, ...summarise(runs[index] ?? []) };
  });
}

function firstPage({ path }: Ground): string {
  return `${path}?limit=${LIMIT}`;
}
