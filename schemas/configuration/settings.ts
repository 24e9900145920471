// The settings one by one, with all that the schema says of each.
import { readFileSync } from 'node:fs';

/** One value that a server is run with. */
export interface Setting {
  readonly section: string;
  readonly key: string;
  /** Completes "must be ...". */
  readonly title: string;
  readonly description: string;
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'array';
  /** What holds when nobody says anything; absent: there is no value then. */
  readonly default?: unknown;
  /** As commander takes it: `--port <number>`. */
  readonly flag?: string;
  /** The environment variable. */
  readonly environment: string;
  /** Whether it names a file or a folder. */
  readonly isPath: boolean;
  readonly isSecret: boolean;
}

/** Several settings about one matter. */
export interface Section {
  readonly name: string;
  readonly description: string;
  readonly settings: readonly Setting[];
}

interface SchemaNode {
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: Setting['type'];
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly $defs?: Readonly<Record<string, SchemaNode>>;
  readonly flag?: string;
  readonly environment?: string;
  readonly 'is-path'?: boolean;
  readonly 'is-secret'?: boolean;
}

/** The schema of a configuration file. */
export const CONFIGURATION_SCHEMA = JSON.parse(
  readFileSync(new URL('./configuration.schema.json', import.meta.url), 'utf8'),
) as SchemaNode;

/** In the order of the schema. */
export const SECTIONS: readonly Section[] = Object.entries(CONFIGURATION_SCHEMA.properties ?? {}).map(([name, section]) => ({
  name,
  description: section.description ?? '',
  settings: Object.entries(section.properties ?? {}).map(([key, node]) => settingOf(name, key, node)),
}));

/** All of them, in the order of the schema. */
export const SETTINGS: readonly Setting[] = SECTIONS.flatMap(({ settings }) => settings);

/** `listen.port` */
export function nameOf({ section, key }: Pick<Setting, 'section' | 'key'>): string {
  return `${section}.${key}`;
}

function settingOf(section: string, key: string, node: SchemaNode): Setting {
  const shared = CONFIGURATION_SCHEMA.$defs?.[node.$ref?.replace('#/$defs/', '') ?? ''];
  const { title, description, type, environment, flag, ...rest } = { ...shared, ...node };
  if (title === undefined || description === undefined || type === undefined || environment === undefined) {
    throw new Error(`The schema of configurations says too little of ${section}.${key}.`);
  }
  return {
    section,
    key,
    title,
    description,
    type,
    environment,
    ...(flag === undefined ? {} : { flag }),
    ...('default' in rest ? { default: rest.default } : {}),
    isPath: rest['is-path'] === true,
    isSecret: rest['is-secret'] === true,
  };
}
