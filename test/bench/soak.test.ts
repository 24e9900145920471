// The judgement of a soak can fail: each thing that may go wrong is noticed.
import { jumpsOf, shiftAt } from '../../bench/soak/clock.ts';
import { planOf } from '../../bench/soak/events.ts';
import { startLedger, type Ledger } from '../../bench/soak/ledger.ts';
import { judgeMemory } from '../../bench/soak/memory.ts';
import { digestOf, idOf, isRed, numberedObjects, numberOf } from '../../bench/soak/objects.ts';
import { isPassed, type SoakReport } from '../../bench/soak/report.ts';

/** A ledger with ten objects, all acknowledged and got once by one poller of each sight; number 3 is red. */
function kept(): { ledger: Ledger; inTheEnd: { red: Set<number>; green: Set<number> }; red: ReturnType<Ledger['poller']>; green: ReturnType<Ledger['poller']> } {
  const ledger = startLedger();
  const [red, green] = [ledger.poller('red', 'red'), ledger.poller('green', 'green')];
  const inTheEnd = { red: new Set<number>(), green: new Set<number>() };
  for (let count = 0; count < 10; count += 1) {
    const number = ledger.send((taken) => 100 + taken);
    ledger.acknowledge(number);
    red.receive(number, 100 + number);
    inTheEnd.red.add(number);
    if (isRed(number)) continue;
    green.receive(number, 100 + number);
    inTheEnd.green.add(number);
  }
  return { ledger, inTheEnd, red, green };
}

const RIGHT = { acknowledged: 10, deleted: 0, lost: 0, undead: 0, wrong: 0, leaked: 0 };
const polled = (received: number, missed: number, twice: number) => expect.objectContaining({ received, missed, twice });

test('nothing is wrong where nothing went wrong', () => {
  const { ledger, inTheEnd } = kept();
  expect(ledger.judge(inTheEnd)).toEqual({ ...RIGHT, pollers: [polled(10, 0, 0), polled(9, 0, 0)] });
});

test.each<[what: string, happen: (world: ReturnType<typeof kept>) => void, expected: object]>([
  ['P2 an acknowledged object that is gone', ({ inTheEnd }) => inTheEnd.red.delete(5), { lost: 1 }],
  [
    'a deleted object that is back',
    ({ ledger }) => {
      ledger.deleting(5);
      ledger.delete(5);
    },
    { deleted: 1, undead: 1 },
  ],
  ['P3 an object with other content', ({ red }) => red.receive(5, 1), { wrong: 1 }],
  ['an object that nobody sent', ({ red }) => red.receive(10, 110), { wrong: 1 }],
  ['an id that is none of ours', ({ red }) => red.receive(Number.NaN, 110), { wrong: 1 }],
  ['P5 a red object that a green poller gets', ({ green }) => green.receive(3, 103), { leaked: 1, pollers: [polled(10, 0, 0), polled(10, 0, 0)] }],
  ['P5 a red object that a green walk finds', ({ inTheEnd }) => inTheEnd.green.add(3), { leaked: 1, pollers: [polled(10, 0, 0), polled(9, 1, 0)] }],
  ['P1 an object that comes twice', ({ green }) => green.receive(5, 105), { pollers: [polled(10, 0, 0), polled(9, 0, 1)] }],
  [
    'P1 an object that a poller never gets',
    ({ ledger, inTheEnd }) => {
      const number = ledger.send((taken) => 100 + taken);
      inTheEnd.red.add(number);
      inTheEnd.green.add(number);
    },
    { pollers: [polled(10, 1, 0), polled(9, 1, 0)] },
  ],
])('%s is noticed', (_, happen, expected) => {
  const world = kept();
  happen(world);
  expect(world.ledger.judge(world.inTheEnd)).toEqual({ ...RIGHT, pollers: [polled(10, 0, 0), polled(9, 0, 0)], ...expected });
});

test('an object that is being deleted may be there or not', () => {
  const { ledger, inTheEnd } = kept();
  ledger.deleting(5);
  inTheEnd.red.delete(5);
  inTheEnd.green.delete(5);
  expect(ledger.judge(inTheEnd)).toEqual({ ...RIGHT, pollers: [polled(10, 0, 0), polled(9, 0, 0)] });
  expect([ledger.isThere(4), ledger.isThere(5)]).toEqual([true, false]);
});

test('a ledger keeps many objects', () => {
  const ledger = startLedger();
  for (let count = 0; count < 5_000; count += 1) ledger.send((number) => number * 7);
  expect([ledger.sent, ledger.isRight(4_999, 34_993), ledger.isRight(4_999, 1)]).toEqual([5_000, true, false]);
});

test('objects have their number in their id, and content of their own', () => {
  const make = numberedObjects(1);
  const objects = [0, 1, 3, 4_000_000_000].map((number) => make(number));
  expect(objects.map(({ id }) => numberOf(String(id)))).toEqual([0, 1, 3, 4_000_000_000]);
  expect(new Set(objects.map(digestOf)).size).toBe(4);
  expect(digestOf(JSON.parse(JSON.stringify(objects[0])))).toBe(digestOf(objects[0] as never));
  expect(numberOf('indicator--0c7b5b88-8ff7-4a4d-aa9d-feb398cd0061')).toBeNaN();
  expect(numberOf(idOf(77, 'report'))).toBe(77);
});

test('a clock is right until its first jump, and then as wrong as the last one says', () => {
  const jumps = jumpsOf(JSON.stringify([{ at: 100, shift: 5 }, { at: 200, shift: -7 }]));
  expect([50, 100, 199, 200, 1_000].map((instant) => shiftAt(jumps, instant))).toEqual([0, 5, 5, -7, -7]);
  expect(shiftAt(jumpsOf(undefined), 1)).toBe(0);
});

test('the plan has everything, in order of time, and restarts nothing in its second half', () => {
  const plan = planOf(600_000, true);
  expect(plan.map(({ at }) => at)).toEqual(plan.map(({ at }) => at).toSorted((one, other) => one - other));
  expect(new Set(plan.map(({ kind }) => kind)).size).toBe(6);
  const late = plan.filter(({ at }) => at > 300_000).map(({ kind }) => kind);
  expect(new Set(late)).toEqual(new Set(['certificate', 'credential']));
  expect(planOf(600_000, false).some(({ kind }) => kind === 'certificate')).toBe(false);
});

test.each([
  ['stays', [200, 210, 190, 200, 205, 195], true],
  ['grows', [200, 250, 300, 350, 400, 450], false],
  ['falls', [400, 390, 300, 250, 200, 200], true],
])('memory that %s is flat or not', (_, mebibytes, expected) => {
  const samples = mebibytes.map((held, index) => ({ at: index * 30_000, memory: held * 1024 * 1024 }));
  const verdict = judgeMemory(samples);
  expect([verdict.isFlat, verdict.minutes.length]).toEqual([expected, 3]);
});

describe('a report', () => {
  const { ledger, inTheEnd } = kept();
  const passed: SoakReport = {
    machine: { processor: 'some', cores: 2, node: 'v26' },
    minutes: 10,
    isHttps: true,
    capacity: { objects: 1, requests: 1 },
    load: { objects: 1, requests: 1 },
    times: { p50: 1, p95: 1, p99: 1 },
    requests: { answered: 1, refused: 0, cut: 0 },
    events: [],
    verdict: ledger.judge(inTheEnd),
    faults: [],
    errors: [],
    memory: { early: 1, late: 1, most: 1, minutes: [1], isFlat: true },
    diskFull: { refused: 1, verdict: ledger.judge(inTheEnd), faults: [], errors: [] },
  };

  test('is passed when all was kept, with a full disk or, told, without', () => {
    expect(isPassed(passed)).toBe(true);
    expect(isPassed({ ...passed, diskFull: { skipped: 'not root' } })).toBe(true);
  });

  test.each<[string, Partial<SoakReport>]>([
    ['something was lost', { verdict: { ...passed.verdict, lost: 1 } }],
    ['somebody missed something', { verdict: { ...passed.verdict, pollers: [{ name: 'one', received: 1, missed: 1, twice: 0 }] } }],
    ['something came twice', { verdict: { ...passed.verdict, pollers: [{ name: 'one', received: 1, missed: 0, twice: 1 }] } }],
    ['an answer was wrong', { faults: [{ kind: 'GET answered 500', count: 1, example: '' }] }],
    ['the log has an error', { errors: ['{}'] }],
    ['memory grew', { memory: { ...passed.memory, isFlat: false } }],
    ['something was lost on a full disk', { diskFull: { refused: 1, verdict: { ...passed.verdict, lost: 1 }, faults: [], errors: [] } }],
  ])('is not passed when %s', (_, change) => {
    expect(isPassed({ ...passed, ...change })).toBe(false);
  });
});
