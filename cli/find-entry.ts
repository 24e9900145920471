// Collections of the catalogue in force, by the names that people give them.
import { referenceTo } from '../schemas/catalogue/document.ts';
import type { ApiRootEntry, Catalogue, CollectionEntry } from '../schemas/catalogue/catalogue.ts';
import { CommandFailure } from './failure.ts';

/** A collection, and the API root that it stands under. */
export interface FoundEntry {
  readonly root: ApiRootEntry;
  readonly entry: CollectionEntry;
}

/** What a collection is called where its API root has to be told: `members/asean-desk`, or its id. */
export function nameOfEntry({ root, entry: { id, alias } }: FoundEntry): string {
  return alias === undefined ? id : referenceTo(root.path, alias);
}

/** Every collection of the catalogue. */
export function entriesOf(catalogue: Catalogue | undefined): FoundEntry[] {
  return (catalogue?.apiRoots ?? []).flatMap((root) => root.collections.map((entry) => ({ root, entry })));
}

/**
 * The collection of that id, reference (`members/asean-desk`) or alias.
 * @throws {CommandFailure} when there is none, or more than one
 */
export function findEntry(catalogue: Catalogue | undefined, named: string): FoundEntry {
  const entries = entriesOf(catalogue);
  const exactly = entries.filter((found) => found.entry.id === named || nameOfEntry(found) === named);
  const found = exactly.length > 0 ? exactly : entries.filter(({ entry }) => entry.alias === named);
  const [only, other] = found;
  if (only === undefined) {
    const names = entries.map(nameOfEntry);
    const hint = names.length === 0 ? 'apply a catalogue first' : `it has ${names.join(', ')}`;
    throw new CommandFailure(`The catalogue has no collection "${named}": ${hint}.`);
  }
  if (other !== undefined) {
    throw new CommandFailure(`"${named}" is more than one collection: say ${found.map(nameOfEntry).join(' or ')}.`);
  }
  return only;
}
