// What an adapter says when its database can't be reached, doesn't answer, or has no room.

/**
 * The database is away for now: nothing is known to be wrong with what was asked, and asking again later may work.
 * What a write has come to is unknown; publishing again is harmless (P4).
 */
export class StoreUnavailable extends Error {
  override readonly name: string = 'StoreUnavailable';
}

/** There is no room for what was to be written, and nothing of it is. Whatever is there can be read. */
export class StoreFull extends StoreUnavailable {
  override readonly name = 'StoreFull';
  /** Resolves when there is room again. @throws {StoreFull} while there is none */
  readonly ready: () => Promise<void>;

  constructor(message: string, ready: () => Promise<void>, options?: ErrorOptions) {
    super(message, options);
    this.ready = ready;
  }
}
