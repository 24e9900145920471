// The configuration that holds: flags over the environment, over the configuration file, over the defaults.
import { dirname, resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { checkTogether } from '../schemas/configuration/check.ts';
import type { Configuration } from '../schemas/configuration/configuration.ts';
import type { ConfigurationFault } from '../schemas/configuration/fault.ts';
import { nameOf, SECTIONS, SETTINGS, type Setting } from '../schemas/configuration/settings.ts';
import { ConfigurationFailure, type LocatedFault } from './configuration-failure.ts';
import { readConfigurationFile, type ConfigurationFile } from './configuration-file.ts';
import {
  faultsOf,
  givenByEnvironment,
  givenByFlags,
  optionOf,
  type Environment,
  type Given,
  type GivenFlags,
  type Source,
} from './configuration-words.ts';

/** Names the configuration file. */
const FILE_VARIABLE = 'LIAISON_CONFIG';
/** The section that is from one source as a whole: a folder and a connection string are two answers to one question. */
const WHOLE_SECTION = 'store';
/** Of several of its settings in the environment, or among the flags, the first counts. */
const STORE_ORDER = ['uri', 'uri_file', 'data'];
const DEFAULT = { kind: 'default', name: 'default' } as const;

/** What a command is run with, and why. */
export interface EffectiveConfiguration {
  readonly configuration: Configuration;
  /** Every setting in the order of the schema, with what holds for it; a value of `undefined` is none. */
  readonly settings: readonly Given[];
  /** The configuration file, if there is one. */
  readonly file?: string;
  /** How a setting is called where it got its value: `--tls-cert`, `LIAISON_TLS_CERT`, `tls.certificate (exchange.yaml:3)`. */
  nameGiven(name: string): string;
}

/** Gives a command the flags of these sections, and `--config`. */
export function withConfiguration(command: Command, sections: readonly string[] = SECTIONS.map(({ name }) => name)): Command {
  command.addOption(new Option('--config <file>', `the configuration file (env: ${FILE_VARIABLE})`));
  for (const setting of settingsOf(sections)) {
    if (setting.flag !== undefined) command.addOption(optionOf(setting));
  }
  return command;
}

/**
 * Puts the configuration together.
 * @param sections those that the command heeds; others have their defaults, but the file is checked as a whole
 * @throws {CommandFailure} when the file can't be read
 * @throws {ConfigurationFailure} with all that is wrong
 */
export function readConfiguration(
  flags: GivenFlags,
  environment: Environment = process.env,
  sections: readonly string[] = SECTIONS.map(({ name }) => name),
): EffectiveConfiguration {
  const file = flags['config'] ?? (environment[FILE_VARIABLE] || undefined);
  const read = typeof file === 'string' ? readConfigurationFile(file) : undefined;
  const words = [givenByFlags(settingsOf(sections), flags), givenByEnvironment(settingsOf(sections), environment)];
  const faults = words.flatMap(faultsOf);
  if (faults.length > 0) throw new ConfigurationFailure(faults);
  const sources = [...words, read === undefined ? [] : givenByFile(settingsOf(sections), read)];
  const settings = SETTINGS.map((setting) => choose(setting, sources));
  const configuration = configurationOf(settings);
  const together = checkTogether(configuration);
  if (together.length > 0) throw new ConfigurationFailure(together.map((fault) => locate(fault, settings)));
  return {
    configuration,
    settings,
    ...(read === undefined ? {} : { file: read.file }),
    nameGiven: (name) => nameGiven(settings.find(({ setting }) => nameOf(setting) === name), name),
  };
}

/** A source in words: `exchange.yaml:3`. */
export function sourceInWords({ name, line }: Source): string {
  return line === undefined ? name : `${name}:${line}`;
}

function nameGiven(given: Given | undefined, name: string): string {
  if (given === undefined || given.source.kind === 'default') return name;
  return given.source.kind === 'file' ? `${name} (${sourceInWords(given.source)})` : given.source.name;
}

function settingsOf(sections: readonly string[]): Setting[] {
  return SETTINGS.filter(({ section }) => sections.includes(section));
}

// Paths in a file start where the file is, so that it means the same wherever the server is started.
function givenByFile(settings: readonly Setting[], { file, document, lineOf }: ConfigurationFile): Given[] {
  return settings.flatMap((setting): Given[] => {
    const { section, key, isPath } = setting;
    const value = (document as Readonly<Record<string, Readonly<Record<string, unknown>>>>)[section]?.[key];
    if (value === undefined) return [];
    const source = { kind: 'file', name: file, line: lineOf([section, key]) } as const;
    return [{ setting, value: isPath ? resolve(dirname(file), String(value)) : value, source }];
  });
}

function choose(setting: Setting, sources: readonly (readonly Given[])[]): Given {
  if (setting.section === WHOLE_SECTION) return chooseStore(setting, sources);
  const given = sources.map((source) => givenIn(source, setting)).find((found) => found !== undefined);
  return given ?? { setting, value: setting.default, source: DEFAULT };
}

function chooseStore(setting: Setting, sources: readonly (readonly Given[])[]): Given {
  const source = sources.find((given) => given.some((found) => found.setting.section === WHOLE_SECTION)) ?? [];
  const chosen = STORE_ORDER.flatMap((key) => source.filter((found) => nameOf(found.setting) === `${WHOLE_SECTION}.${key}`))[0];
  if (chosen === undefined) return { setting, value: setting.default, source: DEFAULT };
  return chosen.setting === setting ? chosen : { setting, value: undefined, source: DEFAULT };
}

function givenIn(source: readonly Given[], setting: Setting): Given | undefined {
  return source.find((given) => given.setting === setting);
}

function configurationOf(settings: readonly Given[]): Configuration {
  const sections = SECTIONS.map(({ name }) => {
    const own = settings.filter(({ setting, value }) => setting.section === name && value !== undefined);
    return [name, Object.freeze(Object.fromEntries(own.map(({ setting, value }) => [setting.key, value])))];
  });
  return Object.freeze(Object.fromEntries(sections)) as Configuration;
}

// A fault between settings is told where the one that it names was given.
function locate(fault: ConfigurationFault, settings: readonly Given[]): LocatedFault {
  const [section, key] = fault.path;
  const given = settings.find(({ setting }) => setting.section === section && setting.key === key);
  const { name, line }: Source = given?.source ?? DEFAULT;
  return { ...fault, source: name, ...(line === undefined ? {} : { line }) };
}
