// What `liaison doctor` tells.

/** Something that an operator should know. */
export interface Finding {
  /** `problem`: something is wrong, or will be soon; `warning`: it may be meant to be so. */
  readonly severity: 'problem' | 'warning';
  /** A file, a setting, a collection, a store. */
  readonly where: string;
  /** What is wrong, in a sentence. */
  readonly message: string;
  /** What to do about it, in a sentence. */
  readonly remedy: string;
}

/** What came of looking: findings, or why nobody could look. */
export type CheckOutcome = readonly Finding[] | { readonly skipped: string };

/** One matter that is looked at. */
export interface Check {
  readonly name: string;
  run(): Promise<CheckOutcome>;
}
