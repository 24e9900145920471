// Walks through a collection page by page (TAXII 2.1, 3.5 and 5.4).
import { ObjectSplitter } from '../schemas/json/object-splitter.ts';
import { JsonSyntaxError } from '../schemas/json/json-syntax-error.ts';
import { parseFilterTimestamp } from '../schemas/timestamp.ts';
import { CommandFailure } from './failure.ts';
import type { TaxiiAnswer } from './refusal.ts';
import type { TaxiiClient } from './taxii-client.ts';

/** Query parameters that stay the same on every page. */
export type Filter = Readonly<Record<string, string | undefined>>;

/** One page. */
export interface Page {
  /** Each as it was served, white space outside of strings left out. */
  readonly objects: readonly Uint8Array[];
  /** When the last of them was added: `X-TAXII-Date-Added-Last`. */
  readonly dateAddedLast: string | undefined;
}

/**
 * The pages from `addedAfter` to the end of what there is.
 * @param url `{api-root}/collections/{id}/`
 * @throws {CommandFailure} when the server refuses, or its pages lead nowhere
 */
export async function* walkPages(
  client: TaxiiClient,
  url: URL,
  filter: Filter,
  addedAfter: string | undefined,
): AsyncGenerator<Page> {
  // A `next` goes with the very parameters that it was given for (T-3.4-15), so `added_after` stays as it was.
  let start = addedAfter;
  let next: string | undefined;
  for (;;) {
    const pageUrl = withParameters(new URL('objects/', url), { added_after: start, next, ...filter });
    const answer = await client.get(pageUrl);
    const { objects, members } = splitEnvelope(pageUrl, answer);
    const dateAddedLast = dateAddedLastOf(answer);
    yield { objects, dateAddedLast };
    if (members['more'] !== true) return;
    const following = typeof members['next'] === 'string' && members['next'] !== '' ? members['next'] : undefined;
    const leadsOn = following === undefined ? dateAddedLast !== undefined && dateAddedLast !== start : following !== next;
    if (!leadsOn) {
      throw new CommandFailure(`${pageUrl.href} says that there is more, but not where: no new "next", no later X-TAXII-Date-Added-Last.`);
    }
    next = following;
    if (next === undefined) start = dateAddedLast;
  }
}

function withParameters(url: URL, parameters: Filter): URL {
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) url.searchParams.set(name, value);
  return url;
}

function splitEnvelope(url: URL, { body }: TaxiiAnswer): { objects: Uint8Array[]; members: Readonly<Record<string, unknown>> } {
  const objects: Uint8Array[] = [];
  // An object is passed on as it is, however deep.
  const splitter = new ObjectSplitter(({ bytes }) => objects.push(bytes), { maximumDepth: Infinity });
  try {
    splitter.push(body);
    const { members } = splitter.end();
    if (members !== undefined) return { objects, members };
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
  }
  throw new CommandFailure(`${url.href} answers with something that is no envelope.`);
}

function dateAddedLastOf({ headers }: TaxiiAnswer): string | undefined {
  const value = headers.get('X-TAXII-Date-Added-Last');
  return value === null || parseFilterTimestamp(value) === undefined ? undefined : value;
}
