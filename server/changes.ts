// GET /{api-root}/collections/{id}/changes/ — what was added, revoked and deleted, in order; beside the standard's paths
import type { Request } from 'express';
import { writeCursor, type CursorScope } from '../collections/cursor.ts';
import type { Change } from '../collections/storage/port.ts';
import { toldSince } from '../collections/tombstones.ts';
import { formatTimestamp, now, type Microseconds } from '../schemas/timestamp.ts';
import { collectionOf, contextOf } from './context.ts';
import { dateHeaders, spanOf } from './date-headers.ts';
import { latest, readInstant, readLimit, singleParameter } from './object-query.ts';
import { pageAnswer, type Operation } from './operation.ts';
import { cursorOf } from './page.ts';
import { sendResource, setHeaders } from './send.ts';
import { openCollection, requireRight } from './steps/locate.ts';
import { acceptTaxii } from './steps/negotiate.ts';
import { queryStringOf } from './target.ts';

const PARAMETERS = ['after', 'limit', 'next'] as const;

/** Other parameters than these are ignored, as on the standard's endpoints. */
export const getChanges: Operation = {
  id: 'getChanges',
  summary: 'Additions, revocations and deletions',
  description: 'What happened in a collection, in order, as far as the agency was shown it. Deletions are told for 400 days.',
  parameters: PARAMETERS,
  answers: [pageAnswer('A page of changes; without any, no `changes`.', 'changes')],
  steps: [
    openCollection,
    requireRight('read'),
    acceptTaxii,
    {
      refuses: ['invalid-parameter'],
      handler: ({ exchange }) =>
        async function sendChanges(request, response) {
          const collection = collectionOf(request);
          const scope = scopeOf(request);
          const { after, limit } = parametersOf(request, exchange.signingKey, scope);
          const told = formatTimestamp(toldSince(now()));
          const { items, more } = await collection.changes(after, limit);
          const [first, last] = [items[0], items.at(-1)];
          setHeaders(response, dateHeaders(first && last && spanOf(first.date, last.date), after));
          const { mediaTypes } = collection.entry;
          await sendResource(request, response, 200, {
            more,
            ...(more && last !== undefined ? { next: writeCursor(exchange.signingKey, scope, { position: last.date, match: {} }) } : {}),
            told_since: told,
            ...(items.length === 0 ? {} : { changes: items.map((change) => changeResource(change, mediaTypes)) }),
          });
        },
    },
  ],
};

function scopeOf(request: Request): CursorScope {
  const { entry } = collectionOf(request);
  return { endpoint: 'changes', collection: entry.id, agency: contextOf(request).asker.agency.name };
}

function parametersOf(
  request: Request,
  signingKey: Uint8Array,
  scope: CursorScope,
): { readonly after: Microseconds | undefined; readonly limit: number } {
  const query = queryStringOf(request);
  const after = singleParameter(query, 'after');
  const cursor = cursorOf(singleParameter(query, 'next'), signingKey, scope);
  return {
    after: latest(after === undefined ? undefined : readInstant('after', after), cursor?.position),
    limit: readLimit(singleParameter(query, 'limit')),
  };
}

function changeResource({ kind, date, record, removal }: Change, mediaTypes: readonly string[]): object {
  const mediaType = `application/stix+json;version=${record.specVersion}`;
  return {
    change: kind,
    date: formatTimestamp(date),
    id: record.id,
    version: record.version,
    // As in manifests, only one that the collection names.
    ...(mediaTypes.includes(mediaType) ? { media_type: mediaType } : {}),
    ...(kind === 'deleted' ? { date_added: formatTimestamp(record.dateAdded), ...removal } : {}),
  };
}
