// Turns what ajv reports into sentences; the titles in the schema complete "must be ...".
import type { ErrorObject } from 'ajv/dist/2020.js';
import type { CatalogueFault, CataloguePath } from './fault.ts';
import { didYouMean } from './nearest.ts';

const LONGEST_QUOTE = 60;
const NEITHER_OR_BOTH = 'must name either an agency or a group, exactly one of them';

/** The faults that an error of the schema check stands for; none where another error says it better. */
export function explainSchemaError(error: ErrorObject, catalogue: unknown): CatalogueFault[] {
  const path = pathOf(error.instancePath, catalogue);
  switch (error.keyword) {
    case 'additionalProperties':
      return [unknownKey(path, error)];
    case 'uniqueItems':
      return repeatedItem(path, error);
    case 'required':
      return isInOneOf(error) ? [] : [{ path, message: `the key "${error.params.missingProperty}" is missing` }];
    case 'oneOf':
      return isKeyed(error.data) ? [{ path, message: NEITHER_OR_BOTH }] : [];
    case 'minItems':
      return [{ path, message: `must be ${phraseOf(error)} with at least one entry, but is empty` }];
    case 'minProperties':
      return [{ path, message: `must be ${phraseOf(error)}, at least one of them, but has none` }];
    default:
      return [{ path, message: `must be ${phraseOf(error)}, but is ${whatIs(error)}` }];
  }
}

function unknownKey(path: CataloguePath, { params, parentSchema }: ErrorObject): CatalogueFault {
  const name = String(params.additionalProperty);
  const known = Object.keys(parentSchema?.properties as object);
  const hint = didYouMean(name, known) || `, which has ${known.join(', ')}`;
  return { path: [...path, name], message: `is no key of ${String(parentSchema?.title)}${hint}` };
}

// Only texts are told: an entry that is something else has a fault of its own.
function repeatedItem(path: CataloguePath, { params, data }: ErrorObject): CatalogueFault[] {
  const [first = 0, second = 0] = [params.i as number, params.j as number].toSorted((one, other) => one - other);
  const item = (data as unknown[])[second];
  if (typeof item !== 'string') return [];
  return [{ path: [...path, second], message: `${quote(item)} is in this list already, as entry ${first + 1}` }];
}

// Both branches of a grant's oneOf say that they miss their key; the oneOf itself says it once.
function isInOneOf({ schemaPath }: ErrorObject): boolean {
  return schemaPath.includes('/oneOf/');
}

function phraseOf({ parentSchema }: ErrorObject): string {
  const title = String(parentSchema?.title);
  const keys = parentSchema?.properties as object | undefined;
  return keys === undefined ? title : `${title}, with the keys ${Object.keys(keys).join(', ')}`;
}

function whatIs({ data, parentSchema }: ErrorObject): string {
  if (data === null || data === undefined) return 'empty';
  if (Array.isArray(data)) return 'a list';
  if (isKeyed(data)) return 'a set of keys';
  if (typeof data === 'string') return quote(data);
  return parentSchema?.type === 'string' ? `${String(data)}; put it in quotes if it is meant as text` : String(data);
}

function isKeyed(data: unknown): boolean {
  return typeof data === 'object' && data !== null && !Array.isArray(data);
}

function quote(text: string): string {
  return JSON.stringify(text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text);
}

// RFC 6901, 3 and 4: whether a token is a position depends on what it is looked up in.
function pathOf(pointer: string, catalogue: unknown): CataloguePath {
  const path: (string | number)[] = [];
  let here = catalogue;
  for (const token of pointer.split('/').slice(1)) {
    const name = token.replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(Array.isArray(here) ? Number(name) : name);
    here = (here as Record<string, unknown>)[name];
  }
  return path;
}
