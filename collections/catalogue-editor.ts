// The catalogue, as operators change it while the exchange runs: what a change would do is looked at before it is in force.
import type { Catalogue, CollectionEntry } from '../schemas/catalogue/catalogue.ts';
import type { CatalogueDocument } from '../schemas/catalogue/document.ts';
import { RED } from '../schemas/stix/tlp.ts';
import { goingCollections, heldAmong, namesOf } from './catalogue/going-collections.ts';
import { documentOf } from './catalogue/write-catalogue.ts';
import type { Directory } from './directory.ts';
import type { Sight } from './markings/sight.ts';
import { viewerThrough, viewerWith, type Viewer } from './markings/viewer.ts';
import { NotPossible } from './not-possible.ts';
import type { Asker } from './open-collection.ts';
import { sightChanges, wordsFor, type SightChange } from './sharing.ts';
import type { CatalogueOutcome, CollectionId, Store } from './storage/port.ts';

/** Makes another catalogue of the one in force. @throws {CatalogueRefused} where the result would be none */
export type CatalogueChange = (inForce: Catalogue) => Catalogue;

/** What a change would do. */
export interface CataloguePreview {
  /** In words, a line for each change. */
  readonly words: readonly string[];
  /** What agencies would see otherwise. */
  readonly sights: readonly SightChange[];
  /** Collections that would go, and how many versions of objects they hold. */
  readonly going: readonly { readonly collection: CollectionId; readonly title: string; readonly versions: number }[];
  /** Accounts that nobody could use any more, as their agency would be gone. */
  readonly accounts: readonly string[];
}

/** Changes the catalogue, for an operator. */
export interface CatalogueEditor {
  readonly revision: number;
  /** In the shape of its file, with collections named by their ids. */
  readonly document: CatalogueDocument;
  /** @throws {CatalogueRefused} {NotPossible} */
  preview(change: CatalogueChange): Promise<CataloguePreview>;
  /**
   * Puts it in force, which the audit log tells.
   * @param revision of the catalogue that was looked at
   * @param removeObjects whether collections that go may take objects with them
   * @throws {CatalogueRefused} {NotPossible} {CatalogueChanged}
   */
  putInForce(revision: number, change: CatalogueChange, removeObjects: boolean): Promise<CatalogueOutcome>;
}

/** The catalogue was changed by somebody else since it was looked at. */
export class CatalogueChanged extends Error {
  override readonly name = 'CatalogueChanged';
}

/** Who sees everything. */
const ALL: Sight = { agency: '', clearance: RED, defaultLevel: RED, closed: [] };

/** @param directory what is in force for the operator, whom nothing limits */
export function createCatalogueEditor(store: Store, directory: Directory, catalogue: Catalogue, asker: Asker): CatalogueEditor {
  const { revision: inForce } = directory;

  function changed(change: CatalogueChange): Catalogue {
    const after = change(catalogue);
    const isOperator = after.agencies.some(({ name, kind }) => name === asker.agency.name && kind === 'operator');
    if (!isOperator) throw new NotPossible('Your own agency has to stay, as an operator: else nobody could take this back here. `liaison catalogue apply` can do it.');
    return after;
  }

  return {
    revision: inForce,
    document: documentOf(catalogue, new Map()),
    async preview(change) {
      const after = changed(change);
      const staying = new Set(after.agencies.map(({ name }) => name));
      const goingAgencies = new Set(catalogue.agencies.map(({ name }) => name).filter((name) => !staying.has(name)));
      const accounts = goingAgencies.size === 0 ? [] : await store.accounts.list();
      const going = goingCollections(catalogue, after).map(async (entry) => ({
        collection: entry.id,
        title: entry.title,
        versions: (await store.objects.tally(entry.id, allSeeing(entry))).versions,
      }));
      return {
        words: wordsFor(catalogue, after),
        sights: await sightChanges(store.objects, directory, after),
        going: await Promise.all(going),
        accounts: accounts.filter(({ agency }) => goingAgencies.has(agency)).map(({ name }) => name),
      };
    },
    async putInForce(revision, change, removeObjects) {
      if (revision !== inForce) throw new CatalogueChanged('The catalogue was changed meanwhile.');
      const after = changed(change);
      const going = goingCollections(catalogue, after);
      const held = removeObjects && going.length > 0 ? heldAmong(going, await store.holds.list()) : [];
      if (held.length > 0) throw new NotPossible(`${namesOf(held)} would go and is under legal hold, or has objects that are. Lift it first.`);
      const outcome = await store.writer.replaceCatalogue(after, removeObjects, `${asker.account} (console)`, revision);
      if ('inForce' in outcome) throw new CatalogueChanged('The catalogue was changed meanwhile.');
      return outcome;
    },
  };
}

function allSeeing({ aggregate }: CollectionEntry): Viewer {
  if (aggregate === undefined) return viewerWith(ALL);
  return viewerThrough(ALL.agency, new Map(aggregate.of.map((part) => [part, { inPart: ALL, through: ALL }])));
}
