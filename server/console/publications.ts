// GET /console/api/publications/ and …/{status-id}/, POST …/validation/ and …/collections/{id}/objects/
import type { Request, RequestHandler } from 'express';
import type { Exchange } from '../../collections/exchange.ts';
import type { Session } from '../../collections/open-collection.ts';
import type { EnvelopeReport } from '../../collections/publishing/validate-envelope.ts';
import type { PublicationStatus, PublicationSummary, StatusDetails } from '../../collections/storage/port.ts';
import { formatTimestamp } from '../../schemas/timestamp.ts';
import { collectionOf, contextOf } from '../context.ts';
import { NotFound } from '../errors.ts';
import type { Parts } from '../operation.ts';
import { readInstant, singleParameter } from '../object-query.ts';
import { requireRight } from '../steps/locate.ts';
import { readBody } from '../steps/read-body.ts';
import { queryStringOf } from '../target.ts';
import { cut } from './describe.ts';
import { openById } from './locate.ts';
import type { PublicationDetails, PublicationResource, PublicationsResource, PublishedObject, ValidationResource } from './resources.ts';
import { sendJson } from './send-json.ts';

const PAGE_SIZE = 50;
/** Objects of one publication that are told, of each kind, and of a dry run; and findings of one object. */
const MOST_OBJECTS = 500;
const MOST_FINDINGS = 50;
const LONGEST_MESSAGE = 2_000;

/** With `before`. */
export const getPublications = (exchange: Exchange): RequestHandler[] => [
  async function sendPublications(request, response) {
    const session = contextOf(request);
    const before = singleParameter(queryStringOf(request), 'before');
    const from = before === undefined ? undefined : readInstant('before', before);
    const found = await exchange.oversight.publications(session, from, PAGE_SIZE);
    const last = found.length < PAGE_SIZE ? undefined : found.at(-1)?.completedAt;
    const resource: PublicationsResource = {
      publications: found.map((each) => summaryResource(each, session)),
      ...(last === undefined ? {} : { next: formatTimestamp(last) }),
    };
    await sendJson(request, response, 200, resource);
  },
];

export const getPublication = (exchange: Exchange): RequestHandler[] => [
  async function sendPublication(request, response) {
    const session = contextOf(request);
    const found = await exchange.oversight.publication(session, String(request.params['status']));
    if (found === undefined) throw new NotFound('publication');
    await sendJson(request, response, 200, detailsOf(found.status, found.isWhole, session));
  },
];

/** A dry run for that collection. */
export const validateFor = (parts: Parts): RequestHandler[] => [
  openById(parts.exchange),
  requireRight('write').handler(parts),
  parts.publicationLimit,
  readBody.handler(parts),
  async function reportFindings(request, response) {
    const report = await parts.exchange.validate(contextOf(request), collectionOf(request), bytesOf(request));
    await sendJson(request, response, 200, validationResource(report));
  },
];

/** Publishes what is sent. */
export const publishTo = (parts: Parts): RequestHandler[] => [
  openById(parts.exchange),
  requireRight('write').handler(parts),
  parts.publicationLimit,
  readBody.handler(parts),
  async function publish(request, response) {
    const status = await collectionOf(request).publish(bytesOf(request));
    await sendJson(request, response, 202, detailsOf(status, true, contextOf(request)));
  },
];

function bytesOf(request: Request): Uint8Array<ArrayBuffer> {
  return request.body as Uint8Array<ArrayBuffer>;
}

function summaryResource(publication: PublicationSummary, session: Session): PublicationResource {
  const { statusId, collection, account, agency, requestedAt, completedAt, totalCount, successCount, failureCount } = publication;
  return {
    id: statusId,
    collection: { id: collection, title: titleOf(collection, session) },
    account,
    agency,
    requested_at: formatTimestamp(requestedAt),
    ...(completedAt === undefined ? {} : { completed_at: formatTimestamp(completedAt) }),
    total: totalCount,
    succeeded: successCount,
    failed: failureCount,
  };
}

function detailsOf(status: PublicationStatus, isWhole: boolean, session: Session): PublicationDetails {
  const { successes, failures } = status;
  return {
    ...summaryResource({ ...status, successCount: successes.length, failureCount: failures.length }, session),
    is_whole: isWhole && successes.length <= MOST_OBJECTS && failures.length <= MOST_OBJECTS,
    successes: successes.slice(0, MOST_OBJECTS).map(publishedObject),
    failures: failures.slice(0, MOST_OBJECTS).map(publishedObject),
  };
}

function publishedObject({ id, version, message }: StatusDetails): PublishedObject {
  return { id: cut(id, LONGEST_MESSAGE), version, ...(message === undefined ? {} : { message: cut(message, LONGEST_MESSAGE) }) };
}

// The asker has published there, or reads there: its title is nothing new, unless the catalogue has changed since.
function titleOf(id: string, { asker, directory }: Session): string {
  const entry = directory.catalogue?.apiRoots.flatMap(({ collections }) => collections).find((one) => one.id === id);
  const rights = directory.rights(asker.agency, id);
  return entry === undefined || !(rights.canRead || rights.canWrite) ? id : entry.title;
}

function validationResource({ total, accepted, objects }: EnvelopeReport): ValidationResource {
  return {
    total,
    accepted,
    objects: objects.slice(0, MOST_OBJECTS).map((object) => ({
      index: object.index,
      line: object.line,
      id: cut(object.id, LONGEST_MESSAGE),
      accepted: object.accepted,
      findings: object.findings.slice(0, MOST_FINDINGS).map(({ level, code, pointer, message, expected, section }) => ({
        level,
        code,
        pointer: cut(pointer, LONGEST_MESSAGE),
        message: cut(message, LONGEST_MESSAGE),
        expected: cut(expected, LONGEST_MESSAGE),
        section,
      })),
    })),
    more: Math.max(0, objects.length - MOST_OBJECTS),
  };
}
