// Another TAXII 2.1 server: a collection of it is looked through by its manifest, as any client could.
import { startSurvey, type Ground } from './ground.ts';
import type { Other } from './bench.ts';

/** Pages of the manifest that are looked at. */
const MOST_PAGES = 20;
const LIMIT = 1_000;

interface Manifest {
  readonly objects?: readonly { readonly id: string; readonly date_added: string }[];
  readonly more?: boolean;
  readonly next?: string;
}

/** Looks a collection of another server through. @throws {Error} when it doesn't answer as TAXII 2.1 says */
export async function lookAt(collection: URL, authorization: string | undefined): Promise<Other> {
  const path = `${collection.pathname.replace(/\/$/, '')}/`;
  const authorizations = authorization === undefined ? [] : [authorization];
  return {
    subject: { name: 'other', origin: collection.origin, readers: authorizations, publishers: authorizations },
    ground: await groundOf(collection.origin, path, authorization),
    statusPath: path.replace(/collections\/[^/]+\/$/, 'status/'),
  };
}

async function groundOf(origin: string, path: string, authorization: string | undefined): Promise<Ground> {
  const survey = startSurvey(`${path}objects/`);
  let next: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const parameter: string = next === undefined ? '' : `&next=${encodeURIComponent(next)}`;
    const headers = { accept: 'application/taxii+json;version=2.1', ...(authorization && { authorization }) };
    const url = new URL(`${path}manifest/?limit=${LIMIT}${parameter}`, origin);
    const response = await fetch(url, { headers });
    if (!response.ok) throw new Error(`${url} was answered ${response.status}`);
    const manifest = (await response.json()) as Manifest;
    for (const { id, date_added: dateAdded } of manifest.objects ?? []) survey.see({ id, dateAdded });
    next = manifest.next;
    if (manifest.more !== true || next === undefined) break;
  }
  return survey.ground();
}
