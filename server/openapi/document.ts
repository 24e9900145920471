// The API document (OpenAPI 3.1), made of the routes, the schemas and the errors. It says nothing of the exchange that
// serves it: strangers read it.
import { createHash } from 'node:crypto';
import { ERRORS, errorKind, type ErrorCode } from '../error-codes.ts';
import { TAXII_MEDIA_TYPE } from '../errors.ts';
import type { Operation } from '../operation.ts';
import { PARAMETERS, parameter, type ParameterName } from '../parameters.ts';
import { DISCOVERY, DOCUMENT, ELSEWHERE, HEALTH, UNDER_API_ROOT, type Route, type RouteGroup } from '../routes.ts';
import { authenticate } from '../steps/authenticate.ts';
import { HEADERS } from './headers.ts';
import { responsesOf, type ApiResponse } from './responses.ts';
import { componentSchemas, referenceTo, type Schema } from './schemas.ts';
import { BESIDE_STANDARD, DESCRIPTION, ELSEWHERE_DESCRIPTION, PATH_PARAMETERS, SECURITY_SCHEMES, STANDARD } from './texts.ts';

/** An operation of the document. */
export interface ApiOperation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly { readonly $ref: string }[];
  readonly requestBody?: { readonly description: string; readonly required: true; readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<Record<string, ApiResponse>>;
  readonly security: readonly Readonly<Record<string, readonly []>>[];
}

/** A parameter of the document. */
export interface ApiParameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly description: string;
  readonly required: boolean;
  readonly schema: Schema;
  readonly [other: string]: unknown;
}

/** The document. */
export interface ApiDocument {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly summary: string; readonly description: string; readonly version: string; readonly license: object };
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Partial<Record<'get' | 'post' | 'delete', ApiOperation>>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly parameters: Readonly<Record<string, ApiParameter>>;
    readonly headers: Readonly<Record<string, { readonly description: string; readonly schema: Schema; readonly required?: boolean }>>;
    readonly securitySchemes: Readonly<Record<string, { readonly description: string; readonly [other: string]: unknown }>>;
  };
  /** What is answered where no operation is. */
  readonly 'x-elsewhere': { readonly description: string; readonly responses: Readonly<Record<string, ApiResponse>> };
  /** All kinds of errors, by `error_code`. */
  readonly 'x-errors': Readonly<Record<string, { readonly status: number; readonly title: string; readonly description: string }>>;
}

const GROUPS: readonly RouteGroup[] = [DISCOVERY, UNDER_API_ROOT, HEALTH, DOCUMENT];

/** Makes the document. Its version is a digest, so that whoever has an old one sees that something changed. */
export function buildDocument(): ApiDocument {
  const document = documentOfVersion('');
  const digest = createHash('sha256').update(JSON.stringify(document)).digest('hex').slice(0, 12);
  return documentOfVersion(`2.1+${digest}`);
}

function documentOfVersion(version: string): ApiDocument {
  const paths = GROUPS.flatMap((group) => group.routes.map((route) => [route.path, pathItem(group, route)]));
  return {
    openapi: '3.1.1',
    info: {
      title: 'Liaison',
      summary: 'A STIX/TAXII 2.1 exchange for member agencies',
      description: DESCRIPTION,
      version,
      license: { name: 'Apache License 2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: [STANDARD, BESIDE_STANDARD],
    paths: Object.fromEntries(paths),
    components: {
      schemas: componentSchemas(),
      parameters: { ...pathParameters(), ...queryParameters() },
      headers: HEADERS,
      securitySchemes: SECURITY_SCHEMES,
    },
    'x-elsewhere': { description: ELSEWHERE_DESCRIPTION, responses: responsesOf(ELSEWHERE) },
    'x-errors': answeredErrors(),
  };
}

function pathItem(group: RouteGroup, { path, ...methods }: Route): object {
  const inPath = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name = '']) => name);
  const operations = Object.entries(methods) as [method: string, operation: Operation][];
  return Object.fromEntries(operations.map(([method, operation]) => [method, operationOf(group, inPath, operation)]));
}

function operationOf(group: RouteGroup, inPath: readonly string[], operation: Operation): ApiOperation {
  const { id, summary, description, section, parameters, takes } = operation;
  const names = [...inPath.map((name) => `path-${name}`), ...parameters.map(componentName)];
  return {
    operationId: id,
    tags: [section === undefined ? BESIDE_STANDARD.name : STANDARD.name],
    summary,
    description: section === undefined ? description : `${description} (TAXII 2.1, ${section})`,
    parameters: names.map((name) => ({ $ref: `#/components/parameters/${name}` })),
    ...(takes === undefined ? {} : { requestBody: ENVELOPE_BODY }),
    responses: responsesOf(group, operation),
    security: group.before.includes(authenticate) ? Object.keys(SECURITY_SCHEMES).map((name) => ({ [name]: [] })) : [],
  };
}

const ENVELOPE_BODY = {
  description:
    'An envelope (TAXII 2.1, 3.7) of at most `max_content_length` octets. A server that is not strict takes `application/stix+json` as its media type as well.',
  required: true,
  content: { [TAXII_MEDIA_TYPE]: { schema: { allOf: [{ $ref: referenceTo('envelope') }], required: ['objects'] } } },
} as const;

function pathParameters(): Record<string, ApiParameter> {
  const named = Object.entries(PATH_PARAMETERS);
  return Object.fromEntries(
    named.map(([name, { description, schema }]) => [`path-${name}`, { name, in: 'path', description, required: true, schema }]),
  );
}

function queryParameters(): Record<string, ApiParameter> {
  const names = Object.keys(PARAMETERS) as ParameterName[];
  return Object.fromEntries(names.map((name) => [componentName(name), queryParameter(name)]));
}

function queryParameter(name: ParameterName): ApiParameter {
  const { description, schema, isList, example } = parameter(name);
  const told = { name, in: 'query', description, required: false } as const;
  const examples = example === undefined ? {} : { example: exampleOf(example, schema, isList) };
  if (!isList) return { ...told, schema: { ...schema }, ...examples };
  return { ...told, style: 'form', explode: false, schema: { type: 'array', minItems: 1, items: schema }, ...examples };
}

function exampleOf(example: string, schema: object, isList: boolean | undefined): unknown {
  if (isList) return example.split(',');
  return 'type' in schema && schema.type === 'integer' ? Number(example) : example;
}

// Brackets aren't for names of components.
function componentName(name: ParameterName): string {
  return `query-${name.replace('[', '-').replace(']', '')}`;
}

// Only those that are answered: of some, only the log hears.
function answeredErrors(): ApiDocument['x-errors'] {
  const operations = GROUPS.flatMap((group) => group.routes.flatMap(({ path: _path, ...methods }) => Object.values(methods).map((operation) => ({ group, operation }))));
  const responses = [...operations.map(({ group, operation }) => responsesOf(group, operation)), responsesOf(ELSEWHERE)];
  const text = JSON.stringify(responses);
  const codes = (Object.keys(ERRORS) as ErrorCode[]).filter((code) => text.includes(`\`${code}\``));
  return Object.fromEntries(codes.map((code) => [code, { status: errorKind(code).status, title: errorKind(code).title, description: errorKind(code).when }]));
}
