// Memory of long pages. Node.js leaves it to the garbage collector, which takes it for something that stays once it has outlived a
// young collection or two, and goes through all that there is to get it back: with a tool that walks through a large collection,
// everybody else's polls would wait for that every second. So it is given back when the page was sent, unless somebody keeps it.

/** Less isn't worth it, and may lie in memory that Node.js has for many. */
const LONG = 64 * 1024;

const kept = new WeakSet<ArrayBufferLike>();

/** From now on, the memory that these octets lie in is never given back. */
export function keepMemory({ buffer }: Uint8Array): void {
  kept.add(buffer);
}

/** Gives back what these octets lie in, which nobody may look at afterwards, the network included. What is kept stays. */
export function giveBack(parts: readonly Uint8Array[]): void {
  for (const { length, buffer } of parts) {
    if (length >= LONG && buffer instanceof ArrayBuffer && !buffer.detached && !kept.has(buffer)) buffer.transfer(0);
  }
}
