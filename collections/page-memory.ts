// Memory of long pages. Node.js leaves it to the garbage collector, which takes it for something that stays once it has outlived a
// young collection or two, and goes through all that there is to get it back: with a tool that walks through a large collection,
// everybody else's polls would wait for that every second. So it is given back when the page was sent, unless somebody keeps it.

/** Octets; less isn't worth it. */
const LONG = 64 * 1024;

const lent = new WeakSet<ArrayBufferLike>();

/** These octets have memory of their own, which was made for one page: it may be given back. */
export function lendMemory({ buffer, byteLength }: Uint8Array): void {
  if (byteLength >= LONG && byteLength === buffer.byteLength) lent.add(buffer);
}

/** From now on, the memory that these octets lie in is never given back. */
export function keepMemory({ buffer }: Uint8Array): void {
  lent.delete(buffer);
}

/** Gives back what these octets lie in, where it was lent. Nobody may look at it afterwards, the network included. */
export function giveBack(parts: readonly Uint8Array[]): void {
  for (const { buffer } of parts) if (buffer instanceof ArrayBuffer && lent.delete(buffer)) buffer.transfer(0);
}
