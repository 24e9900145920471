// /console/ — the pages, and /console/api/, the JSON that they are made of (docs/console.md)
import { Router } from 'express';
import { endpointsOn } from '../endpoints.ts';
import { NotFound } from '../errors.ts';
import type { Parts } from '../operation.ts';
import { limitRates } from '../steps/limit-rates.ts';
import { addCredential, changeAccount, changePassword, createAccount, getAccount, getAccounts, revokeCredential, revokePrevious, rotateCredential } from './accounts.ts';
import { getAudit, getExport, getVerification } from './audit.ts';
import { getCatalogue, previewCatalogue, putCatalogue } from './catalogue.ts';
import { files, secureHeaders } from './files.ts';
import { getObject, getTrail } from './object.ts';
import { getCollection, getCollections, getObjects } from './objects.ts';
import { getOverview } from './overview.ts';
import { getPublication, getPublications, publishTo, validateFor } from './publications.ts';
import { readJson } from './read-json.ts';
import { getRelations } from './relations.ts';
import { createSessions } from './session.ts';
import { getSharing, previewSharing, putSharing } from './sharing.ts';

/** Pages and API. */
export function consoleRouter(parts: Parts): Router {
  const router = Router({ caseSensitive: true });
  router.use(secureHeaders);
  router.use('/api', apiRouter(parts));
  router.use(files());
  return router;
}

function apiRouter(parts: Parts): Router {
  const { exchange, settings } = parts;
  const router = Router({ caseSensitive: true });
  const endpoint = endpointsOn(router, '/console/api');
  const sessions = createSessions(exchange, settings);
  const signedIn = [sessions.require, limitRates.handler(parts)];
  endpoint('/session', { get: [...signedIn, sessions.get], post: [readJson(), sessions.post], delete: [sessions.require, sessions.delete] });
  router.use(...signedIn);
  const collection = '/collections/:collection';
  const object = `${collection}/objects/:object`;
  endpoint('/overview', { get: getOverview(exchange) });
  endpoint('/sharing', { get: getSharing(), put: putSharing(exchange) });
  endpoint('/sharing/preview', { post: previewSharing(exchange) });
  endpoint('/catalogue', { get: getCatalogue(exchange), put: putCatalogue(exchange) });
  endpoint('/catalogue/preview', { post: previewCatalogue(exchange) });
  endpoint('/collections', { get: getCollections() });
  endpoint(collection, { get: getCollection(exchange) });
  endpoint(`${collection}/objects`, { get: getObjects(exchange), post: publishTo(parts) });
  endpoint(`${collection}/validation`, { post: validateFor(parts) });
  endpoint(object, { get: getObject(exchange) });
  endpoint(`${object}/relations`, { get: getRelations(exchange) });
  endpoint(`${object}/trail`, { get: getTrail(exchange) });
  endpoint('/publications', { get: getPublications(exchange) });
  endpoint('/publications/:status', { get: getPublication(exchange) });
  const account = '/accounts/:account';
  endpoint('/accounts', { get: getAccounts(exchange), post: createAccount(exchange) });
  endpoint(account, { get: getAccount(exchange), put: changeAccount(exchange) });
  endpoint(`${account}/password`, { post: changePassword(exchange) });
  endpoint(`${account}/credentials`, { post: addCredential(exchange) });
  endpoint(`${account}/credentials/:credential`, { delete: revokeCredential(exchange) });
  endpoint(`${account}/credentials/:credential/rotation`, { post: rotateCredential(exchange) });
  endpoint(`${account}/credentials/:credential/previous`, { delete: revokePrevious(exchange) });
  endpoint('/audit', { get: getAudit(exchange) });
  endpoint('/audit/verification', { get: getVerification(exchange) });
  endpoint('/audit/export', { get: getExport(exchange) });
  router.use((_request, _response, next) => next(new NotFound('page')));
  return router;
}
