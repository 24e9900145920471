// What an adapter says when its database can't be reached or doesn't answer.

/**
 * The database is away for now: nothing is known to be wrong with what was asked, and asking again later may work.
 * What a write has come to is unknown; publishing again is harmless (P4).
 */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}
