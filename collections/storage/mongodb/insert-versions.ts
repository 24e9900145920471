// Writes the versions that come with a turn, and ends the distinctions of those that they displace.
import type { CollectionId } from '../port.ts';
import { toVersionDocument, type AddedVersion } from './append.ts';
import type { Documents } from './documents.ts';
import { distinctionUpdates, isStored, type VersionsById } from './existing-versions.ts';
import { TurnLost, type TurnSettings } from './turns.ts';

/** What goes to the database in one message. */
const MESSAGE_BYTES = 8 * 1024 * 1024;
const MESSAGE_DOCUMENTS = 5_000;

/** Inserts the versions, in messages of a bearable size. */
export async function insertVersions(
  { objects }: Documents,
  collection: CollectionId,
  versions: readonly AddedVersion[],
  settings: TurnSettings,
): Promise<void> {
  for (const message of messages(versions)) {
    await objects.insertMany(message.map((version) => toVersionDocument(collection, version)));
    await settings.atStep('some written', collection);
  }
}

/** Writes the distinctions of versions that were there, as far as they have changed. @throws {TurnLost} */
export async function endDistinctions({ objects }: Documents, known: VersionsById): Promise<void> {
  const stored = [...known.values()].flat().filter(isStored);
  // It only says that others have to be asked, so it does no harm should the turn be undone.
  const mixed = stored.filter((version) => version.is_mixed === true && !version.wasMixed);
  if (mixed.length > 0) await objects.updateMany({ _id: { $in: mixed.map(({ _id }) => _id) } }, { $set: { is_mixed: true } });
  const updates = stored.flatMap((version) => distinctionUpdates(version));
  if (updates.length === 0) return;
  const { matchedCount } = await objects.bulkWrite(updates, { ordered: false });
  // Only the late write of an undone turn can do that.
  if (matchedCount < updates.length) throw new TurnLost('Somebody changed a version in the middle of the turn.');
}

/** The versions in the portions in which they go to the database. */
export function* messages(versions: readonly AddedVersion[]): Generator<readonly AddedVersion[]> {
  let start = 0;
  let bytes = 0;
  for (const [index, { body }] of versions.entries()) {
    if (index > start && (bytes + body.length > MESSAGE_BYTES || index - start === MESSAGE_DOCUMENTS)) {
      yield versions.slice(start, index);
      start = index;
      bytes = 0;
    }
    bytes += body.length;
  }
  if (start < versions.length) yield versions.slice(start);
}
