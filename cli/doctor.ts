// liaison doctor — looks an installation over: configuration, certificate, files, disk, and the store with all that is in it
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Check, CheckOutcome } from '../collections/doctor/finding.ts';
import { storeChecks } from '../collections/doctor/store-checks.ts';
import { openExaminer } from '../collections/storage/open-examiner.ts';
import { StoreUnavailable } from '../collections/storage/unavailable.ts';
import { StoreUnusable } from '../collections/storage/unusable.ts';
import { withConfiguration, type EffectiveConfiguration } from './configuration.ts';
import { configurationChecks, examineConfiguration } from './doctor-configuration.ts';
import { fileChecks } from './doctor-files.ts';
import { describeReports, findingsOf, reportsForPrograms, type CheckReport } from './doctor-words.ts';
import { STORE_FILE } from './data-folder.ts';
import { startProgress, type Progress } from './progress.ts';
import { forgiveClosedOutput } from './standard-output.ts';
import { connectionStringOf, maskConnectionString } from './store-place.ts';

type DoctorFlags = Readonly<Record<string, unknown>> & { readonly json?: boolean };

/** Adds the command to the program. */
export function addDoctorCommand(program: Command): void {
  withConfiguration(program.command('doctor').description('look an installation over, and tell what is wrong with it'))
    .option('--json', 'for programs: one JSON document')
    .action(doctor);
}

async function doctor(flags: DoctorFlags): Promise<void> {
  const effective = examineConfiguration(flags);
  const reports = 'configuration' in effective ? await examine(effective) : [{ name: 'configuration', outcome: effective }];
  forgiveClosedOutput();
  process.stdout.write(flags.json === true ? reportsForPrograms(reports) : describeReports(reports));
  if (findingsOf(reports).some(({ severity }) => severity === 'problem')) process.exitCode = 1;
}

async function examine(effective: EffectiveConfiguration): Promise<CheckReport[]> {
  const progress = startProgress('Looking');
  try {
    const checks = [...configurationChecks(effective), ...fileChecks(effective)];
    return [...(await runAll(checks, progress)), ...(await examineStore(effective, progress))];
  } finally {
    progress.end();
  }
}

async function examineStore(effective: EffectiveConfiguration, progress: Progress): Promise<CheckReport[]> {
  const uri = connectionStringOf(effective);
  const place = uri ?? join(resolve(effective.configuration.store.data ?? 'data'), STORE_FILE);
  const where = maskConnectionString(place);
  if (uri === undefined && !existsSync(place)) {
    const remedy = 'The first start makes one; if there should be one already, the configuration names another place.';
    return [{ name: 'store', outcome: [{ severity: 'warning', where, message: 'There is no store there yet.', remedy }] }];
  }
  try {
    const examiner = await openExaminer(place);
    return await runAll(storeChecks(examiner, (count) => progress.advance(count, 'at the store')), progress).finally(() => examiner.close());
  } catch (error) {
    return [{ name: 'store', outcome: unlookable(error, where) }];
  }
}

async function runAll(checks: readonly Check[], progress: Progress): Promise<CheckReport[]> {
  const reports: CheckReport[] = [];
  for (const { name, run } of checks) {
    progress.advance(1, name);
    reports.push({ name, outcome: await run().catch((error: unknown) => unlookable(error, name)) });
  }
  return reports;
}

/** What can't even be looked at is a problem; a defect of this program is not told as one. */
function unlookable(error: unknown, where: string): CheckOutcome {
  const { code, syscall, message } = error as NodeJS.ErrnoException;
  const isExpected = error instanceof StoreUnusable || error instanceof StoreUnavailable || code === 'ERR_SQLITE_ERROR' || syscall !== undefined;
  if (!isExpected) throw error;
  return [{ severity: 'problem', where, message: `It can't be looked at: ${message.replace(/\.$/, '')}.`, remedy: 'Mend that first, and run this as the user that the server runs as.' }];
}
