// A failure in the words that a person at a terminal needs.

/** Errors whose message is all that a person needs; others are defects and come with their stack. */
const TOLD_IN_A_SENTENCE = new Set(['CommandFailure', 'CatalogueError', 'StoreUnusable', 'StoreUnavailable', 'StoreFull']);

/** The message, with the stack where it is a defect. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return TOLD_IN_A_SENTENCE.has(error.name) ? error.message : (error.stack ?? error.message);
}
