// Disclosures and denials are gathered, told as one where they are the same, and kept while the store is away.
import type { AuditEvent } from '../../collections/audit/event.ts';
import { runsOf } from '../../collections/audit/dates.ts';
import { createRecorder } from '../../collections/audit/recorder.ts';
import { StoreUnavailable } from '../../collections/storage/unavailable.ts';

const WHO = { agency: 'interpol', account: 'siem', collection: 'one', of: 'objects' } as const;
const DENIED = { account: 'siem', address: '192.0.2.1', reason: 'credentials' } as const;
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

let written: AuditEvent[];
let failure: Error | undefined;
const writer = {
  async record(events: readonly AuditEvent[]): Promise<void> {
    if (failure !== undefined) throw failure;
    written.push(...events);
  },
};
beforeEach(() => {
  [written, failure] = [[], undefined];
});

const later = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

test('requests of the same account for the same collection are one disclosure of all their versions', async () => {
  const recorder = createRecorder(writer, log);
  recorder.disclosed(WHO, runsOf([7, 8, 9]));
  const again = runsOf([9, 10, 20]);
  recorder.disclosed(WHO, again);
  recorder.disclosed(WHO, again);
  recorder.disclosed({ ...WHO, of: 'records' }, runsOf([7]));
  recorder.disclosed(WHO, []);
  await recorder.close();
  expect(written).toMatchObject([
    { kind: 'disclosure', of: 'objects', requests: 3, versions: 5, dates: '7 4 9 1' },
    { kind: 'disclosure', of: 'records', requests: 1, versions: 1, dates: '7 1' },
  ]);
});

test('however many versions are given a few at a time, each is told once', async () => {
  const recorder = createRecorder(writer, log);
  for (let round = 0; round < 3; round += 1) {
    for (let date = 1; date <= 20_000; date += 2) recorder.disclosed(WHO, runsOf([date]));
  }
  await recorder.close();
  expect(written).toMatchObject([{ requests: 30_000, versions: 10_000 }]);
});

test('the same denials are one, with their number', async () => {
  const recorder = createRecorder(writer, log);
  for (const _ of [1, 2, 3]) recorder.denied(DENIED);
  recorder.denied({ ...DENIED, address: '192.0.2.2' });
  await recorder.close();
  expect(written).toMatchObject([{ kind: 'denial', requests: 3 }, { kind: 'denial', requests: 1, address: '192.0.2.2' }]);
});

test('nothing is lost while the store is away', async () => {
  const recorder = createRecorder(writer, log, 5);
  failure = new StoreUnavailable('away');
  recorder.disclosed(WHO, runsOf([1]));
  await later(30);
  recorder.disclosed(WHO, runsOf([2]));
  await later(30);
  failure = undefined;
  await later(30);
  await recorder.close();
  expect(written).toMatchObject([{ dates: '1 1' }, { dates: '2 1' }]);
});

test('what no longer fits is counted, so that the log says that it has a gap', async () => {
  const recorder = createRecorder(writer, log);
  for (let number = 0; number < 20_010; number += 1) recorder.denied({ ...DENIED, address: String(number) });
  await recorder.close();
  expect(written).toHaveLength(20_001);
  expect(written.at(-1)).toMatchObject({ kind: 'loss', events: 10 });
});
