// GET and POST /{api-root}/collections/{id}/objects/ (TAXII 2.1, 5.4 and 5.5)
import type { RequestHandler } from 'express';
import type { Exchange } from '../../collections/exchange.ts';
import type { AnswerRoom } from '../answer-room.ts';
import { collectionOf } from '../context.ts';
import { askEnvelope, readPageRequest, sendPage } from '../page.ts';
import { sendResource } from '../send.ts';
import type { ServerSettings } from '../settings.ts';
import { openCollection, requireRight } from '../steps/locate.ts';
import { acceptTaxii, takeEnvelope } from '../steps/negotiate.ts';
import { readBody } from '../steps/read-body.ts';
import { statusResource } from './status.ts';

const PARAMETERS = { name: 'objects', paged: true, match: ['id', 'type', 'version', 'spec_version'] } as const;

export const getObjects = (exchange: Exchange, settings: ServerSettings, room: AnswerRoom): RequestHandler[] => [
  openCollection(exchange),
  requireRight('read'),
  acceptTaxii(settings.negotiation),
  async function sendObjects(request, response) {
    const asked = readPageRequest(request, exchange.signingKey, PARAMETERS);
    const answer = await askEnvelope(request, room, asked, collectionOf(request).objects);
    await sendPage(request, response, room, asked, answer);
  },
];

/** @param publicationLimit made by `limitPublications` */
export const addObjects = (exchange: Exchange, settings: ServerSettings, publicationLimit: RequestHandler): RequestHandler[] => [
  openCollection(exchange),
  requireRight('write'),
  acceptTaxii(settings.negotiation),
  takeEnvelope(settings.negotiation),
  publicationLimit,
  readBody(),
  async function publishObjects(request, response) {
    const status = await collectionOf(request).publish(request.body);
    await sendResource(request, response, 202, statusResource(status));
  },
];
