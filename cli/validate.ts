// liaison validate FILE… — what publishing would say, before publishing
import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { Option, type Command } from 'commander';
import { NO_LIMITS } from '../collections/publishing/limits.ts';
import { EnvelopeRefused } from '../collections/publishing/refusal.ts';
import { validateEnvelope, type EnvelopeReport, type ObjectReport } from '../collections/publishing/validate-envelope.ts';
import type { Finding } from '../schemas/finding.ts';
import { locatePointer } from '../schemas/json/locate-pointer.ts';
import { DEFAULT_POLICY, type ValidationPolicy } from '../schemas/stix/policy.ts';

interface ValidateOptions {
  readonly level: ValidationPolicy['level'];
  readonly customContent: ValidationPolicy['customContent'];
  readonly hints: boolean;
  readonly json?: boolean;
}

/** What was found in one file; `problem` when it can't be read, or is no bundle or envelope at all. */
interface FileReport {
  readonly file: string;
  readonly report?: EnvelopeReport;
  readonly problem?: string;
}

/** More of a line than this is cut. */
const LONGEST_LINE = 160;

/** Adds the command to the program. */
export function addValidateCommand(program: Command): void {
  program
    .command('validate <file...>')
    .description('check bundles or envelopes as publishing would; - is standard input')
    .addOption(new Option('--level <level>', 'what refuses an object').choices(['strict', 'standard', 'lenient']).default('standard'))
    .addOption(
      new Option('--custom-content <kind>', 'what is taken beyond STIX 2.1').choices(['allow', 'extensions-only', 'refuse']).default('allow'),
    )
    .option('--no-hints', "don't show what should be otherwise, but refuses nothing")
    .option('--json', 'for programs: one JSON document')
    .action(validateFiles);
}

async function validateFiles(files: readonly string[], options: ValidateOptions): Promise<void> {
  const reports: FileReport[] = [];
  for (const file of files) {
    const bytes = await readBytes(file);
    const report = typeof bytes === 'string' ? { file, problem: bytes } : reportOn(file, bytes, options);
    reports.push(report);
    if (options.json !== true) process.stdout.write(describe(report, bytes, options.hints));
  }
  if (options.json === true) process.stdout.write(`${JSON.stringify(reports)}\n`);
  if (reports.some(({ report }) => report === undefined || report.accepted < report.total)) process.exitCode = 1;
}

function reportOn(file: string, bytes: Uint8Array, { level, customContent }: ValidateOptions): FileReport {
  const validation = { ...DEFAULT_POLICY, level, customContent, stix20: true };
  try {
    const policy = { specVersions: ['2.0', '2.1'], validation, reportsHints: true } as const;
    return { file, report: validateEnvelope(bytes, policy, NO_LIMITS) };
  } catch (error) {
    if (error instanceof EnvelopeRefused) return { file, problem: error.message };
    throw error;
  }
}

function describe({ file, report, problem }: FileReport, bytes: Uint8Array | string, showsHints: boolean): string {
  if (report === undefined || typeof bytes === 'string') return `${file}: ${problem}\n`;
  const parts = report.objects.map((object) => describeObject(file, object, bytes, showsHints));
  const refused = report.total - report.accepted;
  const hints = report.objects.flatMap(({ findings }) => findings).filter(({ level }) => level === 'hint').length;
  const summary = `${file}: ${count(report.total, 'object')}, ${report.accepted} would be accepted, ${refused} refused; ${count(hints, 'hint')}\n`;
  return `${parts.join('')}${summary}`;
}

function describeObject(file: string, object: ObjectReport, bytes: Uint8Array, showsHints: boolean): string {
  const findings = object.findings.filter(({ level }) => showsHints || level === 'error');
  if (findings.length === 0) return '';
  const text = Buffer.from(bytes.subarray(object.start, object.end)).toString('utf8');
  const lines = findings.map((finding) => describeFinding(finding, text, object.line));
  return `${file}:${object.line}: ${object.id} ${object.accepted ? 'would be accepted' : 'would be refused'}\n${lines.join('')}\n`;
}

function describeFinding(finding: Finding, text: string, firstLine: number): string {
  const offset = locatePointer(text, finding.pointer);
  const before = text.slice(0, offset);
  const number = firstLine + before.split('\n').length - 1;
  const start = before.lastIndexOf('\n') + 1;
  const end = text.indexOf('\n', offset);
  const { level, pointer, message, expected, section, code } = finding;
  return (
    `  ${level} ${pointer || '(the object)'}: ${message}; expected ${expected} (${section}, ${code})\n` +
    `  ${number} | ${excerpt(text.slice(start, end === -1 ? undefined : end), offset - start)}\n`
  );
}

// A minified bundle is one line: what matters is what stands round the place.
function excerpt(line: string, column: number): string {
  const shown = line.replace(/\r$/, '');
  if (shown.length <= LONGEST_LINE) return shown.trim();
  const start = Math.max(0, column - 20);
  return `${start > 0 ? '…' : ''}${shown.slice(start, start + LONGEST_LINE)}…`;
}

// The bytes, or why there are none: the other files are still worth a look.
async function readBytes(file: string): Promise<Uint8Array | string> {
  try {
    return file === '-' ? await buffer(process.stdin) : await readFile(file);
  } catch (error) {
    return `The file can't be read (${(error as NodeJS.ErrnoException).code}).`;
  }
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
