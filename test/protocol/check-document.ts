// Holds answers against the API document: nothing is answered that it doesn't tell.
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { isTimestamp } from '../../schemas/timestamp.ts';
import { buildDocument, type ApiDocument } from '../../server/openapi/document.ts';
import { pathAndQuery } from '../../server/target.ts';
import type { ApiResponse } from '../../server/openapi/responses.ts';
import type { Schema } from '../../server/openapi/schemas.ts';
import { textOf, type Answer } from './client.ts';

/** The document, as clients get it. */
export const DOCUMENT = JSON.parse(JSON.stringify(buildDocument())) as ApiDocument;

/** Headers that every HTTP server sends (RFC 9110, RFC 9112), and the one that the document tells as media type. */
const OF_HTTP = new Set(['connection', 'content-length', 'content-type', 'date', 'keep-alive', 'transfer-encoding']);

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

// Concrete paths first, then the longest: an API root may have any number of segments.
const PATHS = Object.keys(DOCUMENT.paths)
  .toSorted((one, other) => Number(one.startsWith('/{')) - Number(other.startsWith('/{')) || other.length - one.length)
  .map((path) => ({ path, pattern: patternOf(path) }));

const ajv = new Ajv2020({ strict: false, allErrors: true });
ajv.addFormat('date-time', isTimestamp);
ajv.addFormat('uuid', UUID);
const validators = new WeakMap<object, ValidateFunction>();

/** Everything in which an answer differs from what the document says of it. */
export function documentFaults(method: string, path: string, answer: Answer): string[] {
  const response = responsesAt(method, path)[String(answer.status)];
  if (response === undefined) return [`the API document has no ${answer.status} for ${method} ${path}`];
  return [...headerFaults(response, answer), ...contentFaults(method, response, answer)].map((fault) => `by the API document ${fault}`);
}

/** What the document says is answered to that; at what is no operation, that of `x-elsewhere`. */
function responsesAt(method: string, target: string): Readonly<Record<string, ApiResponse>> {
  const path = pathAndQuery(target)?.split('?', 1)[0]?.replace(/\/$/, '');
  const found = path === undefined ? undefined : PATHS.find(({ pattern }) => pattern.test(path));
  const methods = found === undefined ? {} : (DOCUMENT.paths[found.path] ?? {});
  const operation = methods[(method === 'HEAD' ? 'GET' : method).toLowerCase() as keyof typeof methods];
  return (operation ?? DOCUMENT['x-elsewhere']).responses;
}

function patternOf(path: string): RegExp {
  const pattern = path
    .replace(/\/$/, '')
    .replaceAll('.', '\\.')
    .replace('/{api-root}', '(?:/.+)?')
    .replaceAll(/\{[^}]+\}/g, '[^/]+');
  return new RegExp(`^${pattern}$`);
}

function headerFaults(response: ApiResponse, { headers }: Answer): string[] {
  const told = new Map(Object.entries(response.headers).map(([name, { $ref }]) => [name.toLowerCase(), headerAt($ref)]));
  const unknown = Object.keys(headers).filter((name) => !told.has(name) && !OF_HTTP.has(name));
  const missing = [...told].filter(([name, { required }]) => required === true && headers[name] === undefined);
  const wrong = [...told].filter(([name, { schema }]) => headers[name] !== undefined && !isValid(schema, headerValue(schema, headers[name])));
  return [
    ...unknown.map((name) => `there is no header ${name}`),
    ...missing.map(([name]) => `the header ${name} is missing`),
    ...wrong.map(([name]) => `the header ${name} is wrong: ${String(headers[name])}`),
  ];
}

function headerAt($ref: string): ApiDocument['components']['headers'][string] {
  const header = DOCUMENT.components.headers[$ref.replace('#/components/headers/', '')];
  if (header === undefined) throw new Error(`${$ref} leads nowhere.`);
  return header;
}

function headerValue({ type }: Schema, value: unknown): unknown {
  return type === 'integer' ? Number(value) : value;
}

function contentFaults(method: string, { content }: ApiResponse, answer: Answer): string[] {
  const mediaType = String(answer.headers['content-type']);
  if (content === undefined) return answer.body.length === 0 ? [] : ['there is no body'];
  const told = content[mediaType];
  if (told === undefined) return [`the media type is one of ${Object.keys(content).join(', ')}, not ${mediaType}`];
  if (method === 'HEAD' || told.schema === undefined) return [];
  try {
    return schemaFaults(told.schema, JSON.parse(textOf(answer)));
  } catch (error) {
    return [`the body is JSON: ${String(error)}`];
  }
}

function schemaFaults(schema: Schema, value: unknown): string[] {
  const validate = validatorOf(schema);
  if (validate(value)) return [];
  return [`the body is wrong: ${ajv.errorsText(validate.errors)}`];
}

function isValid(schema: Schema, value: unknown): boolean {
  return validatorOf(schema)(value) === true;
}

function validatorOf(schema: Schema): ValidateFunction {
  const known = validators.get(schema);
  if (known !== undefined) return known;
  const validate = ajv.compile({ ...schema, components: { schemas: DOCUMENT.components.schemas } });
  validators.set(schema, validate);
  return validate;
}
