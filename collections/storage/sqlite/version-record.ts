// Version records from rows of `objects`.
import type { SQLOutputValue } from 'node:sqlite';
import type { VersionRecord } from '../port.ts';
import { ID, idOf, specVersionOf, VERSION, versionOf } from './kept-values.ts';

/** What has to be asked of rows `o`, for `toVersionRecord`. */
export const RECORD = `${ID} AS object_id, o.date_added, ${VERSION} AS version, o.version_text, o.spec_version`;

/** The version that a row with these columns tells of. */
export function toVersionRecord(row: Record<string, SQLOutputValue>): VersionRecord {
  return {
    id: idOf(row['object_id']),
    dateAdded: Number(row['date_added']),
    version: versionText(row),
    specVersion: specVersionOf(row['spec_version']),
  };
}

/** A version as it was written, given `version_text` and, as `version`, `VERSION`. */
export function versionText(row: Record<string, SQLOutputValue>): string {
  return row['version_text'] === null ? `${versionOf(row['version'])}Z` : String(row['version_text']);
}
