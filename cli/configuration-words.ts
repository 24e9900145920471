// Settings given as words: flags of the command line and environment variables.
import { Option } from 'commander';
import { checkConfiguration } from '../schemas/configuration/check.ts';
import type { Setting } from '../schemas/configuration/settings.ts';
import type { LocatedFault } from './configuration-failure.ts';

/** The flags that were given, as commander hands them over. */
export type GivenFlags = Readonly<Record<string, unknown>>;
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where a value is from. */
export interface Source {
  readonly kind: 'flag' | 'environment' | 'file' | 'default';
  /** `--port`, `LIAISON_PORT`, or the file as it was named. */
  readonly name: string;
  /** In a file, counted from 1. */
  readonly line?: number;
}

/** A setting, the value that it is given, and by whom. */
export interface Given {
  readonly setting: Setting;
  readonly value: unknown;
  readonly source: Source;
}

/** Commander's option for a setting that has a flag. It has no default here, so that a file can still be asked. */
export function optionOf({ flag = '', description, default: value, environment, type }: Setting): Option {
  const told = value === undefined || type === 'boolean' || type === 'array' ? '' : `default: ${JSON.stringify(value)}, `;
  const option = new Option(flag, `${inShort(description)} (${told}env: ${environment})`);
  if (type === 'array') option.argParser((word: string, before: string[] = []) => [...before, ...listOf(word)]);
  return option;
}

// The first sentence, the way that help is written.
function inShort(description: string): string {
  const [sentence = ''] = description.split(/\.(?: |$)/);
  return `${sentence.slice(0, 1).toLowerCase()}${sentence.slice(1)}`;
}

/** What the command line says of these settings. */
export function givenByFlags(settings: readonly Setting[], flags: GivenFlags): Given[] {
  return settings.flatMap((setting): Given[] => {
    if (setting.flag === undefined) return [];
    const value = flags[optionOf(setting).attributeName()];
    if (value === undefined) return [];
    const [name = ''] = setting.flag.split(' ');
    return [{ setting, value: typeof value === 'string' ? valueOf(setting, value) : value, source: { kind: 'flag', name } }];
  });
}

/** What the environment says of these settings; an empty variable says nothing. */
export function givenByEnvironment(settings: readonly Setting[], environment: Environment): Given[] {
  return settings.flatMap((setting): Given[] => {
    const word = environment[setting.environment] ?? '';
    const source = { kind: 'environment', name: setting.environment } as const;
    return word === '' ? [] : [{ setting, value: valueOf(setting, word), source }];
  });
}

/** What is wrong with what was given. */
export function faultsOf(given: readonly Given[]): LocatedFault[] {
  return given.flatMap(({ setting, value, source }) =>
    checkConfiguration({ [setting.section]: { [setting.key]: value } }).map(({ path, message }): LocatedFault => {
      return { source: source.name, path, message: `${message}. ${setting.description}` };
    }),
  );
}

// What can't be understood stays as it is, for the schema to complain of.
function valueOf({ type }: Setting, word: string): unknown {
  switch (type) {
    case 'integer':
      return /^-?\d{1,15}$/.test(word) ? Number(word) : word;
    case 'number':
      return /^\d{1,9}(?:\.\d{1,9})?$/.test(word) ? Number(word) : word;
    case 'boolean':
      if (/^(?:1|true|yes|on)$/i.test(word)) return true;
      return /^(?:0|false|no|off)$/i.test(word) ? false : word;
    case 'array':
      return listOf(word);
    default:
      return word;
  }
}

function listOf(word: string): string[] {
  return word.split(',').map((entry) => entry.trim());
}
