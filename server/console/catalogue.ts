// GET and PUT /console/api/catalogue/, POST …/catalogue/preview/ — agencies, groups, API roots and collections, for operators
import type { Request, RequestHandler, Response } from 'express';
import type { CatalogueChange, CatalogueEditor } from '../../collections/catalogue-editor.ts';
import { withEntries, type EntryEdit } from '../../collections/catalogue/edit-catalogue.ts';
import type { Exchange } from '../../collections/exchange.ts';
import { contextOf } from '../context.ts';
import { NotFound, TaxiiProblem } from '../errors.ts';
import { bodyOf, changesIn, isObject, malformed, readJson } from './read-json.ts';
import type { CatalogueResource, PreviewResource } from './resources.ts';
import { sendJson } from './send-json.ts';
import { toProblem } from './to-problem.ts';

const MOST_EDITS = 50;
const KINDS = ['agency', 'group', 'collection', 'api-root'] as const;

export const getCatalogue = (exchange: Exchange): RequestHandler[] => [
  async function sendCatalogue(request, response) {
    const { revision, document } = editorOf(exchange, request);
    const resource: CatalogueResource = { revision, catalogue: document };
    await sendJson(request, response, 200, resource);
  },
];

export const previewCatalogue = (exchange: Exchange): RequestHandler[] => [
  readJson(),
  async function sendPreview(request, response) {
    const edits = changesIn(request, MOST_EDITS).map(editOf);
    await sendPreviewOf(exchange, request, response, (catalogue) => withEntries(catalogue, edits));
  },
];

export const putCatalogue = (exchange: Exchange): RequestHandler[] => [
  readJson(),
  async function changeCatalogue(request, response) {
    const edits = changesIn(request, MOST_EDITS).map(editOf);
    await putInForce(exchange, request, response, (catalogue) => withEntries(catalogue, edits));
  },
];

/** Tells what a change of the catalogue would do. */
export async function sendPreviewOf(exchange: Exchange, request: Request, response: Response, change: CatalogueChange): Promise<void> {
  const { words, ...preview } = await editorOf(exchange, request).preview(change).catch(toProblem);
  const resource: PreviewResource = { changes: words, ...preview };
  await sendJson(request, response, 200, resource);
}

/** Puts a change of the catalogue in force: of the `revision` that the body has, and objects go with collections only with `remove_objects`. */
export async function putInForce(exchange: Exchange, request: Request, response: Response, change: CatalogueChange): Promise<void> {
  const { revision, remove_objects: removeObjects = false } = bodyOf(request);
  if (typeof revision !== 'number' || typeof removeObjects !== 'boolean') {
    throw malformed('The body needs the number "revision", of what was looked at, and may have "remove_objects", true or false.');
  }
  const outcome = await editorOf(exchange, request).putInForce(revision, change, removeObjects).catch(toProblem);
  if (!outcome.applied) throw new TaxiiProblem('not-possible', { description: 'A collection that would go holds objects. They are deleted only with "remove_objects".' });
  await sendJson(request, response, 200, { revision: outcome.revision });
}

function editorOf(exchange: Exchange, request: Request): CatalogueEditor {
  const editor = exchange.catalogueEditor(contextOf(request));
  if (editor === undefined) throw new NotFound('page');
  return editor;
}

function editOf(change: unknown): EntryEdit {
  const { what, key, entry, api_root: apiRoot } = isObject(change) ? change : {};
  const kind = KINDS.find((name) => name === what);
  const isText = (text: unknown): text is string | undefined => text === undefined || typeof text === 'string';
  const isEntry = (given: unknown): given is Record<string, unknown> | undefined => given === undefined || isObject(given);
  if (kind === undefined || !isText(key) || !isText(apiRoot) || !isEntry(entry) || (key === undefined && entry === undefined)) {
    throw malformed(`An entry of "changes" needs "what" (${KINDS.join(', ')}), "key" of what is there, and "entry" as it is to be; without "key" it is a new one, without "entry" it goes. Of a collection it may have "api_root".`);
  }
  return { what: kind, ...(key === undefined ? {} : { key }), ...(entry === undefined ? {} : { entry }), ...(apiRoot === undefined ? {} : { apiRoot }) };
}
