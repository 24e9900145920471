// Objects so large that finding every mistake in them would take more time and memory than it is worth: a compiled schema
// that is asked for all errors copies those found so far for each entry of a list, which is quadratic.
import type { JsonValue } from './json.ts';

/** Values in an object beyond which only the first mistake that its schema finds is told. */
const MOST_VALUES = 2_000;

/** Whether an object has more values than are looked at for mistakes one by one. */
export function isLarge(object: JsonValue): boolean {
  return countValues(object, MOST_VALUES) > MOST_VALUES;
}

// Without recursion, and no further than needed.
function countValues(root: JsonValue, enough: number): number {
  const open: JsonValue[] = [root];
  let count = 0;
  for (let value = open.pop(); value !== undefined && count <= enough; value = open.pop()) {
    count += 1;
    if (typeof value !== 'object' || value === null) continue;
    const members = Object.values(value) as JsonValue[];
    if (members.length > enough) return members.length;
    open.push(...members);
  }
  return count;
}
