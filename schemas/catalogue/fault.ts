// What can be said against a catalogue.

/** Keys and positions from the top of the catalogue to a place in it: `['grants', 2, 'agency']`. */
export type CataloguePath = readonly (string | number)[];

/** One thing wrong with a catalogue. */
export interface CatalogueFault {
  readonly path: CataloguePath;
  /** What is wrong there and what would be right, in plain words. */
  readonly message: string;
}
