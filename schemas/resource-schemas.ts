// The JSON Schemas of all that is answered: the resources of TAXII, and the exchange's own beside them.
import { readFileSync } from 'node:fs';
import { TAXII_RESOURCES, type TaxiiResource } from './taxii/resources.ts';

/** The resources beside the standard, by the names of their files in `exchange/`. */
export const OWN_RESOURCES = ['changes', 'me', 'validation-report', 'health'] as const;

/** The name of a resource's schema. */
export type ResourceName = TaxiiResource | (typeof OWN_RESOURCES)[number];

/** A JSON Schema of a resource, or what several of them have in common. */
export interface ResourceSchema {
  /** The name of its file, without `.json`. */
  readonly name: string;
  readonly schema: Readonly<Record<string, unknown>> & { readonly $id: string };
}

/** All of them, as they are written; `common` has definitions that the others refer to. */
export function resourceSchemas(): ResourceSchema[] {
  return [...['common', ...TAXII_RESOURCES].map((name) => read('taxii', name)), ...OWN_RESOURCES.map((name) => read('exchange', name))];
}

function read(folder: string, name: string): ResourceSchema {
  const text = readFileSync(new URL(`./${folder}/${name}.json`, import.meta.url), 'utf8');
  return { name, schema: JSON.parse(text) as ResourceSchema['schema'] };
}
