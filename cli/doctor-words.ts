// What `liaison doctor` found, told.
import type { CheckOutcome, Finding } from '../collections/doctor/finding.ts';
import { printable } from './printable.ts';

/** A matter that was looked at, and what came of it. */
export interface CheckReport {
  readonly name: string;
  readonly outcome: CheckOutcome;
}

/** The findings of all checks. */
export function findingsOf(reports: readonly CheckReport[]): Finding[] {
  return reports.flatMap(({ outcome }) => ('skipped' in outcome ? [] : outcome));
}

/** A line for each matter, with its findings below it, and how many there are of each kind. */
export function describeReports(reports: readonly CheckReport[]): string {
  const width = Math.max(...reports.map(({ name }) => name.length));
  const lines = reports.map((report) => `${report.name.padEnd(width)}  ${inAWord(report)}\n${detailsOf(report.outcome)}`);
  const findings = findingsOf(reports);
  const problems = findings.filter(({ severity }) => severity === 'problem').length;
  return `${lines.join('')}${findings.length === 0 ? 'Nothing is wrong.' : `${counted(problems, 'problem')}, ${counted(findings.length - problems, 'warning')}.`}\n`;
}

/** One JSON document. */
export function reportsForPrograms(reports: readonly CheckReport[]): string {
  const checks = reports.map(({ name, outcome }) => {
    if ('skipped' in outcome) return { check: name, outcome: 'skipped', reason: outcome.skipped, findings: [] };
    return { check: name, outcome: worstOf(outcome), findings: outcome };
  });
  return `${JSON.stringify({ healthy: findingsOf(reports).every(({ severity }) => severity !== 'problem'), checks })}\n`;
}

function inAWord({ outcome }: CheckReport): string {
  return 'skipped' in outcome ? `not looked at: ${outcome.skipped}` : worstOf(outcome);
}

function worstOf(findings: readonly Finding[]): 'ok' | Finding['severity'] {
  if (findings.length === 0) return 'ok';
  return findings.some(({ severity }) => severity === 'problem') ? 'problem' : 'warning';
}

function detailsOf(outcome: CheckOutcome): string {
  if ('skipped' in outcome) return '';
  return outcome.map(({ severity, where, message, remedy }) => `  ${severity}: ${printable(where)}\n    ${printable(message)}\n    ${printable(remedy)}\n`).join('');
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
