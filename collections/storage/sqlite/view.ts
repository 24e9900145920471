// What a viewer sees of a collection of the embedded store, by the labels that its versions have.
import type { DatabaseSync } from 'node:sqlite';
import type { Microseconds } from '../../../schemas/timestamp.ts';
import { opennessIn } from '../../markings/openness.ts';
import type { Viewer } from '../../markings/viewer.ts';
import type { CollectionId } from '../port.ts';
import { labelReader, type NumberedUse } from './labels.ts';
import { statementCache } from './statements.ts';

/** One viewer's view of a collection, good for the transaction in which it was made. */
export interface View {
  readonly viewer: Viewer;
  /** The collection's number. */
  readonly collection: number;
  readonly lastDateAdded: Microseconds;
  /** Numbers of the labels whose versions are there for the viewer; `all` when everything is that is stored. */
  readonly open: readonly number[] | 'all';
  /** Of further labels only the viewer's own publications are there. */
  readonly own: readonly number[];
  /** The viewer's number among agencies; absent when it published nothing. */
  readonly agency?: number;
}

interface Kept {
  readonly uses: readonly NumberedUse[];
  readonly open: View['open'];
  readonly own: readonly number[];
}

/** Makes views; `undefined` for a collection that the store doesn't have. */
export function viewMaker(database: DatabaseSync): (collection: CollectionId, viewer: Viewer) => View | undefined {
  const prepare = statementCache(database);
  const { usesIn } = labelReader(database);
  // By the list of labels and the viewer, both of which stay the same objects as long as nothing changes.
  const kept = new WeakMap<Viewer, Map<number, Kept>>();

  return (id, viewer) => {
    const row = prepare('SELECT number, last_date_added, label_generation FROM collections WHERE id = ?').get(id);
    if (row === undefined) return undefined;
    const collection = Number(row['number']);
    const { open, own } = openTo(viewer, collection, usesIn(collection, Number(row['label_generation'])));
    const agency = own.length === 0 ? undefined : numberOf(viewer.agency);
    return {
      viewer,
      collection,
      open,
      own,
      lastDateAdded: Number(row['last_date_added']),
      ...(agency === undefined ? {} : { agency }),
    };
  };

  function openTo(viewer: Viewer, collection: number, uses: readonly NumberedUse[]): Kept {
    const ofViewer = kept.get(viewer) ?? new Map<number, Kept>();
    kept.set(viewer, ofViewer);
    const known = ofViewer.get(collection);
    if (known?.uses === uses) return known;
    const made = { uses, ...judge(viewer, uses) };
    ofViewer.set(collection, made);
    return made;
  }

  function numberOf(agency: string): number | undefined {
    const row = prepare('SELECT number FROM agencies WHERE name = ?').get(agency);
    return row === undefined ? undefined : Number(row['number']);
  }
}

function judge(viewer: Viewer, uses: readonly NumberedUse[]): Pick<View, 'open' | 'own'> {
  const { open, own } = opennessIn(viewer, uses);
  const numbersOf = (some: readonly NumberedUse[]): number[] => some.map(({ number }) => number);
  return { open: open === 'all' ? open : numbersOf(open), own: numbersOf(own) };
}
