// GET /{api-root}/collections/ and GET /{api-root}/collections/{id}/ (TAXII 2.1, 5.1 and 5.2)
import type { Rights } from '../../collections/access.ts';
import type { CollectionEntry } from '../../schemas/catalogue/catalogue.ts';
import type { Collection } from '../../schemas/taxii/types.ts';
import { collectionOf, contextOf, rootOf } from '../context.ts';
import { taxiiAnswer, type Operation } from '../operation.ts';
import { sendResource } from '../send.ts';
import { openCollection } from '../steps/locate.ts';
import { acceptTaxii } from '../steps/negotiate.ts';

export const getCollections: Operation = {
  id: 'getCollections',
  summary: 'The collections of the API root',
  description: 'Those in which the agency may do anything, with what it may do.',
  section: '5.1',
  parameters: [],
  answers: [taxiiAnswer('The collections; without any, an empty object.', 'collections')],
  steps: [
    acceptTaxii,
    {
      refuses: [],
      handler: () =>
        async function sendCollections(request, response) {
          const { asker, directory } = contextOf(request);
          const visible = directory.visibleCollections(asker.agency, rootOf(request));
          const collections = visible.map((entry) => collectionResource(entry, directory.rights(asker.agency, entry.id)));
          await sendResource(request, response, 200, collections.length === 0 ? {} : { collections });
        },
    },
  ],
};

export const getCollection: Operation = {
  id: 'getCollection',
  summary: 'One collection',
  description: 'What it is, and what the agency may do in it.',
  section: '5.2',
  parameters: [],
  answers: [taxiiAnswer('The collection.', 'collection')],
  steps: [
    openCollection,
    acceptTaxii,
    {
      refuses: [],
      handler: () =>
        async function sendCollection(request, response) {
          const { entry, rights } = collectionOf(request);
          await sendResource(request, response, 200, collectionResource(entry, rights));
        },
    },
  ],
};

function collectionResource(entry: CollectionEntry, rights: Rights): Collection {
  return {
    id: entry.id,
    title: entry.title,
    ...(entry.description === undefined ? {} : { description: entry.description }),
    ...(entry.alias === undefined ? {} : { alias: entry.alias }),
    can_read: rights.canRead,
    can_write: rights.canWrite,
    media_types: [...entry.mediaTypes],
  };
}
