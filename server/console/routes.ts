// All endpoints of /console/api/: router.ts serves them, api-document.ts tells them.
import type { RequestHandler } from 'express';
import type { Parts } from '../operation.ts';
import { limitRates } from '../steps/limit-rates.ts';
import { addCredential, changeAccount, changePassword, createAccount, getAccount, getAccounts, revokeCredential, revokePrevious, rotateCredential } from './accounts.ts';
import { getAudit, getExport, getVerification } from './audit.ts';
import { getCatalogue, previewCatalogue, putCatalogue } from './catalogue.ts';
import { getObject, getTrail } from './object.ts';
import { getCollection, getCollections, getObjects } from './objects.ts';
import { getOverview } from './overview.ts';
import type { ConsoleParameter } from './parameters.ts';
import { getPublication, getPublications, publishTo, validateFor } from './publications.ts';
import { readJson } from './read-json.ts';
import { getRelations } from './relations.ts';
import type { Sessions } from './session.ts';
import { getSharing, previewSharing, putSharing } from './sharing.ts';

/** What endpoints are made with. */
export interface ConsoleParts extends Parts {
  readonly sessions: Sessions;
}

/** What a method does at a path. */
export interface ConsoleOperation {
  /** Its name in the API document. */
  readonly id: string;
  /** What it gives or does, in a sentence. */
  readonly summary: string;
  /** Whom it is there for; absent: everybody who is signed in. */
  readonly for?: 'anybody' | 'operators';
  /** Its URL parameters. */
  readonly parameters?: readonly ConsoleParameter[];
  /** The schema of its body in schemas/console/resources.json, or an envelope of TAXII. */
  readonly takes?: string;
  /** The schema of what it answers; `lines` are those of an export. */
  readonly gives: string;
  /** Its status; 200 when left out. */
  readonly status?: 202;
  handlers(parts: ConsoleParts): RequestHandler[];
}

/** A path below /console/api, and what each method does there. HEAD goes with GET. */
export type ConsoleRoute = { readonly path: string } & { readonly [Method in 'get' | 'post' | 'put' | 'delete']?: ConsoleOperation };

const COLLECTION = '/collections/{collection}/';
const OBJECT = `${COLLECTION}objects/{object}/`;
const ACCOUNT = '/accounts/{account}/';
const CREDENTIAL = `${ACCOUNT}credentials/{credential}/`;
const OBJECT_FILTERS = ['type', 'text', 'marking', 'author', 'versions', 'after', 'before'] as const;
const AUDIT_FILTERS = ['from', 'to', 'kind', 'agency', 'account', 'collection', 'next'] as const;

/** Where one signs in: each method lets pass whom it is for. */
export const SESSION_ROUTE: ConsoleRoute = {
  path: '/session/',
  get: { id: 'getSession', summary: 'Who is signed in, and the token for changes.', gives: 'session', handlers: (parts) => [parts.sessions.require, limitRates.handler(parts), parts.sessions.get] },
  post: { id: 'signIn', summary: 'Signs in, and sets the cookie.', for: 'anybody', takes: 'sign-in', gives: 'session', handlers: ({ sessions }) => [readJson(), sessions.post] },
  delete: { id: 'signOut', summary: 'Signs out, at every server on the store.', gives: 'nothing', handlers: ({ sessions }) => [sessions.delete] },
};

/** Everything else. */
export const ROUTES: readonly ConsoleRoute[] = [
  { path: '/overview/', get: { id: 'getOverview', summary: 'Counts, days, hours, denials, consumers.', gives: 'overview', handlers: ({ exchange }) => getOverview(exchange) } },
  {
    path: '/sharing/',
    get: { id: 'getSharing', summary: 'The matrix of agencies, groups and collections.', gives: 'sharing', handlers: () => getSharing() },
    put: { id: 'putSharing', summary: 'Puts other grants in force; 409 when the catalogue has changed since.', for: 'operators', takes: 'grants-in-force', gives: 'in-force', handlers: ({ exchange }) => putSharing(exchange) },
  },
  {
    path: '/sharing/preview/',
    post: { id: 'previewSharing', summary: 'What other grants would show to whom.', for: 'operators', takes: 'grant-changes', gives: 'preview', handlers: ({ exchange }) => previewSharing(exchange) },
  },
  {
    path: '/catalogue/',
    get: { id: 'getCatalogue', summary: 'The catalogue in force, in the shape of its file.', for: 'operators', gives: 'catalogue', handlers: ({ exchange }) => getCatalogue(exchange) },
    put: { id: 'putCatalogue', summary: 'Puts changed entries in force; 409 when the catalogue has changed since.', for: 'operators', takes: 'entries-in-force', gives: 'in-force', handlers: ({ exchange }) => putCatalogue(exchange) },
  },
  {
    path: '/catalogue/preview/',
    post: { id: 'previewCatalogue', summary: 'What changed entries would show to whom, and what would go.', for: 'operators', takes: 'entry-changes', gives: 'preview', handlers: ({ exchange }) => previewCatalogue(exchange) },
  },
  { path: '/collections/', get: { id: 'getCollections', summary: 'The collections in which the account has a right.', gives: 'collections', handlers: () => getCollections() } },
  { path: COLLECTION, get: { id: 'getCollection', summary: 'One of them, with its counts.', gives: 'collection', handlers: ({ exchange }) => getCollection(exchange) } },
  {
    path: `${COLLECTION}objects/`,
    get: {
      id: 'getObjects',
      summary: '50 objects, newest first. With `text`, `marking` or `author` at most 5,000 objects are looked at for an answer.',
      parameters: OBJECT_FILTERS,
      gives: 'objects',
      handlers: ({ exchange }) => getObjects(exchange),
    },
    post: { id: 'publish', summary: 'Publishes an envelope or bundle.', takes: 'envelope', gives: 'publication-details', status: 202, handlers: publishTo },
  },
  { path: `${COLLECTION}validation/`, post: { id: 'validate', summary: 'The same as a dry run.', takes: 'envelope', gives: 'validation', handlers: validateFor } },
  { path: OBJECT, get: { id: 'getObject', summary: 'An object: 20 versions, and why it is there.', gives: 'object', handlers: ({ exchange }) => getObject(exchange) } },
  {
    path: `${OBJECT}relations/`,
    get: { id: 'getRelations', summary: 'What it is connected to: 200 of the newest 20,000 relationships and sightings, and what it refers to.', gives: 'relations', handlers: ({ exchange }) => getRelations(exchange) },
  },
  {
    path: `${OBJECT}trail/`,
    get: { id: 'getTrail', summary: 'What the audit log says about it, in the first 20,000 entries about its collection.', for: 'operators', gives: 'trail', handlers: ({ exchange }) => getTrail(exchange) },
  },
  { path: '/publications/', get: { id: 'getPublications', summary: '50 publications, those completed last first.', parameters: ['before'], gives: 'publications', handlers: ({ exchange }) => getPublications(exchange) } },
  { path: '/publications/{status}/', get: { id: 'getPublication', summary: 'One, object by object.', gives: 'publication-details', handlers: ({ exchange }) => getPublication(exchange) } },
  {
    path: '/accounts/',
    get: { id: 'getAccounts', summary: 'All accounts, without anything secret.', for: 'operators', gives: 'accounts', handlers: ({ exchange }) => getAccounts(exchange) },
    post: { id: 'createAccount', summary: 'Makes one, and gives its password as `secret`.', for: 'operators', takes: 'new-account', gives: 'secret', handlers: ({ exchange }) => createAccount(exchange) },
  },
  {
    path: ACCOUNT,
    get: { id: 'getAccount', summary: 'One, with when its credentials were last used.', for: 'operators', gives: 'account', handlers: ({ exchange }) => getAccount(exchange) },
    put: { id: 'changeAccount', summary: 'Disables or enables it, and restricts from where and beside what it may be used.', for: 'operators', takes: 'account-change', gives: 'nothing', handlers: ({ exchange }) => changeAccount(exchange) },
  },
  {
    path: `${ACCOUNT}password/`,
    post: { id: 'changePassword', summary: 'Gives it another password, as `secret`.', for: 'operators', takes: 'new-password', gives: 'secret', handlers: ({ exchange }) => changePassword(exchange) },
  },
  {
    path: `${ACCOUNT}credentials/`,
    post: { id: 'addCredential', summary: 'Gives it another credential; of a key or password, the `secret`.', for: 'operators', takes: 'new-credential', gives: 'secret', handlers: ({ exchange }) => addCredential(exchange) },
  },
  { path: CREDENTIAL, delete: { id: 'revokeCredential', summary: 'Takes it away, at once.', for: 'operators', gives: 'nothing', handlers: ({ exchange }) => revokeCredential(exchange) } },
  {
    path: `${CREDENTIAL}rotation/`,
    post: { id: 'rotateCredential', summary: 'Has it proven by something else; the old one counts until `old_until`.', for: 'operators', takes: 'rotation', gives: 'secret', handlers: ({ exchange }) => rotateCredential(exchange) },
  },
  { path: `${CREDENTIAL}previous/`, delete: { id: 'revokePrevious', summary: 'Takes away what it was before it was rotated.', for: 'operators', gives: 'nothing', handlers: ({ exchange }) => revokePrevious(exchange) } },
  { path: '/audit/', get: { id: 'getAudit', summary: '100 entries, oldest first.', for: 'operators', parameters: AUDIT_FILTERS, gives: 'audit', handlers: ({ exchange }) => getAudit(exchange) } },
  { path: '/audit/verification/', get: { id: 'verifyAudit', summary: 'Every chain, checked.', for: 'operators', gives: 'verification', handlers: ({ exchange }) => getVerification(exchange) } },
  {
    path: '/audit/export/',
    get: { id: 'exportAudit', summary: 'What is searched for, as JSON lines with their hashes.', for: 'operators', parameters: AUDIT_FILTERS, gives: 'lines', handlers: ({ exchange }) => getExport(exchange) },
  },
];
