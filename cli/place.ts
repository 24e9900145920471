// A poller's place in a collection, kept in a file between runs.
import { open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseFilterTimestamp } from '../schemas/timestamp.ts';
import { CommandFailure } from './failure.ts';
import type { FoundCollection } from './find-collection.ts';

/** The content of a state file. */
interface Place {
  /** The collection that the place is in, as a URL. */
  readonly collection: string;
  /** The last `X-TAXII-Date-Added-Last`. */
  readonly added_after: string;
}

/**
 * The `added_after` that the file keeps, or `undefined` when there is no such file yet.
 * @throws {CommandFailure} when it is the state of another collection, or no state at all
 */
export async function readPlace(file: string, { url }: Pick<FoundCollection, 'url'>): Promise<string | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new CommandFailure(`${file} can't be read (${(error as NodeJS.ErrnoException).code}).`, { cause: error });
  }
  const place = parsePlace(file, text);
  if (place.collection !== url.href) {
    throw new CommandFailure(`${file} is the place in ${place.collection}, not in ${url.href}. Name another state file.`);
  }
  return place.added_after;
}

/**
 * Keeps a place: whole or not at all, and on disk when this resolves.
 * @throws {CommandFailure} when the file can't be written
 */
export async function savePlace(file: string, { url }: Pick<FoundCollection, 'url'>, addedAfter: string): Promise<void> {
  const place: Place = { collection: url.href, added_after: addedAfter };
  try {
    await replaceFile(file, `${JSON.stringify(place)}\n`);
  } catch (error) {
    throw new CommandFailure(`The state file ${file} can't be written (${(error as NodeJS.ErrnoException).code}).`, { cause: error });
  }
}

async function replaceFile(file: string, text: string): Promise<void> {
  const temporary = `${file}.new`;
  const handle = await open(temporary, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, file);
  const folder = await open(dirname(file), 'r');
  await folder.sync().finally(() => folder.close());
}

function parsePlace(file: string, text: string): Place {
  try {
    const { collection, added_after } = JSON.parse(text) as Place;
    if (typeof collection === 'string' && parseFilterTimestamp(added_after) !== undefined) return { collection, added_after };
  } catch {
    // Told below, as any other content that is no state.
  }
  throw new CommandFailure(`${file} is no state file of \`liaison poll\`. Name another one.`);
}
