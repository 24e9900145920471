// From what a person types (a server, its discovery or an API root; an id or an alias) to one collection.
import type { ApiRoot, Collection, Collections, Discovery } from '../schemas/taxii/types.ts';
import { CommandFailure } from './failure.ts';
import { resourceOf, type TaxiiClient } from './taxii-client.ts';

/** A collection and where it is. */
export interface FoundCollection {
  readonly root: URL;
  /** `{api-root}/collections/{id}/`. */
  readonly url: URL;
  readonly collection: Collection;
  /** Octets that a POST to this API root may have. */
  readonly maxContentLength: number;
}

/**
 * Finds the collection with that id or alias.
 * @param url the server, its discovery (`…/taxii2/`), or an API root
 * @throws {CommandFailure} when there is none, or more than one
 */
export async function findCollection(client: TaxiiClient, url: URL, idOrAlias: string): Promise<FoundCollection> {
  const roots = await rootsAt(client, url);
  const found: FoundCollection[] = [];
  const known: string[] = [];
  for (const root of roots) {
    const { collections = [] } = await read<Collections>(client, new URL('collections/', root));
    known.push(...collections.map(({ id, alias }) => alias ?? id));
    const collection = collections.find(({ id, alias }) => id === idOrAlias || alias === idOrAlias);
    if (collection !== undefined) found.push(await describe(client, root, collection));
  }
  const [only, other] = found;
  if (only === undefined) {
    const hint = known.length === 0 ? 'this account sees no collection there' : `there are ${known.join(', ')}`;
    throw new CommandFailure(`${url.href} has no collection "${idOrAlias}" for this account: ${hint}.`);
  }
  if (other !== undefined) {
    const places = found.map(({ root }) => root.href).join(' and ');
    throw new CommandFailure(`"${idOrAlias}" is a collection in ${places}; name one of these API roots instead of the server.`);
  }
  return only;
}

async function rootsAt(client: TaxiiClient, url: URL): Promise<URL[]> {
  const place = withSlash(url.pathname === '/' ? new URL('/taxii2/', url) : url);
  const resource = await read<Partial<Discovery & ApiRoot>>(client, place);
  if (resource.max_content_length !== undefined) return [place];
  return (resource.api_roots ?? []).map((root) => withSlash(new URL(root, place))).filter((root) => root.origin === place.origin);
}

async function describe(client: TaxiiClient, root: URL, collection: Collection): Promise<FoundCollection> {
  const { max_content_length: maxContentLength } = await read<ApiRoot>(client, root);
  return { root, url: new URL(`collections/${collection.id}/`, root), collection, maxContentLength };
}

async function read<Resource>(client: TaxiiClient, url: URL): Promise<Resource> {
  return resourceOf<Resource>(url, await client.get(url));
}

function withSlash(url: URL): URL {
  const slashed = new URL(url);
  if (!slashed.pathname.endsWith('/')) slashed.pathname += '/';
  return slashed;
}
