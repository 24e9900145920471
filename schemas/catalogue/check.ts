// Whether a value is a catalogue: by the schema in this folder, and by what the entries say about each other.
import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { explainSchemaError } from './explain.ts';
import type { CatalogueFault } from './fault.ts';
import { outlineOf } from './outline.ts';
import { checkReleaseRules } from './release-rules.ts';
import { checkRules } from './rules.ts';

let compiled: ValidateFunction | undefined;

function compile(): ValidateFunction {
  const schema = readFileSync(new URL('./catalogue.schema.json', import.meta.url), 'utf8');
  return new Ajv2020({ strict: true, allErrors: true, verbose: true }).compile(JSON.parse(schema) as object);
}

/**
 * Everything that is wrong with a catalogue, in the shape of its file (`CatalogueDocument`); nothing when it is valid.
 * The rules over several entries are applied to every text that is where it belongs, so that one misspelt key doesn't
 * hide what else is wrong.
 */
export function checkCatalogue(value: unknown): CatalogueFault[] {
  // With the first catalogue: a server that starts has mostly none to look at.
  compiled ??= compile();
  const errors = compiled(value) ? [] : (compiled.errors ?? []);
  const schemaFaults = errors.flatMap((error) => explainSchemaError(error, value));
  const outline = outlineOf(value);
  return distinct([...schemaFaults, ...checkRules(outline), ...checkReleaseRules(outline)]);
}

// A text that breaks both the length and the pattern asked of it is one fault.
function distinct(faults: readonly CatalogueFault[]): CatalogueFault[] {
  return [...new Map(faults.map((fault) => [JSON.stringify([fault.path, fault.message]), fault])).values()];
}
