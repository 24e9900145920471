// What the steps before an endpoint found out about a request.
import type { OpenCollection, Session } from '../collections/open-collection.ts';
import type { ApiRootEntry } from '../schemas/catalogue/catalogue.ts';
import type { IncomingMessage } from 'node:http';
import type { Request } from 'express';
import { notesOn } from './notes.ts';

/** Set by one step, read by later ones. */
export interface TaxiiContext extends Session {
  readonly root?: ApiRootEntry;
  readonly collection?: OpenCollection;
}

/** Adds to what is known of the request. */
export function extendContext(request: Request, found: Partial<TaxiiContext>): void {
  const notes = notesOn(request);
  notes.context = { ...notes.context, ...found } as TaxiiContext;
}

/** What is known of the request so far, which may be nothing. */
export function knownOf(request: IncomingMessage): TaxiiContext | undefined {
  return notesOn(request).context;
}

/** Who asks, under which state of the catalogue; after `authenticate`. */
export function contextOf(request: Request): TaxiiContext {
  const { context } = notesOn(request);
  if (context === undefined) throw new Error('A step that needs the asker stands before authenticate.');
  return context;
}

/** The API root of the request; after `findApiRoot`. */
export function rootOf(request: Request): ApiRootEntry {
  const { root } = contextOf(request);
  if (root === undefined) throw new Error('A step that needs the API root stands before findApiRoot.');
  return root;
}

/** The collection of the request; after `openCollection`. */
export function collectionOf(request: Request): OpenCollection {
  const { collection } = contextOf(request);
  if (collection === undefined) throw new Error('A step that needs the collection stands before openCollection.');
  return collection;
}
