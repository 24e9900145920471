// What version an object is of.
import type { JsonObject } from '../../schemas/stix/json.ts';
import { formatTimestamp, type Microseconds } from '../../schemas/timestamp.ts';

/** `modified`, else `created`, as written; for an object with neither its `date_added` (T-3.4.1-15). */
export function versionOf({ modified, created }: JsonObject, dateAdded: Microseconds): string {
  if (typeof modified === 'string') return modified;
  return typeof created === 'string' ? created : formatTimestamp(dateAdded);
}
