// From what a person types (a server, its discovery or an API root; an id or an alias) to one collection.
import type { ApiRoot, Collection, Collections, Discovery } from '../schemas/taxii/types.ts';
import { CommandFailure } from './failure.ts';
import { printable } from './printable.ts';
import { RequestRefused, resourceOf } from './refusal.ts';
import type { TaxiiClient } from './taxii-client.ts';

/** A collection and where it is. */
export interface FoundCollection {
  readonly root: URL;
  /** `{api-root}/collections/{id}/`. */
  readonly url: URL;
  readonly collection: Collection;
  /** Octets that a POST to this API root may have. */
  readonly maxContentLength: number;
}

/** What was met while looking. */
interface Search {
  readonly found: { readonly root: URL; readonly collection: Collection }[];
  /** The collections that there are, by the names that people use. */
  readonly known: string[];
  /** Why an API root could not be looked into. */
  readonly troubles: string[];
}

/**
 * Finds the collection with that id or alias. Where an API root is on another host, it is asked without credentials,
 * and only if the server's own have no such collection.
 * @param url the server, its discovery (`…/taxii2/`), or an API root
 * @throws {CommandFailure} when there is none, or more than one
 */
export async function findCollection(client: TaxiiClient, url: URL, idOrAlias: string): Promise<FoundCollection> {
  const place = withSlash(url.pathname === '/' ? new URL('/taxii2/', url) : url);
  const roots = await rootsAt(client, place);
  const isHere = ({ origin }: URL): boolean => origin === url.origin;
  const search: Search = { found: [], known: [], troubles: [] };
  for (const root of roots.filter((root) => isHere(root))) await lookInto(client, root, idOrAlias, search);
  if (search.found.length === 0) {
    for (const root of roots.filter((root) => !isHere(root))) await lookElsewhere(client, root, idOrAlias, search);
  }
  return describe(client, theOnly(search, url, idOrAlias));
}

/** The API roots at a place, which is one itself or a discovery. Relative ones stand against the place. */
async function rootsAt(client: TaxiiClient, place: URL): Promise<URL[]> {
  const { title, api_roots, max_content_length, ...others } = resourceOf<Discovery & ApiRoot>(place, await client.get(place));
  if (max_content_length !== undefined) return [place];
  if (typeof title !== 'string' || 'can_read' in others) {
    throw new CommandFailure(`${place.href} is no discovery and no API root: name the server, and the collection by --collection.`);
  }
  return listOf(api_roots).flatMap((root) => {
    const url = URL.parse(String(root), place.href);
    return url !== null && ['http:', 'https:'].includes(url.protocol) ? [withSlash(url)] : [];
  });
}

// Wrong credentials are wrong everywhere, and a server that is gone is gone; one closed API root hides nothing else.
async function lookInto(client: TaxiiClient, root: URL, idOrAlias: string, search: Search): Promise<void> {
  await look(client, root, idOrAlias, search).catch((error: unknown) => {
    if (!(error instanceof RequestRefused) || ![403, 404].includes(error.status)) throw error;
    search.troubles.push(error.message);
  });
}

async function lookElsewhere(client: TaxiiClient, root: URL, idOrAlias: string, search: Search): Promise<void> {
  await look(client, root, idOrAlias, search, 1).catch((error: unknown) => {
    if (!(error instanceof CommandFailure)) throw error;
    search.troubles.push(error.message);
  });
}

async function look(client: TaxiiClient, root: URL, idOrAlias: string, search: Search, tries?: number): Promise<void> {
  const url = new URL('collections/', root);
  const collections = listOf(resourceOf<Collections>(url, await client.get(url, tries)).collections);
  search.known.push(...collections.map(({ id, alias }) => printable(alias ?? id)));
  const collection = collections.find(({ id, alias }) => id === idOrAlias || alias === idOrAlias);
  if (collection !== undefined) search.found.push({ root, collection });
}

function theOnly({ found, known, troubles }: Search, url: URL, idOrAlias: string): Search['found'][number] {
  const [only, other] = found;
  if (only === undefined) {
    const hint = known.length === 0 ? 'this account sees no collection there' : `there are ${known.join(', ')}`;
    const absence = `${url.href} has no collection "${idOrAlias}" for this account: ${hint}.`;
    throw new CommandFailure([absence, ...troubles].join('\n'));
  }
  if (other !== undefined) {
    const places = found.map(({ root }) => root.href).join(' and ');
    throw new CommandFailure(`"${idOrAlias}" is a collection in ${places}; name one of these API roots instead of the server.`);
  }
  return only;
}

async function describe(client: TaxiiClient, { root, collection }: Search['found'][number]): Promise<FoundCollection> {
  const { max_content_length: maxContentLength } = resourceOf<ApiRoot>(root, await client.get(root));
  if (typeof maxContentLength !== 'number' || !(maxContentLength > 0)) {
    throw new CommandFailure(`${root.href} says no max_content_length, which every API root has (TAXII 2.1, 4.2.1).`);
  }
  const url = new URL(`collections/${encodeURIComponent(collection.id)}/`, root);
  return { root, url, collection, maxContentLength };
}

function listOf<Item>(value: readonly Item[] | undefined): readonly Item[] {
  return Array.isArray(value) ? value : [];
}

function withSlash(url: URL): URL {
  const slashed = new URL(url);
  if (!slashed.pathname.endsWith('/')) slashed.pathname += '/';
  return slashed;
}
