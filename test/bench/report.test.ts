// The report of a run, and two of them side by side.
import { compareReports, describeComparison, differencesOf, readReport, verdictOn } from '../../bench/server/comparison.ts';
import type { Figures, Measurement, SubjectName } from '../../bench/server/measurement.ts';
import { describeGrowth, describeReport, table, type BenchReport, type MeasuredStore } from '../../bench/server/report.ts';

function measurement(subject: SubjectName, figures: Partial<Figures>, scenario = 'poll-nothing'): Measurement {
  const all = { rate: 1_000, p50: 1, p95: 2, p99: 3, bytes: 2_048, ...figures };
  return { scenario, title: `title of ${scenario}`, unit: 'requests', subject, objects: 10_000, figures: all, spread: 1.1, remarks: [] };
}

function store(objects: number, ...measurements: readonly Measurement[]): MeasuredStore {
  return { objects, startTime: 700, disk: 3 * 1024 ** 2, json: 2 * 1024 ** 2, measurements };
}

function reportOf(...stores: readonly MeasuredStore[]): BenchReport {
  return { machine: { processor: 'Some processor', cores: 2, node: 'v26' }, rounds: 5, seconds: 2, connections: 16, serve: [], stores };
}

test('a line has ratios to the yardsticks of its own scenario', () => {
  const text = describeReport(
    reportOf(
      store(
        10_000,
        measurement('liaison', { rate: 6_000, cpu: 100 }),
        measurement('express', { rate: 12_000, cpu: 50 }),
        measurement('http', { rate: 60_000, cpu: 10 }),
        measurement('liaison', { rate: 500, cpu: 30 }, 'publish'),
        measurement('alone', { rate: 1_000, cpu: 20 }, 'publish'),
      ),
    ),
  );
  const lines = text.split('\n');
  expect(lines.find((line) => line.startsWith('title of poll-nothing'))).toMatch(/ 6,000 .* 2\.0 .* 0\.50 +0\.10 +2\.00$/);
  expect(lines.find((line) => line.startsWith('title of publish'))).toMatch(/ 500 .* 0\.50 +1\.50$/);
  expect(text).toMatch(/10,000 objects, 2 MiB of JSON; on disk 3 MiB, 1\.50 times that; ready after 700 ms/);
  expect(text).toMatch(/Some processor, 2 cores; Node v26; medians of 5 rounds of 2 s/);
});

test('what is not known is a dash, also after a way through JSON', () => {
  const report = reportOf(store(10_000, measurement('liaison', { p99: Number.NaN })));
  const read = readReport(`\n> liaison@0.1.0 bench\n> node bench/server.ts\n\n${JSON.stringify(report)}\n`);
  for (const one of [report, read]) expect(describeReport(one)).toMatch(/title of poll-nothing +liaison +1,000 +1\.00 +2\.00 +- +- +2\.0 +-/);
});

test('answers that were not wanted are told', () => {
  const told = { ...measurement('liaison', {}), remarks: ['3 times 503'] };
  expect(describeReport(reportOf(store(10_000, told)))).toMatch(/title of poll-nothing, liaison: 3 times 503/);
});

test('growth is what CPU time of the largest store is of that of the smallest', () => {
  const growth = describeGrowth([
    store(1_000_000, measurement('liaison', { cpu: 130 }), measurement('express', { cpu: 1 })),
    store(10_000, measurement('liaison', { cpu: 100 }), measurement('express', { cpu: 2 })),
  ]);
  expect(growth).toMatch(/title of poll-nothing +100\.0 +130\.0 +1\.30$/m);
  expect(growth).not.toContain('express');
});

test('one size has no growth', () => {
  expect(describeGrowth([store(10_000, measurement('liaison', {}))])).toBe('');
});

test('columns of numbers stand to the right, others to the left', () => {
  expect(table([['what', 'number'], ['a', '1'], ['long name', '1,000']])).toBe('what       number\na               1\nlong name   1,000');
});

describe('a comparison', () => {
  const before = reportOf(store(10_000, measurement('liaison', { rate: 1_000, p99: 10, cpu: 100 }), measurement('express', { rate: 10_000 })));
  const after = reportOf(store(10_000, measurement('liaison', { rate: 1_000, p99: 5, cpu: 50 }), measurement('express', { rate: 5_000 })));

  test('holds rates against those of the yardstick in the same run', () => {
    expect(compareReports(before, after)).toEqual([
      expect.objectContaining({ objects: 10_000, rate: 1, againstExpress: 2, cpu: 0.5, p99: 0.5 }),
    ]);
    expect(describeComparison(compareReports(before, after))).toMatch(/title of poll-nothing .* 1\.00 +2\.00 +0\.50 +0\.50 +faster$/m);
  });

  test('says what else differs', () => {
    expect(differencesOf(before, after)).toEqual([]);
    const differences = differencesOf(before, { ...after, connections: 100, serve: ['--workers', '1'] });
    expect(differences).toEqual([`${before.connections} connections then, 100 connections now`, 'liaison serve then, liaison serve --workers 1 now']);
    expect(describeComparison(compareReports(before, after), differences)).toContain(`Not measured alike: ${differences.join('; ')}\n`);
    expect(describeComparison(compareReports(before, after))).not.toContain('alike');
  });

  test('leaves out what only one run has', () => {
    const larger = reportOf(store(1_000_000, measurement('liaison', {})));
    const other = reportOf(store(10_000, measurement('liaison', {}, 'walk')));
    expect(compareReports(before, larger)).toEqual([]);
    expect(compareReports(before, other)).toEqual([]);
    expect(describeComparison([])).toMatch(/Nothing/);
  });

  test.each([
    [1.5, 0.7, 'faster'],
    [0.5, 1.4, 'slower'],
    [1.05, 0.9, ''],
    [1.5, 1.4, ''],
    [0.5, 0.8, ''],
    [1.5, undefined, 'faster'],
    [0.5, undefined, 'slower'],
  ])('of a rate that is %d and CPU time that is %d times what it was says "%s"', (rate, cpu, expected) => {
    expect(verdictOn(rate, cpu)).toBe(expected);
  });

  test('is not made with a file that is none', () => {
    expect(() => readReport('{"some":"thing"}')).toThrow(/not what --json writes/);
  });
});
