// The URL parameters of /console/api/, as the API document tells them. Empty ones are as if they were not there.

const INSTANT = { type: 'string', format: 'date-time' } as const;
const TEXT = { type: 'string' } as const;

/** By name. */
export const URL_PARAMETERS = {
  type: { description: 'Object types, separated by commas.', schema: TEXT },
  text: { description: 'Text in names, patterns, values and labels.', schema: { type: 'string', maxLength: 200 } },
  marking: { description: 'A level of the TLP, `none`, or the id of a marking definition.', schema: TEXT },
  author: { description: 'The id of an identity.', schema: TEXT },
  versions: { description: 'The last version of each object, or all of them.', schema: { enum: ['last', 'all'], default: 'last' } },
  after: { description: 'Only what was added after it.', schema: INSTANT },
  before: { description: 'Only what came before it: the `next` of an answer goes on from there.', schema: INSTANT },
  from: { description: 'Only entries from then on.', schema: INSTANT },
  to: { description: 'Only entries before it.', schema: INSTANT },
  kind: { description: 'The kind of entries.', schema: TEXT },
  agency: { description: 'The name of an agency.', schema: TEXT },
  account: { description: 'The name of an account.', schema: TEXT },
  collection: { description: 'The id of a collection.', schema: TEXT },
  next: { description: 'The `next` of the page before.', schema: TEXT },
} as const;

/** The name of one of them. */
export type ConsoleParameter = keyof typeof URL_PARAMETERS;

/** What varies in paths. */
export const PATH_PARAMETERS: Readonly<Record<string, string>> = {
  collection: 'The id of a collection.',
  object: 'The STIX id of an object.',
  status: 'The id of a publication.',
  account: 'The name of an account.',
  credential: 'The id of a credential.',
};
