// The TAXII 2.1 resources, checked: by the schemas in this folder, then by the rules that schemas can't say.
import { readFileSync } from 'node:fs';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { isTimestamp } from '../timestamp.ts';
import { explainSchemaError } from './explain.ts';
import type { ResourceFault } from './rules.ts';
import { checkCollections, checkDiscovery, checkError, checkManifest, checkStatus } from './rules.ts';
import type { Collections, Discovery, Manifest, Status, TaxiiError } from './types.ts';

export type { ResourceFault } from './rules.ts';

/** The resources that have a schema, by the names of their files. */
export const TAXII_RESOURCES = [
  'discovery',
  'api-root',
  'collections',
  'collection',
  'envelope',
  'manifest',
  'manifest-record',
  'status',
  'status-details',
  'versions',
  'error',
] as const;

/** A kind of TAXII resource. */
export type TaxiiResource = (typeof TAXII_RESOURCES)[number];

const validators = compileResources();

/**
 * Everything that is wrong with a resource as a TAXII 2.1 server sends it; nothing when it is valid. The rules over
 * several properties are applied only to what its schema lets pass.
 *
 * @param httpStatus the status of the response that carries it, against which an error's `http_status` is held
 */
export function checkTaxiiResource(resource: TaxiiResource, value: unknown, httpStatus?: number): ResourceFault[] {
  const validate = validators[resource];
  return validate(value) ? checkRules(resource, value, httpStatus) : distinct(validate.errors ?? []);
}

function checkRules(resource: TaxiiResource, value: unknown, httpStatus: number | undefined): ResourceFault[] {
  switch (resource) {
    case 'discovery':
      return checkDiscovery(value as Discovery);
    case 'collections':
      return checkCollections(value as Collections);
    case 'manifest':
      return checkManifest(value as Manifest);
    case 'status':
      return checkStatus(value as Status);
    case 'error':
      return checkError(value as TaxiiError, httpStatus);
    default:
      return [];
  }
}

// A timestamp that breaks both its pattern and its format is one fault, and so is a list without the entry that it
// must contain, of which ajv also says for each entry that it is another.
function distinct(errors: readonly ErrorObject[]): ResourceFault[] {
  const faults = new Map<string, ResourceFault>();
  for (const error of errors.filter(({ schemaPath }) => !schemaPath.includes('/contains/'))) {
    const fault = explainSchemaError(error);
    faults.set(`${fault.pointer} ${fault.message}`, fault);
  }
  return [...faults.values()];
}

function compileResources(): Record<TaxiiResource, ValidateFunction> {
  const ajv = new Ajv2020({ strict: true, allErrors: true, verbose: true });
  ajv.addFormat('date-time', isTimestamp);
  const schemas = ['common', ...TAXII_RESOURCES].map((name) => readSchema(name));
  ajv.addSchema(schemas);
  const compiled = TAXII_RESOURCES.map((name, index) => [name, ajv.compile(schemas[index + 1] ?? {})]);
  return Object.fromEntries(compiled) as Record<TaxiiResource, ValidateFunction>;
}

function readSchema(name: string): object {
  return JSON.parse(readFileSync(new URL(`./${name}.json`, import.meta.url), 'utf8')) as object;
}
