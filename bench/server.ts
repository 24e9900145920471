// npm run bench — what the server does in a second, and what that takes, beside bare Express and bare `node:http` that
// send the same octets. See docs/performance.md.
import { readFileSync } from 'node:fs';
import { machine } from './measure.ts';
import { compareReports, describeComparison, differencesOf, readReport } from './server/comparison.ts';
import { readOptions, USAGE, type BenchOptions } from './server/options.ts';
import { lookAt } from './server/other.ts';
import { describeReport, type BenchReport, type MeasuredStore } from './server/report.ts';
import { runOn } from './server/run.ts';

process.on('SIGINT', () => process.exit(130));
process.on('SIGTERM', () => process.exit(143));

if (process.argv.includes('--help')) process.stdout.write(USAGE);
else await main(optionsOrExit());

async function main(options: BenchOptions): Promise<void> {
  const earlier = options.compare === undefined ? undefined : readReport(readFileSync(options.compare, 'utf8'));
  const other = options.other === undefined ? undefined : await lookAt(options.other, options.otherAuthorization);
  const stores: MeasuredStore[] = [];
  for (const objects of options.sizes) stores.push(await runOn(objects, options, other, tell));
  const { rounds, seconds, connections, serve } = options;
  const report: BenchReport = { machine: machine(), rounds, seconds, connections, serve, stores };
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  const comparison = earlier === undefined ? undefined : describeComparison(compareReports(earlier, report), differencesOf(earlier, report));
  if (options.json) process.stdout.write(`${JSON.stringify(report)}\n`);
  else process.stdout.write(describeReport(report));
  // Beside JSON on standard output, people still want to see it.
  if (comparison !== undefined) (options.json ? process.stderr : process.stdout).write(`\n${comparison}`);
}

function optionsOrExit(): BenchOptions {
  try {
    return readOptions(process.argv.slice(2), process.env);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${USAGE}`);
    process.exit(1);
  }
}

/** A line that changes, in a terminal; silence elsewhere. */
function tell(what: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${what}`);
}
