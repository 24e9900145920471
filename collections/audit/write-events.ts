// The events of what is written to a collection, the same from every store.
import { now } from '../../schemas/timestamp.ts';
import type { CollectionId, Hold, Publication, RemovalNote } from '../storage/port.ts';
import { countOf, writeDates, type Runs } from './dates.ts';
import type { DeletionEvent, HoldEvent, PublicationEvent } from './event.ts';

/** The event of a publication that is complete. @param dates of the versions that went in */
export function publicationEvent(publication: Publication, failures: number, dates: Runs): PublicationEvent {
  const { agency, account, collection, statusId, totalCount } = publication;
  const added = countOf(dates);
  const given = added === 0 ? {} : { dates: writeDates(dates) };
  return { kind: 'publication', at: now(), agency, account, collection, status: statusId, total: totalCount, added, failures, ...given };
}

/** The event of a deletion. @param account the login; absent where a rule deletes */
export function deletionEvent(
  collection: CollectionId,
  objects: readonly string[],
  versions: number,
  { by, reason }: RemovalNote,
  account?: string,
): DeletionEvent {
  return {
    kind: 'deletion',
    at: now(),
    ...(by === undefined ? {} : { agency: by }),
    ...(account === undefined ? {} : { account }),
    collection,
    objects,
    versions,
    ...(reason === undefined ? {} : { reason }),
  };
}

/** The event of a hold that is put on an object. */
export function holdEvent({ collection, id, by, reason }: Hold): HoldEvent {
  return { kind: 'hold', at: now(), collection, objects: [id], by, reason };
}

/** The event of a hold that is lifted. */
export function releaseEvent(collection: CollectionId, id: string, by = 'liaison'): HoldEvent {
  return { kind: 'release', at: now(), collection, objects: [id], by };
}
