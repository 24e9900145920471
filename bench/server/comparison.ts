// Two runs of the bench side by side. Rates of different days or machines say little; what is held against the yardsticks
// of its own run says more.
import type { Measurement } from './measurement.ts';
import { table, type BenchReport } from './report.ts';

/** A scenario in two runs. */
export interface Compared {
  readonly objects: number;
  readonly title: string;
  readonly before: Measurement;
  readonly after: Measurement;
  /** How many times the earlier rate, and the earlier ratio to bare Express, which is absent where there is none. */
  readonly rate: number;
  readonly againstExpress?: number;
  /** How many times the earlier CPU time, and the earlier p99. */
  readonly cpu?: number;
  readonly p99: number;
}

/** What differs less than this isn't told from noise; runs on one machine differ by about as much. */
export const NOISE = 0.1;

/**
 * What `--json` wrote, with or without what npm says before it.
 * @throws {Error} when there is no report in the text
 */
export function readReport(text: string): BenchReport {
  const line = text.split('\n').find((candidate) => candidate.startsWith('{"machine":'));
  if (line === undefined) throw new Error('The file to compare with is not what --json writes.');
  return JSON.parse(line) as BenchReport;
}

/** The scenarios that both runs have. */
export function compareReports(before: BenchReport, after: BenchReport): Compared[] {
  return after.stores.flatMap(({ objects, measurements }) => {
    const earlier = before.stores.find((store) => store.objects === objects)?.measurements ?? [];
    return measurements.flatMap((measurement) => {
      const other = find(earlier, measurement.scenario, 'liaison');
      if (measurement.subject !== 'liaison' || other === undefined) return [];
      return [compare(objects, [other, earlier], [measurement, measurements])];
    });
  });
}

/** What else differs between two runs than the server: `16 connections then, 100 connections now`. */
export function differencesOf(before: BenchReport, after: BenchReport): string[] {
  const told = ({ machine: { processor, cores, node }, rounds, seconds, connections, serve }: BenchReport): string[] => [
    processor,
    `${cores} cores`,
    `Node ${node}`,
    `${rounds} rounds`,
    `${seconds} s`,
    `${connections} connections`,
    ['liaison serve', ...serve].join(' '),
  ];
  const now = told(after);
  return told(before).flatMap((then, index) => (then === now[index] ? [] : [`${then} then, ${now[index]} now`]));
}

/** The comparison in words. @param differences as by `differencesOf` */
export function describeComparison(compared: readonly Compared[], differences: readonly string[] = []): string {
  if (compared.length === 0) return 'Nothing that was measured is in the earlier run.\n';
  const rows = compared.map(({ objects, title, before, after, rate, againstExpress, cpu, p99 }) => [
    objects.toLocaleString('en'),
    title,
    Math.round(before.figures.rate).toLocaleString('en'),
    Math.round(after.figures.rate).toLocaleString('en'),
    told(rate),
    told(againstExpress),
    told(cpu),
    told(p99),
    verdictOn(againstExpress ?? rate, cpu),
  ]);
  const headings = ['objects', '', 'a second, then', 'now', 'rate', 'ratio to Express', 'CPU', 'p99', ''];
  const unlike = differences.length === 0 ? '' : `Not measured alike: ${differences.join('; ')}\n`;
  return `Beside the earlier run, as times of what it was\n${unlike}\n${table([headings, ...rows])}\n`;
}

function compare(
  objects: number,
  [before, allBefore]: readonly [Measurement, readonly Measurement[]],
  [after, allAfter]: readonly [Measurement, readonly Measurement[]],
): Compared {
  const ratio = (one: Measurement, all: readonly Measurement[]): number | undefined => {
    const express = find(all, one.scenario, 'express');
    return express === undefined ? undefined : one.figures.rate / express.figures.rate;
  };
  const [ratioBefore, ratioAfter] = [ratio(before, allBefore), ratio(after, allAfter)];
  const [cpuBefore, cpuAfter] = [before.figures.cpu, after.figures.cpu];
  return {
    objects,
    title: after.title,
    before,
    after,
    rate: after.figures.rate / before.figures.rate,
    p99: after.figures.p99 / before.figures.p99,
    ...(ratioBefore === undefined || ratioAfter === undefined ? {} : { againstExpress: ratioAfter / ratioBefore }),
    ...(cpuBefore === undefined || cpuAfter === undefined ? {} : { cpu: cpuAfter / cpuBefore }),
  };
}

/** In a word; of what CPU time and rate don't agree about, nothing is said. */
export function verdictOn(rate: number, cpu: number | undefined): string {
  if (rate > 1 + NOISE && (cpu ?? 0) < 1) return 'faster';
  if (rate < 1 - NOISE && (cpu ?? 2) > 1) return 'slower';
  return '';
}

function find(measurements: readonly Measurement[], scenario: string, subject: Measurement['subject']): Measurement | undefined {
  return measurements.find((measurement) => measurement.scenario === scenario && measurement.subject === subject);
}

function told(ratio: number | undefined): string {
  return ratio === undefined || !Number.isFinite(ratio) ? '-' : ratio.toFixed(2);
}
