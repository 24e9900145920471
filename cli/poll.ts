// liaison poll --from URL --collection ID|ALIAS — gets what is new, byte for byte as it was published
import { setTimeout as sleep } from 'node:timers/promises';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { ObjectSplitter } from '../schemas/json/object-splitter.ts';
import { parseFilterTimestamp } from '../schemas/timestamp.ts';
import { connect, withConnection, type ConnectionOptions } from './connection.ts';
import { CommandFailure } from './failure.ts';
import type { FoundCollection } from './find-collection.ts';
import { openOutput, type ObjectOutput } from './object-output.ts';
import { readPlace, savePlace } from './place.ts';
import type { TaxiiClient } from './taxii-client.ts';

interface PollOptions extends ConnectionOptions {
  readonly from: string;
  readonly since?: string;
  readonly follow?: boolean;
  readonly interval: number;
  readonly limit?: number;
  readonly type?: string;
  readonly versions: 'all' | 'last' | 'first';
  readonly format: 'jsonl' | 'bundle';
  readonly output?: string;
  readonly state?: string;
}

/** Where the walk through the collection stands. */
interface Walk {
  addedAfter: string | undefined;
  next: string | undefined;
  objects: number;
}

/** Adds the command to the program. */
export function addPollCommand(program: Command): void {
  withConnection(program.command('poll').description('get objects from a collection'))
    .requiredOption('--from <url>', 'the server, its discovery, or an API root')
    .option('--since <timestamp>', 'only what was added after this', readSince)
    .option('--state <file>', 'keep the place in this file, and go on from it')
    .option('--follow', 'go on polling until stopped')
    .option('--interval <seconds>', 'how long to wait between polls with --follow', readPositive, 60)
    .option('--limit <number>', 'objects for each request', readPositive)
    .option('--type <types>', 'only these object types, separated by commas')
    .addOption(new Option('--versions <which>', 'which versions of an object').choices(['all', 'last', 'first']).default('last'))
    .addOption(new Option('--format <format>', 'a line for each object, or one bundle').choices(['jsonl', 'bundle']).default('jsonl'))
    .option('--output <file>', 'write to this file instead of standard output')
    .action(poll);
}

async function poll(options: PollOptions): Promise<void> {
  if (options.follow === true && options.format === 'bundle') {
    throw new CommandFailure('A bundle has an end, --follow has none: use --format jsonl with it.');
  }
  const { client, found } = await connect(options.from, options, options.follow === true ? Infinity : undefined);
  const kept = options.state === undefined ? undefined : await readPlace(options.state, found);
  if (kept !== undefined && options.since !== undefined) {
    process.stderr.write(`Going on from the place in ${options.state}; --since is for a first run.\n`);
  }
  const appends = options.state !== undefined && options.format === 'jsonl';
  const output = await openOutput({ format: options.format, appends, ...(options.output && { output: options.output }) });
  const walk: Walk = { addedAfter: kept ?? options.since, next: undefined, objects: 0 };
  await untilStopped(options, async () => walkPages(client, found, walk, output, options));
  await output.end();
  process.stderr.write(`${walk.objects.toLocaleString('en')} object${walk.objects === 1 ? '' : 's'}\n`);
}

async function untilStopped({ follow, interval }: PollOptions, walkOnce: () => Promise<void>): Promise<void> {
  if (follow !== true) return walkOnce();
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());
  while (!stopping.signal.aborted) {
    await walkOnce();
    await sleep(interval * 1000, undefined, { signal: stopping.signal }).catch(() => undefined);
  }
}

/** Walks from the place to the end of what there is. The place moves only when a page's objects are written. */
async function walkPages(
  client: TaxiiClient,
  found: FoundCollection,
  walk: Walk,
  output: ObjectOutput,
  options: PollOptions,
): Promise<void> {
  for (let more = true; more; ) {
    const { headers, body } = await client.get(pageUrl(found, walk, options));
    const { objects, members } = splitEnvelope(body);
    if (objects.length > 0) await output.write(objects);
    walk.objects += objects.length;
    walk.addedAfter = headers.get('X-TAXII-Date-Added-Last') ?? walk.addedAfter;
    walk.next = typeof members['next'] === 'string' ? members['next'] : undefined;
    more = members['more'] === true;
    if (options.state !== undefined && objects.length > 0 && walk.addedAfter !== undefined) {
      await output.flush();
      await savePlace(options.state, found, walk.addedAfter);
    }
  }
}

function pageUrl(found: FoundCollection, walk: Walk, options: PollOptions): URL {
  const url = new URL('objects/', found.url);
  const parameters: Record<string, string | undefined> = {
    added_after: walk.addedAfter,
    next: walk.next,
    limit: options.limit?.toString(),
    'match[type]': options.type,
    'match[version]': options.versions === 'last' ? undefined : options.versions,
  };
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) url.searchParams.set(name, value);
  return url;
}

function splitEnvelope(body: Uint8Array): { objects: Uint8Array[]; members: Readonly<Record<string, unknown>> } {
  const objects: Uint8Array[] = [];
  const splitter = new ObjectSplitter(({ bytes }) => objects.push(bytes));
  splitter.push(body);
  const { members } = splitter.end();
  if (members === undefined) throw new CommandFailure('The server answers with something that is no envelope.');
  return { objects, members };
}

function readSince(value: string): string {
  if (parseFilterTimestamp(value) === undefined) {
    throw new InvalidArgumentError('A timestamp is written like 2026-01-31T12:00:00Z.');
  }
  return value;
}

function readPositive(value: string): number {
  if (/^[1-9]\d{0,8}$/.test(value)) return Number(value);
  throw new InvalidArgumentError('It is a whole number greater than 0.');
}
