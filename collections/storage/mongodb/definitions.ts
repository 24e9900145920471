// Marking definitions become readable with the objects that bear them: they collect the labels of their users.
import type { AnyBulkWriteOperation } from 'mongodb';
import { labelKey, widened, type Label } from '../../markings/label.ts';
import { shownVersions } from '../../markings/lines.ts';
import { viewerWith } from '../../markings/viewer.ts';
import type { Microseconds } from '../../../schemas/timestamp.ts';
import type { CollectionId, PublisherRights } from '../port.ts';
import type { AddedVersion } from './append.ts';
import { int64, type Documents, type VersionDocument } from './documents.ts';
import type { KnownVersion, VersionsById } from './existing-versions.ts';
import { DEFINITIONS, labelOfVersion, toLined, usesOf } from './labels.ts';

/** A definition whose users become more: among the known versions, or read for the purpose. */
type Definition = Pick<KnownVersion, 'date_added' | 'label' | 'own_label' | 'publisher'> & {
  uses?: readonly string[];
  definitions?: readonly Microseconds[];
};

/**
 * Makes the definitions that the publisher is shown readable by whoever may read the added versions. Those that come with
 * the same turn are changed; for those that are there already the updates are given.
 */
export async function noteUses(
  documents: Documents,
  collection: CollectionId,
  added: readonly AddedVersion[],
  known: VersionsById,
  { sight }: PublisherRights,
): Promise<AnyBulkWriteOperation<VersionDocument>[]> {
  const changed = new Set<Definition>();
  const read = new Map<Microseconds, Definition>();
  const done = new Set<string>();
  for (const user of added) {
    const isDefinition = user.label === DEFINITIONS;
    for (const id of user.markings) {
      const label = labelOfVersion(user);
      const use = `${id} ${labelKey(label)}`;
      if (done.has(use) && !isDefinition) continue;
      done.add(use);
      const shown = shownVersions((known.get(id) ?? []).map(toLined), viewerWith(sight));
      for (const { stored: definition } of shown.filter(({ stored }) => stored.label === DEFINITIONS)) {
        if (isDefinition) addDefinition(user, definition.date_added);
        await widen(definition, labelOfVersion(user), sight.agency);
      }
    }
  }
  return [...changed].flatMap((definition) => updatesOf(collection, definition));

  function addDefinition(user: Definition, date: Microseconds): void {
    if (user.definitions?.includes(date) === true) return;
    user.definitions = [...(user.definitions ?? []), date].toSorted((one, other) => one - other);
  }

  async function widen(definition: Definition, user: Label, publisher: string): Promise<void> {
    const before = labelOfVersion(definition);
    const after = widened(before, user, publisher);
    if (labelKey(after) === labelKey(before)) return;
    definition.uses = usesOf(after);
    changed.add(definition);
    for (const date of definition.definitions ?? []) {
      const next = await definitionAt(date);
      if (next !== undefined) await widen(next, after, definition.publisher);
    }
  }

  async function definitionAt(date: Microseconds): Promise<Definition | undefined> {
    const among = [...known.values()].flat().find(({ date_added: dateAdded }) => dateAdded === date) ?? read.get(date);
    if (among !== undefined) return among;
    const stored = await documents.objects.findOne({ collection, date_added: int64(date) }, { projection: { body: 0 }, hint: 'since' });
    if (stored !== null) read.set(date, stored);
    return stored ?? undefined;
  }
}

// Users only become more, whoever writes them and however late. In aggregates, too, where the definition is shown, and after
// the definition itself: what takes it in meanwhile looks at that once more.
function updatesOf(collection: CollectionId, definition: Definition): AnyBulkWriteOperation<VersionDocument>[] {
  const { date_added: date, uses = [] } = definition;
  const update = { $addToSet: { uses: { $each: [...uses] } } };
  const shown = { updateMany: { filter: { part: collection, part_date: int64(date) }, update } };
  // What comes with the turn is written whole.
  if ('markings' in definition) return [];
  return [{ updateMany: { filter: { collection, date_added: int64(date) }, update } }, shown] as AnyBulkWriteOperation<VersionDocument>[];
}
