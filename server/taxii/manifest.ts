// GET /{api-root}/collections/{id}/manifest/ (TAXII 2.1, 5.3)
import type { VersionRecord } from '../../collections/storage/port.ts';
import { formatTimestamp } from '../../schemas/timestamp.ts';
import type { ManifestRecord } from '../../schemas/taxii/types.ts';
import { collectionOf } from '../context.ts';
import { parameterNames } from '../object-query.ts';
import { pageAnswers, type Operation } from '../operation.ts';
import { askRecords, readPageRequest, sendPage } from '../page.ts';
import { openCollection, requireRight } from '../steps/locate.ts';
import { acceptTaxii } from '../steps/negotiate.ts';

const PARAMETERS = { name: 'manifest', paged: true, match: ['id', 'type', 'version', 'spec_version'] } as const;

export const getManifest: Operation = {
  id: 'getManifest',
  summary: 'What a collection holds',
  description: 'A record for each version of each object, in the order in which they were added.',
  section: '5.3',
  parameters: parameterNames(PARAMETERS),
  answers: pageAnswers('A page of records; without any, an empty object.', 'manifest'),
  steps: [
    openCollection,
    requireRight('read'),
    acceptTaxii,
    {
      refuses: ['invalid-parameter'],
      handler: ({ exchange, room }) =>
        async function sendManifest(request, response) {
          const asked = readPageRequest(request, exchange.signingKey, PARAMETERS);
          const collection = collectionOf(request);
          const { mediaTypes } = collection.entry;
          const toResource = (records: readonly VersionRecord[]) => ({ objects: records.map((record) => manifestRecord(record, mediaTypes)) });
          const answer = await askRecords(request, room, asked, collection.records, toResource, mediaTypes.join());
          await sendPage(request, response, room, asked, answer);
        },
    },
  ],
};

function manifestRecord(record: VersionRecord, mediaTypes: readonly string[]): ManifestRecord {
  const mediaType = `application/stix+json;version=${record.specVersion}`;
  return {
    id: record.id,
    date_added: formatTimestamp(record.dateAdded),
    version: record.version,
    // Only one that the collection names (T-5.3.1-06): its list may have become shorter than what it holds.
    ...(mediaTypes.includes(mediaType) ? { media_type: mediaType } : {}),
  };
}
