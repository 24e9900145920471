// liaison config check|show — the configuration that a server would be run with
import type { Command } from 'commander';
import { nameOf } from '../schemas/configuration/settings.ts';
import { checkKeysFile } from './configuration-credentials.ts';
import { ConfigurationFailure } from './configuration-failure.ts';
import { isPlainOnNetwork, plainHttpFailure, readTls } from './configuration-transport.ts';
import type { Given } from './configuration-words.ts';
import { readConfiguration, sourceInWords, withConfiguration, type EffectiveConfiguration } from './configuration.ts';
import { CommandFailure } from './failure.ts';
import { forgiveClosedOutput } from './standard-output.ts';
import { connectionStringOf, maskConnectionString } from './store-place.ts';

type ConfigFlags = Readonly<Record<string, unknown>> & { readonly json?: boolean };

/** Adds the commands to the program. */
export function addConfigCommands(program: Command): void {
  const config = program.command('config').description('check or show the configuration that a server would have');
  withConfiguration(config.command('check').description('tell what is wrong with the configuration'))
    .option('--json', 'for programs: one JSON document')
    .action(check);
  withConfiguration(config.command('show').description('print every setting, its value, and where that is from'))
    .option('--json', 'for programs: one JSON document')
    .action(show);
}

async function check(flags: ConfigFlags): Promise<void> {
  forgiveClosedOutput();
  const faults = await faultsOf(flags);
  if (flags.json === true) {
    process.stdout.write(`${JSON.stringify({ valid: faults === undefined, faults: faults === undefined ? [] : structured(faults) })}\n`);
    if (faults !== undefined) process.exitCode = 1;
  } else if (faults === undefined) {
    process.stdout.write('The configuration is valid.\n');
  } else {
    throw faults;
  }
}

async function faultsOf(flags: ConfigFlags): Promise<CommandFailure | undefined> {
  try {
    const effective = readConfiguration(flags);
    await readTls(effective);
    await checkKeysFile(effective);
    connectionStringOf(effective);
    return isPlainOnNetwork(effective) ? plainHttpFailure(effective.configuration.listen.host) : undefined;
  } catch (error) {
    if (error instanceof CommandFailure) return error;
    throw error;
  }
}

function structured(failure: CommandFailure): object[] {
  if (failure instanceof ConfigurationFailure) return failure.faults.map((fault) => ({ ...fault }));
  return [{ message: failure.message }];
}

function show(flags: ConfigFlags): void {
  forgiveClosedOutput();
  const effective = readConfiguration(flags);
  process.stdout.write(flags.json === true ? `${JSON.stringify(forPrograms(effective))}\n` : forPeople(effective));
}

function forPrograms({ settings, file }: EffectiveConfiguration): object {
  return {
    ...(file === undefined ? {} : { file }),
    settings: settings.map((given) => {
      const value = shownValue(given);
      return { name: nameOf(given.setting), ...(value === undefined ? {} : { value }), source: given.source };
    }),
  };
}

function forPeople({ settings }: EffectiveConfiguration): string {
  const rows = settings.map((given) => {
    const value = shownValue(given);
    const isNone = value === undefined || (Array.isArray(value) && value.length === 0);
    return { name: nameOf(given.setting), value: isNone ? '-' : [value].flat().join(', '), source: sourceInWords(given.source) };
  });
  const [names, values] = [rows.map(({ name }) => name), rows.map(({ value }) => value)].map((texts) => Math.max(...texts.map(({ length }) => length)));
  return rows.map(({ name, value, source }) => `${name.padEnd(names ?? 0)}  ${value.padEnd(values ?? 0)}  ${source}\n`).join('');
}

// The one secret that can be given by itself is a connection string, whose hosts help to recognise it.
function shownValue({ setting, value }: Given): unknown {
  return setting.isSecret && typeof value === 'string' ? maskConnectionString(value) : value;
}
