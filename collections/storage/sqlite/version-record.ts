// Version records from rows of `objects`.
import type { SQLOutputValue } from 'node:sqlite';
import type { SpecVersion, VersionRecord } from '../port.ts';

/** What has to be asked of rows `o`, for `toVersionRecord`. */
export const RECORD = 'o.object_id, o.date_added, o.version, o.version_text, o.spec_version';

/** The version that a row with these columns tells of. */
export function toVersionRecord(row: Record<string, SQLOutputValue>): VersionRecord {
  return {
    id: String(row['object_id']),
    dateAdded: Number(row['date_added']),
    version: row['version_text'] === null ? `${row['version']}Z` : String(row['version_text']),
    specVersion: row['spec_version'] as SpecVersion,
  };
}
