// What an adapter says when it can't work with the store that it was given.

/** The store can't be used; the message tells the operator why and what to do. */
export class StoreUnusable extends Error {
  override readonly name = 'StoreUnusable';
}
