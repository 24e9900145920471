// Disclosures and denials are gathered, told as one where they are the same, and kept while the store is away.
import type { AuditEvent } from '../../collections/audit/event.ts';
import { runsOf } from '../../collections/audit/dates.ts';
import { createRecorder } from '../../collections/audit/recorder.ts';
import { tellStrangers } from '../../collections/audit/strangers.ts';
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

const runsAt = (...dates: number[]) => runsOf(dates.map((dateAdded) => ({ dateAdded })));
const later = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

test('requests of the same account for the same collection are one disclosure of all their versions', async () => {
  const recorder = createRecorder(writer, log);
  recorder.disclosed(WHO, runsAt(7, 8, 9));
  const again = runsAt(9, 10, 20);
  recorder.disclosed(WHO, again);
  recorder.disclosed(WHO, again);
  recorder.disclosed({ ...WHO, of: 'records' }, runsAt(7));
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
    for (let date = 1; date <= 20_000; date += 2) recorder.disclosed(WHO, runsAt(date));
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

test('what strangers make up is told together beyond a few, with the number of requests', async () => {
  const recorder = createRecorder(writer, log);
  for (let name = 0; name < 1_000; name += 1) recorder.denied({ reason: 'attempts', address: '192.0.2.1', account: `made up ${name}` });
  for (let host = 0; host < 1_000; host += 1) recorder.denied({ reason: 'attempts', address: `2001:db8::${host.toString(16)}:0:0:0:1`, account: 'siem' });
  recorder.denied({ agency: 'interpol', account: 'siem', address: '192.0.2.1', reason: 'right', wanted: 'write' });
  await recorder.close();
  expect(written).toHaveLength(200 + 3);
  expect(written.slice(20, 22)).toMatchObject([
    { reason: 'attempts', address: '192.0.2.1', requests: 980 },
    { reason: 'attempts', address: '2001:db8::0:0:0:0:1', account: 'siem', requests: 1 },
  ]);
  expect(written[20]).not.toHaveProperty('account');
  expect(written.at(-2)).toEqual({ kind: 'denial', at: expect.any(Number), reason: 'attempts', requests: 820 });
  expect(written.at(-1)).toMatchObject({ agency: 'interpol', reason: 'right' });
});

test('a minute later strangers are told one by one again; hosts of one IPv6 network are one', () => {
  let minutes = 0;
  const asTold = tellStrangers(() => minutes * 60_000);
  const denial = (number: number) => ({ reason: 'credentials', address: `2001:db8:0:1::${number.toString(16)}`, account: `${number}` }) as const;
  for (let number = 0; number < 20; number += 1) expect(asTold(denial(number))).toEqual(denial(number));
  expect(asTold(denial(20))).toEqual({ reason: 'credentials', address: '2001:db8:0:1::/64' });
  minutes = 1.1;
  expect(asTold(denial(20))).toEqual(denial(20));
});

test('nothing is lost while the store is away', async () => {
  const recorder = createRecorder(writer, log, 5);
  failure = new StoreUnavailable('away');
  recorder.disclosed(WHO, runsAt(1));
  await later(30);
  recorder.disclosed(WHO, runsAt(2));
  await later(30);
  failure = undefined;
  await later(30);
  await recorder.close();
  expect(written).toMatchObject([{ dates: '1 1' }, { dates: '2 1' }]);
});

test('what no longer fits is counted, so that the log says that it has a gap', async () => {
  const recorder = createRecorder(writer, log);
  for (let number = 0; number < 20_010; number += 1) recorder.denied({ ...DENIED, agency: 'interpol', address: String(number) });
  await recorder.close();
  expect(written).toHaveLength(20_001);
  expect(written.at(-1)).toMatchObject({ kind: 'loss', events: 10 });
});
