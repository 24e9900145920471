// Before anything is measured: what was just started is compiled while it answers, and takes seconds until it is as quick as it
// stays. A server that has run for a minute is what is measured, and yardsticks that have.
import type { Bench } from './bench.ts';
import { COUNTED, measureLoad } from './measure-load.ts';
import { yardstickSubject } from './scenarios/measure-reading.ts';
import type { YardstickKind } from './yardsticks/yardstick.ts';

const SECONDS = 5;

/** Has all of them answer for a while, one after the other. */
export async function warmUp({ liaison, bulk, yardsticks, generators, options, tell }: Bench): Promise<void> {
  const requests = [{ path: `${bulk.path}?added_after=2100-01-01T00:00:00Z` }];
  const kinds = Object.keys(yardsticks) as YardstickKind[];
  for (const subject of [liaison, ...kinds.map((kind) => yardstickSubject({ yardsticks }, kind, liaison))]) {
    tell(`warming up: ${subject.name}`);
    const load = { kind: 'repeat', origin: subject.origin, authorizations: subject.readers, connections: options.connections, seconds: SECONDS, requests } as const;
    await measureLoad(generators[0], subject, load, COUNTED.requests);
  }
}
