// Tells what is asked for again from what is asked for once, which most things are, in memory that is never more and never garbage:
// thousands of names a second that are remembered for a moment are what V8's collector takes for something that stays.

/** 32-bit FNV-1a. */
const BASIS = 0x811c9dc5;
const PRIME = 0x01000193;

/**
 * Gives a question: has this name been asked about before, lately? Whatever shares its place makes it forget; one name in four
 * billion is taken for another one.
 * @param places names that are remembered at most, a power of two
 */
export function createSecondTime(places: number): (name: string) => boolean {
  const known = new Uint32Array(places);
  return (name) => {
    let hash = BASIS;
    for (let index = 0; index < name.length; index += 1) hash = Math.imul(hash ^ name.charCodeAt(index), PRIME);
    hash >>>= 0;
    const place = hash & (places - 1);
    const isKnown = known[place] === hash;
    known[place] = hash;
    return isKnown;
  };
}
