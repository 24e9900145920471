// The report of a soak.
import type { Machine } from '../measure.ts';
import { table } from '../server/report.ts';
import type { Percentiles } from '../server/statistics.ts';
import type { DiskFullReport } from './disk-full.ts';
import type { Happening } from './events.ts';
import type { Fault } from './faults.ts';
import type { LedgerVerdict } from './ledger.ts';
import type { MemoryVerdict } from './memory.ts';

/** What a soak found out. */
export interface SoakReport {
  readonly machine: Machine;
  readonly minutes: number;
  readonly isHttps: boolean;
  /** Acknowledged objects and answered requests of a second: when everybody went as fast as they could, and afterwards. */
  readonly capacity: Rates;
  readonly load: Rates;
  readonly times: Percentiles;
  readonly requests: { readonly answered: number; readonly refused: number; readonly cut: number };
  readonly events: readonly Happening[];
  readonly verdict: LedgerVerdict;
  readonly faults: readonly Fault[];
  /** Lines of the server's log that are errors. */
  readonly errors: readonly string[];
  readonly memory: MemoryVerdict;
  readonly diskFull: DiskFullReport;
}

export interface Rates {
  readonly objects: number;
  readonly requests: number;
}

/** Whether all that is promised was kept. */
export function isPassed({ verdict, faults, errors, memory, diskFull }: SoakReport): boolean {
  const onFullDisk = 'skipped' in diskFull || (isKept(diskFull.verdict) && diskFull.faults.length === 0 && diskFull.errors.length === 0);
  return isKept(verdict) && faults.length === 0 && errors.length === 0 && memory.isFlat && onFullDisk;
}

function isKept({ lost, undead, wrong, leaked, pollers }: LedgerVerdict): boolean {
  return lost + undead + wrong + leaked === 0 && pollers.every(({ missed, twice }) => missed + twice === 0);
}

/** The report in words. */
export function describeSoak(report: SoakReport): string {
  const { machine, minutes, isHttps, capacity, load, times, requests, verdict, faults, errors, memory, diskFull } = report;
  const mebibytes = (octets: number): string => `${Math.round(octets / 1024 / 1024)} MiB`;
  return [
    `${machine.processor}, ${machine.cores} cores; Node ${machine.node}; ${minutes} minutes over ${isHttps ? 'HTTPS' : 'HTTP: there is no openssl, so that no certificate was renewed'}`,
    '',
    `capacity   ${told(capacity.objects)} objects a second acknowledged beside ${told(capacity.requests)} requests`,
    `load       ${told(load.objects)} objects a second beside ${told(load.requests)} requests; p50 ${times.p50.toFixed(1)}, p95 ${times.p95.toFixed(1)}, p99 ${times.p99.toFixed(1)} ms`,
    `requests   ${told(requests.answered)} answered, ${told(requests.refused)} told to come back later, ${told(requests.cut)} cut off by kills and restarts`,
    `memory     ${mebibytes(memory.early)} early, ${mebibytes(memory.late)} late, ${mebibytes(memory.most)} at most: ${memory.isFlat ? 'flat' : 'NOT FLAT'}; by the minute ${memory.minutes.map((held) => Math.round(held / 1024 / 1024)).join(', ')}`,
    '',
    'What happened',
    describeEvents(report.events),
    '',
    'What came of it',
    describeVerdict(verdict),
    '',
    `Full disk: ${'skipped' in diskFull ? `LEFT OUT: no tmpfs could be mounted (${diskFull.skipped})` : `${told(diskFull.refused)} publications were told that there is no room`}`,
    ...('skipped' in diskFull ? [] : [describeVerdict(diskFull.verdict)]),
    '',
    ...describeFaults('the server, its answers', faults, errors),
    ...('skipped' in diskFull ? [] : describeFaults('the server on a full disk', diskFull.faults, diskFull.errors)),
    isPassed(report) ? 'Passed: nothing acknowledged was lost, nobody missed an object or got it twice, no answer was wrong.' : 'FAILED.',
    '',
  ].join('\n');
}

function describeEvents(events: readonly Happening[]): string {
  const kinds = [...new Set(events.map(({ kind }) => kind))];
  const rows = kinds.map((kind) => {
    const times = events.filter((event) => event.kind === kind).map(({ took }) => took);
    return [kind, String(times.length), Math.round(Math.max(...times)).toLocaleString('en')];
  });
  return table([['', 'times', 'ms at most'], ...rows]);
}

function describeVerdict({ acknowledged, deleted, lost, undead, wrong, leaked, pollers }: LedgerVerdict): string {
  const facts = [
    ['', 'objects'],
    ['acknowledged', told(acknowledged)],
    ['deleted', told(deleted)],
    ['lost', told(lost)],
    ['deleted, and back', told(undead)],
    ['with wrong content', told(wrong)],
    ['TLP:RED, shown to others', told(leaked)],
  ];
  const rows = pollers.map(({ name, received, missed, twice }) => [name, told(received), told(missed), told(twice)]);
  return `${table(facts)}\n\n${table([['poller', 'received', 'missed', 'twice'], ...rows])}`;
}

function describeFaults(where: string, faults: readonly Fault[], errors: readonly string[]): string[] {
  const ofLog = errors.length === 0 ? [] : [`${told(errors.length)} errors in the log, such as: ${errors[0]?.slice(0, 1_000)}`];
  const lines = [...faults.map(({ kind, count, example }) => `${told(count)} times ${kind}, such as: ${example}`), ...ofLog];
  return lines.length === 0 ? [] : [`Faults (${where})`, ...lines.map((line) => `  ${line}`), ''];
}

function told(number: number): string {
  return Math.round(number).toLocaleString('en');
}
