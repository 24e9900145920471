// What a store in MongoDB knows of being a copy.
import type { CopyNote } from '../archive.ts';
import type { Documents } from './documents.ts';

const NAME = 'copy';

/** The note, or `undefined` in a store that isn't a copy. */
export async function readCopyNote({ settings }: Documents): Promise<CopyNote | undefined> {
  const setting = await settings.findOne({ _id: NAME });
  return setting === null ? undefined : (JSON.parse(String(setting.value)) as CopyNote);
}

/** Keeps the note. */
export async function writeCopyNote({ settings }: Documents, note: CopyNote): Promise<void> {
  await settings.replaceOne({ _id: NAME }, { value: JSON.stringify(note) }, { upsert: true });
}
