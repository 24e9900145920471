// Memory that is given back by hand: the garbage collector takes long pieces for something that stays, and goes through all that
// there is to get them back (docs/performance.md, "Polls under attack").

/** Octets; less isn't worth it. */
const WORTH_FREEING = 16 * 1024;

/** Gives back what these octets lie in, where nothing else lies in it and it is much. Nobody may look at them afterwards. */
export function freeMemory({ buffer, byteLength }: Uint8Array<ArrayBuffer>): void {
  if (byteLength === buffer.byteLength && byteLength >= WORTH_FREEING) buffer.transfer(0);
}
