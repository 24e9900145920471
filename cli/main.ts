// The command line's front door: which commands there are, and how a failure is told.
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { CatalogueError } from '../collections/catalogue/read-catalogue.ts';
import { StoreUnusable } from '../collections/storage/sqlite/database.ts';
import { addAccountCommands } from './account.ts';
import { addCatalogueCommands } from './catalogue.ts';
import { CommandFailure } from './failure.ts';
import { addPollCommand } from './poll.ts';
import { addPublishCommand } from './publish.ts';
import { addServeCommand } from './serve.ts';
import { addValidateCommand } from './validate.ts';

/** Runs the command line. Failures that a person can mend are one sentence on standard error, exit code 1. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = new Command('liaison')
    .description('A STIX/TAXII 2.1 exchange for member agencies')
    .version(versionOfProgram())
    .showHelpAfterError('(liaison --help shows what there is)');
  addServeCommand(program);
  addPublishCommand(program);
  addPollCommand(program);
  addValidateCommand(program);
  addCatalogueCommands(program);
  addAccountCommands(program);
  try {
    await program.parseAsync(argv);
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    process.exitCode = 1;
  }
}

function explain(error: unknown): string {
  const isExpected = error instanceof CommandFailure || error instanceof CatalogueError || error instanceof StoreUnusable;
  if (isExpected) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function versionOfProgram(): string {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };
  return manifest.version;
}
