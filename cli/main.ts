// The command line's front door: which commands there are, and how a failure is told.
import { Command } from 'commander';
import { explain } from './explain.ts';
import { versionOfProgram } from './version.ts';

/** Adds a command to the program. */
type AddCommand = (program: Command) => void;

/** Each command is loaded when it is asked for, so that a small one starts fast. */
const COMMANDS: Readonly<Record<string, () => Promise<AddCommand>>> = {
  serve: async () => (await import('./serve.ts')).addServeCommand,
  publish: async () => (await import('./publish.ts')).addPublishCommand,
  poll: async () => (await import('./poll.ts')).addPollCommand,
  validate: async () => (await import('./validate.ts')).addValidateCommand,
  catalogue: async () => (await import('./catalogue.ts')).addCatalogueCommands,
  account: async () => (await import('./account.ts')).addAccountCommands,
  retention: async () => (await import('./retention.ts')).addRetentionCommand,
  hold: async () => (await import('./hold.ts')).addHoldCommands,
  consumers: async () => (await import('./consumers.ts')).addConsumersCommand,
  audit: async () => (await import('./audit.ts')).addAuditCommands,
  store: async () => (await import('./store.ts')).addStoreCommands,
  backup: async () => (await import('./backup.ts')).addBackupCommand,
  restore: async () => (await import('./restore.ts')).addRestoreCommand,
  doctor: async () => (await import('./doctor.ts')).addDoctorCommand,
  config: async () => (await import('./config.ts')).addConfigCommands,
};

/** Runs the command line. Failures that a person can mend are one sentence on standard error, exit code 1. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = new Command('liaison')
    .description('A STIX/TAXII 2.1 exchange for member agencies')
    .version(versionOfProgram())
    .showHelpAfterError('(liaison --help shows what there is)');
  const words = withCommand(argv.slice(2));
  for (const load of commandsFor(words[0])) (await load())(program);
  try {
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    process.exitCode = 1;
  }
}

/** Without a command, it is `serve`. */
function withCommand(words: readonly string[]): string[] {
  const [first] = words;
  const isServe = first === undefined || (first.startsWith('-') && !['-h', '--help', '-V', '--version'].includes(first));
  return isServe ? ['serve', ...words] : [...words];
}

function commandsFor(named: string | undefined): (() => Promise<AddCommand>)[] {
  const command = named === undefined ? undefined : Object.entries(COMMANDS).find(([name]) => name === named);
  return command === undefined ? Object.values(COMMANDS) : [command[1]];
}
