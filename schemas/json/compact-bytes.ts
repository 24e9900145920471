// Collects runs of bytes into memory that is never written again once it was handed out.

/** Room for some dozens of usual objects. */
const SLAB_LENGTH = 65536;
/** Shorter runs are copied faster byte by byte than by a call. */
const SHORT_RUN = 48;

/** A growing sequence of bytes. */
export class CompactBytes {
  #slab = new Uint8Array(SLAB_LENGTH);
  #start = 0;
  #end = 0;
  /** A run that was added and not copied yet, as another may follow it directly. */
  #source: Uint8Array = this.#slab;
  #runStart = 0;
  #runEnd = 0;

  /** Number of bytes added since the last `take` or `discard`. */
  get length(): number {
    return this.#end - this.#start + this.#runEnd - this.#runStart;
  }

  /** Adds `source[from..to)`. The source must not change before `settle`, `text` or `take`. */
  add(source: Uint8Array, from: number, to: number): void {
    if (from !== this.#runEnd || source !== this.#source) {
      this.settle();
      this.#source = source;
      this.#runStart = from;
    }
    this.#runEnd = to;
  }

  /** Copies whatever was added, and lets go of its source. */
  settle(): void {
    const length = this.#runEnd - this.#runStart;
    if (this.#end + length > this.#slab.length) this.#replaceSlab(2 * (this.#end - this.#start + length));
    if (length > SHORT_RUN) {
      this.#slab.set(this.#source.subarray(this.#runStart, this.#runEnd), this.#end);
    } else {
      copyShort(this.#source, this.#runStart, this.#runEnd, this.#slab, this.#end);
    }
    this.#end += length;
    this.#forgetRun();
  }

  /** What was added, as text; it stays there. */
  text(): string {
    this.settle();
    return Buffer.from(this.#slab.buffer, this.#start, this.#end - this.#start).toString();
  }

  /** Hands out what was added, and begins anew. */
  take(): Uint8Array<ArrayBuffer> {
    this.settle();
    const taken = this.#slab.subarray(this.#start, this.#end);
    this.#start = this.#end;
    // A large slab would be kept alive by small objects behind the one that needed it.
    if (this.#slab.length > SLAB_LENGTH) this.#replaceSlab(SLAB_LENGTH);
    return taken;
  }

  /** Forgets what was added, and begins anew. */
  discard(): void {
    this.#end = this.#start;
    this.#forgetRun();
  }

  #forgetRun(): void {
    this.#source = this.#slab;
    this.#runStart = 0;
    this.#runEnd = 0;
  }

  #replaceSlab(length: number): void {
    const slab = new Uint8Array(Math.max(SLAB_LENGTH, length));
    slab.set(this.#slab.subarray(this.#start, this.#end));
    this.#end -= this.#start;
    this.#start = 0;
    this.#slab = slab;
  }
}

function copyShort(source: Uint8Array, from: number, to: number, target: Uint8Array, start: number): void {
  for (let at = from, end = start; at < to; at += 1, end += 1) target[end] = source[at] as number;
}
