// What an operation answers, status by status: its own answers, and all that its steps refuse with.
import { errorKind, type ErrorCode } from '../error-codes.ts';
import { TAXII_MEDIA_TYPE } from '../errors.ts';
import { RESOURCE_HEADERS, type Answer, type Operation } from '../operation.ts';
import type { RouteGroup } from '../routes.ts';
import { limitRates } from '../steps/limit-rates.ts';
import type { HeaderName } from './headers.ts';
import { referenceTo, type Schema } from './schemas.ts';

/** A response of the API document. */
export interface ApiResponse {
  readonly description: string;
  readonly headers: Readonly<Record<string, { readonly $ref: string }>>;
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
}

const ALL_ANSWERS: readonly HeaderName[] = ['X-Request-Id', 'Strict-Transport-Security'];
const RATE_LIMITS: readonly HeaderName[] = ['RateLimit-Policy', 'RateLimit'];

/** The responses of an operation in its group, or of where no operation is, by status. */
export function responsesOf(group: RouteGroup, operation?: Operation): Record<string, ApiResponse> {
  const answers = operation?.answers ?? [];
  const codes = codesOf(group, operation);
  const statuses = new Set([...answers.map(({ status }) => status), ...codes.map((code) => errorKind(code).status)]);
  return Object.fromEntries(
    [...statuses].toSorted((one, other) => one - other).map((status) => {
      const ofStatus = codes.filter((code) => errorKind(code).status === status);
      return [String(status), responseOf(group, status, answers.filter((answer) => answer.status === status), ofStatus)];
    }),
  );
}

function codesOf({ before, refuses }: RouteGroup, operation: Operation | undefined): ErrorCode[] {
  const steps = [...before, ...(operation?.steps ?? [])];
  return [...new Set([...refuses, ...steps.flatMap((step) => step.refuses)])];
}

function responseOf(group: RouteGroup, status: number, answers: readonly Answer[], codes: readonly ErrorCode[]): ApiResponse {
  const headers = [...ALL_ANSWERS, ...answers.flatMap((answer) => answer.headers), ...(codes.length === 0 ? [] : headersOf(codes))];
  if (group.before.includes(limitRates)) headers.push(...RATE_LIMITS);
  const content = { ...Object.fromEntries(answers.flatMap(contentOf)), ...(codes.length === 0 ? {} : errorContent(status, codes)) };
  return {
    description: [...answers.map(({ description }) => description), ...codes.map(explained)].join('\n'),
    headers: Object.fromEntries([...new Set(headers)].map((name) => [name, { $ref: `#/components/headers/${name}` }])),
    ...(Object.keys(content).length === 0 ? {} : { content }),
  };
}

function headersOf(codes: readonly ErrorCode[]): HeaderName[] {
  return [...RESOURCE_HEADERS, ...codes.map((code) => errorKind(code).header).filter((header) => header !== undefined)];
}

function contentOf({ mediaType, resource }: Answer): [mediaType: string, content: { schema?: Schema }][] {
  if (mediaType === undefined) return [];
  if (resource !== undefined) return [[mediaType, { schema: { $ref: referenceTo(resource) } }]];
  return mediaType === TAXII_MEDIA_TYPE ? [] : [[mediaType, {}]];
}

function errorContent(status: number, codes: readonly ErrorCode[]): ApiResponse['content'] {
  const schema = {
    allOf: [{ $ref: referenceTo('error') }],
    properties: { error_code: { enum: codes }, http_status: { const: String(status) } },
    required: ['description', 'error_id', 'error_code', 'http_status'],
  };
  return { [TAXII_MEDIA_TYPE]: { schema } };
}

function explained(code: ErrorCode): string {
  return `- \`${code}\`: ${errorKind(code).when}`;
}
