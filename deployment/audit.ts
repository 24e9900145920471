// npm run audit — asks the registry for known vulnerabilities of all that is locked, and fails on what nobody explained:
//   node deployment/audit.ts [--required] [--exceptions FILE]
// A finding is explained by an entry of audit-exceptions.json: {"advisory": "GHSA-…", "package": "…", "reason": "…",
// "until": "2027-01-31"}. A registry that doesn't do audits is told, and is a failure with --required only.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readLockFile, type LockedPackage } from './lock-file.ts';
import { askNpm } from './run-npm.ts';

/** A known vulnerability of a package that is locked. */
export interface Finding {
  /** `GHSA-…`, or what else the advisory's URL ends with. */
  readonly advisory: string;
  readonly package: string;
  readonly severity: string;
  readonly title: string;
  readonly url: string;
  /** Whether Liaison runs on it; else it is for development only. */
  readonly isRunOn: boolean;
}

/** Why a finding may stay, and until which day it may (`2027-01-31`). */
export interface Exception {
  readonly advisory: string;
  readonly package: string;
  readonly reason: string;
  readonly until: string;
}

/** What is read of `npm audit --json`. */
interface AuditReport {
  readonly auditReportVersion?: number;
  /** In place of a report: why there is none. */
  readonly message?: string;
  readonly vulnerabilities?: Readonly<Record<string, Vulnerability>>;
}

/** A package that is vulnerable by itself (advisories), or through others (names). */
interface Vulnerability {
  readonly via: readonly (string | { readonly name: string; readonly severity: string; readonly title: string; readonly url: string })[];
  /** Its places below node_modules. */
  readonly nodes: readonly string[];
}

/** The findings of a report; `undefined` when it is none. */
export function findingsIn(report: AuditReport, locked: readonly LockedPackage[]): Finding[] | undefined {
  const { auditReportVersion, vulnerabilities } = report;
  if (auditReportVersion !== 2 || vulnerabilities === undefined) return undefined;
  const runOn = new Set(locked.filter(({ dev }) => dev !== true).map(({ path }) => path));
  return Object.values(vulnerabilities).flatMap(({ via, nodes }) =>
    via
      .filter((cause) => typeof cause !== 'string')
      .map(({ name, severity, title, url }) => ({
        advisory: url.slice(url.lastIndexOf('/') + 1),
        package: name,
        severity,
        title,
        url,
        isRunOn: nodes.some((path) => runOn.has(path)),
      })),
  );
}

/** Whether the finding may stay on that day (`2026-11-24`). */
export function isExplained(finding: Finding, exceptions: readonly Exception[], today: string): boolean {
  return exceptions.some(
    ({ advisory, package: name, reason = '', until = '' }) =>
      advisory === finding.advisory && name === finding.package && reason.trim() !== '' && until >= today,
  );
}

async function main(words: string[]): Promise<number> {
  const { values } = parseArgs({ args: words, options: { required: { type: 'boolean' }, exceptions: { type: 'string' } } });
  const file = values.exceptions ?? fileURLToPath(new URL('audit-exceptions.json', import.meta.url));
  const exceptions = JSON.parse(readFileSync(file, 'utf8')) as Exception[];
  const report = (await askNpm(['audit', '--json', '--package-lock-only'])) as AuditReport;
  const findings = findingsIn(report, readLockFile());
  if (findings === undefined) {
    process.stderr.write(`NOT AUDITED: the registry gives no answer. ${report.message ?? ''}\n`);
    return values.required === true ? 1 : 0;
  }
  const today = new Date().toISOString().slice(0, 10);
  const open = findings.filter((finding) => !isExplained(finding, exceptions, today));
  for (const finding of findings) process.stdout.write(describe(finding, !open.includes(finding)));
  const stale = exceptions.filter((entry) => !findings.some((finding) => isExplained(finding, [entry], today)));
  for (const entry of stale) process.stdout.write(`The exception for ${entry.advisory} in ${entry.package} explains nothing any more.\n`);
  process.stdout.write(`${findings.length} known vulnerabilities, ${open.length} of them not explained.\n`);
  return open.length === 0 ? 0 : 1;
}

function describe({ advisory, package: name, severity, title, isRunOn }: Finding, explained: boolean): string {
  return `${explained ? 'explained' : 'OPEN'}  ${severity}  ${isRunOn ? 'run on' : 'development'}  ${name}: ${title} (${advisory})\n`;
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2));
