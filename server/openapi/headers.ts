// The headers of answers, as the API document tells them.

/** A header of answers. */
interface Header {
  readonly description: string;
  /** JSON Schema of its value. */
  readonly schema: object;
  /** Whether each answer that may have it has it. */
  readonly required?: true;
}

const INSTANT = { $ref: '#/components/schemas/timestamp' };
const TEXT = { type: 'string' };

/** All headers but those that HTTP itself needs, such as Date and Content-Length. */
export const HEADERS = {
  'X-Request-Id': {
    description: 'Names this request in the log of the server; the `error_id` of an error.',
    schema: { type: 'string', format: 'uuid' },
    required: true,
  },
  'Strict-Transport-Security': { description: 'Over HTTPS, where no proxy ends it.', schema: { type: 'string', pattern: '^max-age=\\d+$' } },
  'X-TAXII-Date-Added-First': {
    description: 'When the first item of the page was added to the collection. On an empty page it repeats where the client stands, if anything was said of that.',
    schema: INSTANT,
  },
  'X-TAXII-Date-Added-Last': {
    description: 'When the last item of the page was added to the collection: the next `added_after`. On an empty page like the first.',
    schema: INSTANT,
  },
  'RateLimit-Policy': {
    description: 'The limits of the account and its agency, where there are any and it is known who asks: `q` in `w` seconds, in the unit `qu` (draft-ietf-httpapi-ratelimit-headers).',
    schema: TEXT,
  },
  RateLimit: { description: 'What is left of them: `r`, for `t` seconds.', schema: TEXT },
  'Retry-After': {
    description: 'After how many seconds it is worth trying again.',
    schema: { type: 'integer', minimum: 0 },
    required: true,
  },
  'WWW-Authenticate': { description: 'Which credentials are taken.', schema: TEXT, required: true },
  Allow: { description: 'The methods that are defined at this path.', schema: TEXT, required: true },
  'Cache-Control': { description: 'Whether it may be kept, and by whom.', schema: TEXT },
  Vary: { description: 'What of the request the answer depends on.', schema: TEXT },
  ETag: { description: 'The same for the same octets: send it as `If-None-Match`, and they are not sent again.', schema: { type: 'string', pattern: '^"[\\w-]+"$' } },
  'Content-Encoding': { description: 'A body of some size is compressed where `Accept-Encoding` lets it be.', schema: { enum: ['zstd', 'br', 'gzip'] } },
  'X-Content-Type-Options': { description: 'The media type is as it is told.', schema: { const: 'nosniff' } },
  'Content-Security-Policy': { description: 'The page has a style sheet, and nothing else.', schema: TEXT },
  'Referrer-Policy': { description: 'Other sites do not learn from where they are visited.', schema: { const: 'no-referrer' } },
} as const satisfies Readonly<Record<string, Header>>;

/** The name of a header. */
export type HeaderName = keyof typeof HEADERS;
