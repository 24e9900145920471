// The JSON Schemas of STIX 2.1, read once, and made ready for ajv.
import { readdirSync, readFileSync } from 'node:fs';
import { isList, isObject, type JsonObject, type JsonValue } from './json.ts';

const FOLDER = new URL('../stix-2.1/', import.meta.url);

/** Where the schemas' identifiers start; the rest is the path of the file. */
export const SCHEMA_BASE = 'https://liaison.example/schemas/stix-2.1/';

/** A schema file. */
export interface SchemaFile {
  /** Path below `schemas/stix-2.1/`: `domain-objects/indicator.json`. */
  readonly path: string;
  readonly schema: JsonObject;
}

/** Every schema file, in the order of the paths. */
export const SCHEMA_FILES: readonly SchemaFile[] = readSchemaFiles();

const SCHEMAS: ReadonlyMap<string, JsonObject> = new Map(SCHEMA_FILES.map(({ path, schema }) => [path, schema]));

/** The schema in a file. */
export function schemaAt(path: string): JsonObject {
  const schema = SCHEMAS.get(path);
  if (schema === undefined) throw new Error(`there is no schema ${path}`);
  return schema;
}

/**
 * A schema as it is compiled: `advisory` schemas count like any other, since the findings tell by the code of their
 * rule what is an error and what a hint; `closed` objects take only the members that are listed.
 */
export function executable(schema: JsonValue): JsonValue {
  if (isList(schema)) return schema.map(executable);
  if (!isObject(schema)) return schema;
  const { advisory, closed, ...rest } = schema;
  const compiled: Record<string, JsonValue> = {};
  for (const [keyword, value] of Object.entries(rest)) compiled[keyword] = executable(value);
  if (closed === true) compiled.additionalProperties = false;
  if (isList(advisory)) compiled.allOf = [...listOf(compiled.allOf), ...advisory.map(executable)];
  return compiled;
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return isList(value) ? value : [];
}

function readSchemaFiles(): SchemaFile[] {
  const paths = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).map((path) => path.replaceAll('\\', '/'));
  return paths
    .filter((path) => path.endsWith('.json') && path !== 'vocabularies.json')
    .toSorted()
    .map((path) => ({ path, schema: JSON.parse(readFileSync(new URL(path, FOLDER), 'utf8')) as JsonObject }));
}
