// What a viewer sees of a collection of the embedded store, by the labels that its versions have.
import type { DatabaseSync } from 'node:sqlite';
import type { Microseconds } from '../../../schemas/timestamp.ts';
import { isInvolved, opennessIn } from '../../markings/openness.ts';
import { outsiderKey, viewerKey, type Viewer } from '../../markings/viewer.ts';
import type { CollectionId, CollectionState } from '../port.ts';
import { labelReader, type NumberedUse } from './labels.ts';
import type { Memory } from './memory.ts';
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
  /** As in `CollectionState`. */
  readonly key: string;
}

/** The row of a collection. */
interface CollectionRow {
  readonly collection: number;
  readonly lastDateAdded: Microseconds;
  readonly labelGeneration: number;
}

/** Looks into collections. */
export interface Views {
  /** In an open transaction; `undefined` for a collection that the store doesn't have. */
  makeView(collection: CollectionId, viewer: Viewer): View | undefined;
  /** Outside of one: good for as long as nothing is committed. */
  rememberedView(collection: CollectionId, viewer: Viewer): View | undefined;
  /** The same. */
  stateOf(collection: CollectionId, viewer: Viewer): CollectionState;
}

/** Makes views. */
export function viewMaker(database: DatabaseSync, memory: Memory): Views {
  const prepare = statementCache(database);
  const { usesIn } = labelReader(database);
  // By the list of labels and the viewer, both of which stay the same objects as long as nothing changes.
  const kept = new WeakMap<Viewer, Map<number, Kept>>();

  return {
    makeView: (id, viewer) => viewOf(rowOf(id), viewer, numberOf),
    rememberedView: (id, viewer) => viewOf(rememberedRow(id), viewer, rememberedNumber),
    stateOf,
  };

  function viewOf(row: CollectionRow | undefined, viewer: Viewer, numberIn: (agency: string) => number | undefined): View | undefined {
    if (row === undefined) return undefined;
    const { collection, lastDateAdded, labelGeneration } = row;
    const { open, own } = openTo(viewer, collection, usesIn(collection, labelGeneration));
    const agency = own.length === 0 ? undefined : numberIn(viewer.agency);
    return { viewer, collection, open, own, lastDateAdded, ...(agency === undefined ? {} : { agency }) };
  }

  function rememberedRow(id: CollectionId): CollectionRow | undefined {
    return memory.remembered(`collection ${id}`, () => rowOf(id));
  }

  function rememberedNumber(agency: string): number | undefined {
    return memory.remembered(`agency ${agency}`, () => numberOf(agency));
  }

  // Whatever becomes visible or goes gets a date, and what gets another label makes a new generation.
  function stateOf(id: CollectionId, viewer: Viewer): CollectionState {
    const row = rememberedRow(id);
    const { lookedAt: asOf } = memory;
    if (row === undefined) return { revision: '', view: '', newest: 0, asOf };
    const { collection, lastDateAdded, labelGeneration } = row;
    const { key } = openTo(viewer, collection, usesIn(collection, labelGeneration));
    return { revision: `${lastDateAdded} ${labelGeneration}`, view: key, newest: lastDateAdded, asOf };
  }

  function rowOf(id: CollectionId): CollectionRow | undefined {
    const row = prepare('SELECT number, last_date_added, label_generation FROM collections WHERE id = ?').get(id);
    if (row === undefined) return undefined;
    return {
      collection: Number(row['number']),
      lastDateAdded: Number(row['last_date_added']),
      labelGeneration: Number(row['label_generation']),
    };
  }

  function openTo(viewer: Viewer, collection: number, uses: readonly NumberedUse[]): Kept {
    const ofViewer = kept.get(viewer) ?? new Map<number, Kept>();
    kept.set(viewer, ofViewer);
    const known = ofViewer.get(collection);
    if (known?.uses === uses) return known;
    const key = isInvolved(viewer.agency, uses) ? viewerKey(viewer) : outsiderKey(viewer);
    const made = { uses, key, ...judge(viewer, uses) };
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
