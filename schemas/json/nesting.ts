// Remembers which open values are objects and which are lists, one bit each, so that depth costs next to nothing.

/** A stack of open objects and lists. */
export class Nesting {
  /** Number of open objects and lists. */
  depth = 0;
  #isObject = new Uint8Array(16);

  /** One more is open. */
  open(isObject: boolean): void {
    const index = this.depth >> 3;
    if (index === this.#isObject.length) this.#grow();
    const bit = 1 << (this.depth & 7);
    const byte = this.#isObject[index] as number;
    this.#isObject[index] = isObject ? byte | bit : byte & ~bit;
    this.depth += 1;
  }

  /** The innermost is closed. */
  close(): void {
    this.depth -= 1;
  }

  /** Whether the innermost is an object. */
  isInObject(): boolean {
    const top = this.depth - 1;
    return (((this.#isObject[top >> 3] as number) >> (top & 7)) & 1) === 1;
  }

  #grow(): void {
    const larger = new Uint8Array(2 * this.#isObject.length);
    larger.set(this.#isObject);
    this.#isObject = larger;
  }
}
