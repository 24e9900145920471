// Open vocabularies (STIX 2.1, 10), and which properties draw on them, as the schemas say with `vocabulary`.
import { readFileSync } from 'node:fs';
import { isObject, type JsonObject } from './json.ts';
import { schemaAt } from './schema-files.ts';

/** An open vocabulary. */
export interface Vocabulary {
  readonly name: string;
  /** Section of the standard. */
  readonly section: string;
  readonly values: ReadonlySet<string>;
}

/** The open vocabularies by name. */
export const VOCABULARIES: ReadonlyMap<string, Vocabulary> = readVocabularies();

/** The properties of a schema whose values, or entries, should come from a vocabulary. */
export function vocabularyProperties(path: string): readonly (readonly [string, Vocabulary])[] {
  const { properties } = schemaAt(path);
  return isObject(properties) ? Object.entries(properties).flatMap(([name, schema]) => pairOf(name, schema)) : [];
}

function pairOf(name: string, schema: JsonObject[string]): [string, Vocabulary][] {
  if (!isObject(schema)) return [];
  const own = schema.vocabulary ?? (isObject(schema.items) ? schema.items.vocabulary : undefined);
  const vocabulary = typeof own === 'string' ? VOCABULARIES.get(own) : undefined;
  return vocabulary === undefined ? [] : [[name, vocabulary]];
}

interface VocabularyFile {
  readonly vocabularies: Readonly<Record<string, { readonly section: string; readonly values: readonly string[] }>>;
}

function readVocabularies(): Map<string, Vocabulary> {
  const text = readFileSync(new URL('../stix-2.1/vocabularies.json', import.meta.url), 'utf8');
  const { vocabularies } = JSON.parse(text) as VocabularyFile;
  return new Map(
    Object.entries(vocabularies).map(([name, { section, values }]) => [
      name,
      { name, section, values: new Set(values) },
    ]),
  );
}
