// GET /console/openapi.json — the API of the console (OpenAPI 3.1), made of its routes and of schemas/console/resources.json.
// It says nothing of the exchange that serves it.
import { readFileSync } from 'node:fs';
import { TAXII_MEDIA_TYPE } from '../errors.ts';
import { componentSchemas, type Schema } from '../openapi/schemas.ts';
import { staticAnswer, type StaticAnswer } from '../static-answer.ts';
import { COOKIE } from './cookie.ts';
import { PATH_PARAMETERS, URL_PARAMETERS } from './parameters.ts';
import { ROUTES, SESSION_ROUTE, type ConsoleOperation, type ConsoleRoute } from './routes.ts';

const JSON_TYPE = 'application/json';
const LINES_TYPE = 'application/x-ndjson';
const CHANGES_TOKEN = 'csrf-token';

const DESCRIPTION = `What the pages of the console ask for. Whoever is signed in has a cookie, and gets what their agency sees over TAXII, and nothing else.
What isn't there, or not for them, is 404. Instants are as in TAXII; URL parameters that are empty are as if they were not there.
\`X-Background: 1\` says that nobody did it: such a request doesn't lengthen the session.`;

/** The document. */
export interface ConsoleDocument {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, ConsoleApiOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>>; readonly [other: string]: object };
  readonly [other: string]: unknown;
}

/** An operation of the document. */
export interface ConsoleApiOperation {
  readonly operationId: string;
  readonly requestBody?: { readonly required: true; readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content: Readonly<Record<string, { readonly schema?: Schema }>> }>>;
  readonly [other: string]: unknown;
}

/** Makes the document. */
export function buildConsoleDocument(): ConsoleDocument {
  const routes = [SESSION_ROUTE, ...ROUTES];
  return {
    openapi: '3.1.1',
    info: { title: 'Liaison, the console', version: '1', description: DESCRIPTION },
    servers: [{ url: '/console/api' }],
    tags: [{ name: 'everybody', description: 'For every account.' }, { name: 'operators', description: 'For operators.' }],
    paths: Object.fromEntries(routes.map((route) => [route.path, pathItem(route)])),
    components: {
      schemas: { ...resourceComponents(), ...taxiiComponents(), 'catalogue-file': catalogueComponent() },
      parameters: {
        ...Object.fromEntries(Object.entries(PATH_PARAMETERS).map(([name, description]) => [`path-${name}`, { name, in: 'path', required: true, description, schema: { type: 'string' } }])),
        ...Object.fromEntries(Object.entries(URL_PARAMETERS).map(([name, told]) => [`query-${name}`, { name, in: 'query', ...told }])),
        [CHANGES_TOKEN]: { name: 'X-CSRF-Token', in: 'header', required: true, description: 'The `csrf_token` of the session.', schema: { type: 'string' } },
      },
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: COOKIE, description: 'Set by signing in.' } },
    },
  };
}

let made: StaticAnswer | undefined;

/** The document as it is sent. */
export function consoleDocument(): StaticAnswer {
  made ??= staticAnswer(JSON_TYPE, JSON.stringify(buildConsoleDocument()));
  return made;
}

function pathItem({ path, ...methods }: ConsoleRoute): Record<string, ConsoleApiOperation> {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => `path-${name}`);
  return Object.fromEntries(Object.entries(methods).map(([method, operation]) => [method, operationOf(method, inPath, operation)]));
}

function operationOf(method: string, inPath: readonly string[], operation: ConsoleOperation): ConsoleApiOperation {
  const { id, summary, parameters = [], takes, gives, status = 200 } = operation;
  const isOpen = operation.for === 'anybody';
  const names = [...inPath, ...parameters.map((name) => `query-${name}`), ...(method === 'get' || isOpen ? [] : [CHANGES_TOKEN])];
  const given = gives === 'lines' ? { [LINES_TYPE]: {} } : { [JSON_TYPE]: { schema: reference(gives) } };
  return {
    operationId: id,
    summary,
    tags: [operation.for === 'operators' ? 'operators' : 'everybody'],
    parameters: names.map((name) => ({ $ref: `#/components/parameters/${name}` })),
    ...(takes === undefined ? {} : { requestBody: { required: true, content: { [takes === 'envelope' ? TAXII_MEDIA_TYPE : JSON_TYPE]: { schema: reference(takes) } } } }),
    responses: {
      [String(status)]: { description: 'As asked for.', content: given },
      default: { description: 'It was refused: an error resource says why.', content: { [TAXII_MEDIA_TYPE]: { schema: reference('error') } } },
    },
    security: isOpen ? [] : [{ session: [] }],
  };
}

function reference(name: string): Schema {
  return { $ref: `#/components/schemas/${name}` };
}

function resourceComponents(): Record<string, Schema> {
  const text = schemaText('console/resources.json').replaceAll('#/$defs/', '#/components/schemas/').replaceAll(CATALOGUE_SCHEMA, '#/components/schemas/catalogue-file');
  return (JSON.parse(text) as { readonly $defs: Record<string, Schema> }).$defs;
}

// What errors and envelopes are made of comes with them.
function taxiiComponents(): Record<string, Schema> {
  const all = componentSchemas();
  const taken = new Map<string, Schema>();
  const take = (name: string): void => {
    const schema = all[name];
    if (schema === undefined || taken.has(name)) return;
    taken.set(name, schema);
    for (const [, used = ''] of JSON.stringify(schema).matchAll(/"#\/components\/schemas\/([\w-]+)/g)) take(used);
  };
  for (const name of ['error', 'envelope']) take(name);
  return Object.fromEntries(taken);
}

const CATALOGUE_SCHEMA = 'https://liaison.example/schemas/catalogue/catalogue.schema.json';

function catalogueComponent(): Schema {
  const text = schemaText('catalogue/catalogue.schema.json').replaceAll('#/$defs/', '#/components/schemas/catalogue-file/$defs/');
  const { $schema: _dialect, $id: _name, ...schema } = JSON.parse(text) as Schema;
  return schema;
}

function schemaText(file: string): string {
  return readFileSync(new URL(`../../schemas/${file}`, import.meta.url), 'utf8');
}
