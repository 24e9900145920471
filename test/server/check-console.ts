// Holds what the console's API answers, and takes, against its API document.
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { isTimestamp } from '../../schemas/timestamp.ts';
import { buildConsoleDocument, type ConsoleApiOperation, type ConsoleDocument } from '../../server/console/api-document.ts';

/** The document, as it is sent. */
export const CONSOLE_DOCUMENT = JSON.parse(JSON.stringify(buildConsoleDocument())) as ConsoleDocument;

/** The paths, and what they look like in a request; those with fewer parameters first. */
const PATHS = Object.keys(CONSOLE_DOCUMENT.paths)
  .toSorted((one, other) => one.split('{').length - other.split('{').length)
  .map((path) => ({ path, pattern: new RegExp(`^${path.replace(/\/$/, '').replaceAll(/\{\w+\}/g, '[^/]+')}/?$`) }));

const ajv = new Ajv2020({ strict: false, allErrors: true });
ajv.addFormat('date-time', isTimestamp);
ajv.addFormat('uuid', /^[0-9a-f-]{36}$/);
const validators = new Map<string, ValidateFunction>();

/** What is asked. */
export interface AskedOfConsole {
  readonly method: string;
  /** Below /console, with or without a query. */
  readonly path: string;
  readonly body: unknown;
}

/** Everything in which an answer, or a body that was taken, differs from what the document says. */
export function consoleFaults({ method, path, body }: AskedOfConsole, { status, headers, text }: { readonly status: number; readonly headers: Headers; readonly text: string }): string[] {
  const operation = operationAt(method, path);
  if (operation === undefined) return status >= 400 ? [] : [`the document has no ${method} ${path}`];
  const told = operation.responses[String(status)] ?? (status >= 400 ? operation.responses['default'] : undefined);
  const mediaType = headers.get('content-type') ?? '';
  const content = told?.content[mediaType];
  if (content === undefined) return [`${method} ${path} is answered ${status} with ${mediaType}, which the document doesn't tell`];
  if (content.schema === undefined || method === 'HEAD') return [];
  const faults = faultsOf(content.schema, JSON.parse(text)).map((fault) => `the answer to ${method} ${path}: ${fault}`);
  return status < 400 && body !== undefined ? [...faults, ...bodyFaults(operation, body).map((fault) => `the body of ${method} ${path}: ${fault}`)] : faults;
}

/** The operation of a request. */
function operationAt(method: string, target: string): ConsoleApiOperation | undefined {
  const path = (target.split('?')[0] ?? '').replace(/^\/api/, '');
  const found = PATHS.find(({ pattern }) => pattern.test(path));
  return found === undefined ? undefined : CONSOLE_DOCUMENT.paths[found.path]?.[method === 'HEAD' ? 'get' : method.toLowerCase()];
}

function bodyFaults({ requestBody }: ConsoleApiOperation, body: unknown): string[] {
  const schema = requestBody?.content['application/json']?.schema;
  return schema === undefined ? [] : faultsOf(schema, body);
}

function faultsOf(schema: object, value: unknown): string[] {
  const key = JSON.stringify(schema);
  const validate = validators.get(key) ?? ajv.compile({ ...schema, components: { schemas: CONSOLE_DOCUMENT.components.schemas } });
  validators.set(key, validate);
  return validate(value) ? [] : [ajv.errorsText(validate.errors)];
}
