// The URL parameters of all endpoints (T-3.4, and our own): object-query.ts reads them, the API document tells of them.

/** How many items a page has when the client doesn't say, and at most (T-3.4-11, -12); and its most bytes. */
export const PAGE = { defaultLimit: 1_000, maximumLimit: 10_000, maximumBytes: 16 * 1024 * 1024 } as const;

/** A STIX version in `match[spec_version]`. */
export const SPEC_VERSION = /^\d+\.\d+$/;

/** The keywords of `match[version]`. */
export const VERSION_KEYWORDS = ['first', 'last', 'all'] as const;

/** Most parameters of a request, whether they are known or not: no endpoint has more than a handful. */
export const MOST_PARAMETERS = 100;

/** Most octets that the match parameters of a request may have together, as JSON. */
export const LONGEST_MATCH = 24 * 1024;

/** Most characters of the reason of a deletion. */
export const LONGEST_REASON = 200;

/** A parameter, as the API document tells it. */
export interface Parameter {
  readonly description: string;
  /** JSON Schema of its value, or of one of its values. */
  readonly schema: object;
  /** Several values are separated by commas. */
  readonly isList?: true;
  readonly example?: string;
}

const INSTANT = { type: 'string', format: 'date-time' };
const EXAMPLE_INSTANT = '2026-01-31T12:00:00.000000Z';

/** All parameters, by name. */
export const PARAMETERS = {
  added_after: {
    description: 'Only what was added to the collection after this instant: the last `X-TAXII-Date-Added-Last` that the client got.',
    schema: INSTANT,
    example: EXAMPLE_INSTANT,
  },
  limit: {
    description: `How many items the page may have at most. More than ${PAGE.maximumLimit} counts as ${PAGE.maximumLimit}.`,
    schema: { type: 'integer', minimum: 1, default: PAGE.defaultLimit },
    example: '100',
  },
  next: {
    description: 'The `next` of an earlier answer of this very endpoint to this agency: the page after it.',
    schema: { type: 'string', minLength: 1 },
  },
  'match[id]': {
    description: 'Only objects with one of these ids.',
    schema: { type: 'string', minLength: 1 },
    isList: true,
    example: 'indicator--0c7b5b88-8ff7-4a4d-aa9d-feb398cd0061',
  },
  'match[type]': {
    description: 'Only objects of one of these types.',
    schema: { type: 'string', minLength: 1 },
    isList: true,
    example: 'indicator,malware',
  },
  'match[version]': {
    description:
      'Only these versions of each object: `first`, `last`, `all`, or instants as in `modified`. Without it the last one; of a deletion, all.',
    schema: { anyOf: [{ enum: VERSION_KEYWORDS }, INSTANT] },
    isList: true,
    example: 'first,last',
  },
  'match[spec_version]': {
    description: 'Only objects of these STIX versions. Without it, of each object the newest STIX version that there is; of a deletion, all.',
    schema: { type: 'string', pattern: SPEC_VERSION.source },
    isList: true,
    example: '2.0,2.1',
  },
  after: {
    description: 'Only changes after this instant: an `X-TAXII-Date-Added-Last` of this collection, from whichever endpoint.',
    schema: INSTANT,
    example: EXAMPLE_INSTANT,
  },
  collection: {
    description: 'The id or alias of the collection whose policy counts. Without it, the STIX standard alone.',
    schema: { type: 'string', minLength: 1 },
    example: 'main',
  },
  reason: {
    description: `Why it is deleted, for those who are told of it: one line of at most ${LONGEST_REASON} characters.`,
    schema: { type: 'string', minLength: 1, maxLength: LONGEST_REASON },
    example: 'A false positive',
  },
} as const satisfies Readonly<Record<string, Parameter>>;

/** The name of a parameter. */
export type ParameterName = keyof typeof PARAMETERS;

/** What the API document says of a parameter. */
export function parameter(name: ParameterName): Parameter {
  return PARAMETERS[name];
}
