// One stored version as it is served.
import type { Microseconds } from '../../schemas/timestamp.ts';

/**
 * A version and where its octets lie: those of a page may lie side by side in one piece of memory, and most pages are made of
 * such pieces without looking at a single object.
 */
export class StoredObject {
  readonly dateAdded: Microseconds;
  /** UTF-8 JSON, exactly as published, from `start` up to `end`. */
  readonly memory: Uint8Array;
  readonly start: number;
  readonly end: number;

  constructor(dateAdded: Microseconds, memory: Uint8Array, start = 0, end = memory.length) {
    this.dateAdded = dateAdded;
    this.memory = memory;
    this.start = start;
    this.end = end;
  }

  /** Octets of the body. */
  get size(): number {
    return this.end - this.start;
  }

  /** The body by itself: a view, which is made each time. */
  get body(): Uint8Array {
    return this.memory.subarray(this.start, this.end);
  }
}
