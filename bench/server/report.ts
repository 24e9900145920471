// The report: one table for people.
import type { Machine } from '../measure.ts';
import type { Measurement, SubjectName } from './measurement.ts';

/** A store that was measured. */
export interface MeasuredStore {
  /** Objects in the collection that is read. */
  readonly objects: number;
  /** Milliseconds from the start of the server until it listened, with that store. */
  readonly startTime: number;
  /** Octets of the store's file, and of the objects in it. */
  readonly disk: number;
  readonly json: number;
  readonly measurements: readonly Measurement[];
}

/** All that a run of the bench found out: what `--json` writes. */
export interface BenchReport {
  readonly machine: Machine;
  readonly rounds: number;
  readonly seconds: number;
  readonly connections: number;
  /** More words of the server's command line. */
  readonly serve: readonly string[];
  readonly stores: readonly MeasuredStore[];
}

const HEADINGS = ['', 'who', 'a second', 'p50 ms', 'p95', 'p99', 'CPU µs', 'KiB', 'MiB', '× Express', '× http', '× alone', '× other', 'CPU × Express', 'CPU × alone'];

/** The report in words. */
export function describeReport({ machine, rounds, seconds, connections, serve, stores }: BenchReport): string {
  const { processor, cores, node } = machine;
  const words = serve.length === 0 ? '' : `; liaison serve ${serve.join(' ')}`;
  const head = `${processor}, ${cores} cores; Node ${node}; medians of ${rounds} rounds of ${seconds} s, ${connections} connections${words}\n`;
  return [head, ...stores.map(describeStore), describeGrowth(stores)].filter((part) => part !== '').join('\n');
}

function describeStore({ objects, startTime, disk, json, measurements }: MeasuredStore): string {
  const ratio = (disk / json).toFixed(2);
  const head = `${count(objects)} objects, ${mebibytes(json)} MiB of JSON; on disk ${mebibytes(disk)} MiB, ${ratio} times that; ready after ${Math.round(startTime)} ms\n`;
  const remarks = measurements.flatMap(({ title, subject, remarks: said }) => said.map((remark) => `  ${title.trim()}, ${subject}: ${remark}`));
  const rows = measurements.map((measurement) => rowOf(measurement, measurements));
  return `${head}\n${table(withoutEmptyColumns([HEADINGS, ...rows]))}\n${remarks.length === 0 ? '' : `\nTo be known:\n${remarks.join('\n')}\n`}`;
}

function rowOf(measurement: Measurement, all: readonly Measurement[]): string[] {
  const { scenario, title, subject, figures } = measurement;
  const { rate, p50, p95, p99, cpu, bytes, memory } = figures;
  const of = (name: SubjectName) => all.find((candidate) => candidate.scenario === scenario && candidate.subject === name && name !== subject)?.figures;
  const isOurs = subject === 'liaison';
  const [express, http, alone, other] = (['express', 'http', 'alone', 'other'] as const).map((name) => (isOurs ? of(name) : undefined));
  return [
    isOurs ? title : '',
    subject,
    count(rate),
    milliseconds(p50),
    milliseconds(p95),
    milliseconds(p99),
    cpu === undefined ? '-' : cpu.toFixed(cpu < 100 ? 1 : 0),
    Number.isFinite(bytes) ? (bytes / 1024).toFixed(1) : '-',
    memory === undefined ? '-' : String(mebibytes(memory)),
    ratioOf(rate, express?.rate),
    ratioOf(rate, http?.rate),
    ratioOf(rate, alone?.rate),
    ratioOf(rate, other?.rate),
    ratioOf(cpu, express?.cpu),
    ratioOf(cpu, alone?.cpu),
  ];
}

/** What the largest store costs beside the smallest, as CPU time where that is known. */
export function describeGrowth(stores: readonly MeasuredStore[]): string {
  const ordered = stores.toSorted((one, other) => one.objects - other.objects);
  const [smallest, largest] = [ordered[0], ordered.at(-1)];
  if (smallest === undefined || largest === undefined || smallest === largest) return '';
  const rows = largest.measurements.flatMap((measurement) => {
    const before = smallest.measurements.find(({ scenario, subject }) => scenario === measurement.scenario && subject === measurement.subject);
    if (measurement.subject !== 'liaison' || before === undefined) return [];
    const cost = ({ figures }: Measurement): number => figures.cpu ?? 1e6 / figures.rate;
    return [[measurement.title, cost(before).toFixed(1), cost(measurement).toFixed(1), ratioOf(cost(measurement), cost(before))]];
  });
  return `Growth: CPU µs, or µs where that is unknown\n\n${table([['', count(smallest.objects), count(largest.objects), 'ratio'], ...rows])}\n`;
}

function withoutEmptyColumns([headings = [], ...rows]: readonly (readonly string[])[]): string[][] {
  const kept = headings.map((_, column) => rows.some((row) => row[column] !== ''));
  return [headings, ...rows].map((row) => row.filter((_, column) => kept[column]));
}

/** Rows with columns of one width: the first and the second to the left, the others to the right. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const isText = (column: number): boolean => rows.slice(1).every((row) => !/^[\d.,]+$/.test(row[column] ?? '') && row[column] !== '-');
  const texts = widths.map((_, column) => isText(column));
  return rows
    .map((row) => row.map((cell, column) => (texts[column] === true ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ').trimEnd())
    .join('\n');
}

function ratioOf(one: number | undefined, other: number | undefined): string {
  return one === undefined || other === undefined || other === 0 ? '' : (one / other).toFixed(2);
}

function count(number: number): string {
  return Math.round(number).toLocaleString('en');
}

function milliseconds(time: number): string {
  return Number.isFinite(time) ? time.toFixed(time < 10 ? 2 : 0) : '-';
}

function mebibytes(octets: number): number {
  return Math.round(octets / 1024 / 1024);
}
