// Finds what a path of /console/api/ names, as the asker sees it, and tells collections.
import type { RequestHandler } from 'express';
import type { Exchange } from '../../collections/exchange.ts';
import type { Directory } from '../../collections/directory.ts';
import type { Session } from '../../collections/open-collection.ts';
import type { Tally } from '../../collections/storage/port.ts';
import type { ApiRootEntry, CollectionEntry } from '../../schemas/catalogue/catalogue.ts';
import { strictest, tlpName, type TlpLevel } from '../../schemas/stix/tlp.ts';
import { formatTimestamp } from '../../schemas/timestamp.ts';
import { contextOf, extendContext } from '../context.ts';
import { NotFound } from '../errors.ts';
import type { CollectionResource } from './resources.ts';

/** Opens the collection whose id the path has, in whatever API root it is; 404 where it doesn't exist for the asker. */
export function openById(exchange: Exchange): RequestHandler {
  return function openCollectionById(request, _response, next): void {
    const session = contextOf(request);
    const id = String(request.params['collection']);
    const root = session.directory.catalogue?.apiRoots.find(({ collections }) => collections.some((entry) => entry.id === id));
    const collection = root === undefined ? undefined : exchange.openCollection(session, root, id);
    if (root === undefined || collection === undefined) throw new NotFound('collection');
    extendContext(request, { root, collection });
    next();
  };
}

/** All collections that the asker sees, with their API roots. */
export function visibleTo({ asker, directory }: Session): { root: ApiRootEntry; entry: CollectionEntry }[] {
  return directory.visibleRoots(asker.agency).flatMap((root) =>
    directory.visibleCollections(asker.agency, root).map((entry) => ({ root, entry })),
  );
}

/** The titles of all that the asker sees, by id. */
export function titlesFor(session: Session): ReadonlyMap<string, string> {
  return new Map(visibleTo(session).map(({ entry }) => [entry.id, entry.title]));
}

/** The strictest level that an agency gets there; through an aggregate, of any of its parts. */
export function clearanceIn({ sights }: Directory, agency: string, { id, aggregate }: CollectionEntry): TlpLevel | undefined {
  if (aggregate === undefined) return sights.clearance(agency, id);
  const parts = [...sights.through(agency, id).values()].map(({ through }) => through);
  return strictest(parts.map(({ clearance, ceiling }) => (clearance !== undefined && ceiling !== undefined && ceiling < clearance ? ceiling : clearance)));
}

/** A collection as the console tells it. */
export function collectionResource({ asker, directory }: Session, root: ApiRootEntry, entry: CollectionEntry, tally?: Tally): CollectionResource {
  const { canRead, canWrite } = directory.rights(asker.agency, entry.id);
  const clearance = clearanceIn(directory, asker.agency.name, entry);
  return {
    id: entry.id,
    title: entry.title,
    ...(entry.alias === undefined ? {} : { alias: entry.alias }),
    ...(entry.description === undefined ? {} : { description: entry.description }),
    api_root: { path: root.path, title: root.title, max_content_length: root.maxContentLength },
    can_read: canRead,
    can_write: canWrite,
    ...(clearance === undefined || !canRead ? {} : { clearance: tlpName(clearance) }),
    is_aggregate: entry.aggregate !== undefined,
    ...(tally === undefined ? {} : { versions: tally.versions }),
    ...(tally?.newest === undefined ? {} : { newest: formatTimestamp(tally.newest) }),
  };
}
