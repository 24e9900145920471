// liaison poll --from URL --collection ID|ALIAS — gets what is new, byte for byte as it was published
import { setTimeout as sleep } from 'node:timers/promises';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { parseFilterTimestamp } from '../schemas/timestamp.ts';
import { connect, withConnection, type ConnectionOptions } from './connection.ts';
import { CommandFailure } from './failure.ts';
import type { FoundCollection } from './find-collection.ts';
import { openOutput, type ObjectOutput } from './object-output.ts';
import { readPlace, savePlace } from './place.ts';
import { announce, startProgress, type Progress } from './progress.ts';
import { OutputClosed } from './standard-output.ts';
import type { TaxiiClient } from './taxii-client.ts';
import { walkPages, type Filter } from './walk-pages.ts';

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

/** Where a poller stands. */
interface Poller {
  readonly client: TaxiiClient;
  readonly found: FoundCollection;
  readonly output: ObjectOutput;
  readonly progress: Progress;
  readonly options: PollOptions;
  /** The `added_after` of the next walk. */
  place: string | undefined;
  /** Objects so far. */
  count: number;
}

const LONGEST_INTERVAL = 86_400;

/** Adds the command to the program. */
export function addPollCommand(program: Command): void {
  withConnection(program.command('poll').description('get objects from a collection'))
    .requiredOption('--from <url>', 'the server, its discovery, or an API root')
    .option('--since <timestamp>', 'only what was added after this', readSince)
    .option('--state <file>', 'keep the place in this file, and go on from it')
    .option('--follow', 'go on polling until stopped')
    .option('--interval <seconds>', 'how long to wait between polls with --follow', readInterval, 60)
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
  const stopping = options.follow === true ? stopOnSignal() : undefined;
  try {
    await pollCollection(options, stopping);
  } catch (error) {
    if (!(error instanceof OutputClosed) && !isStop(error)) throw error;
  }
}

async function pollCollection(options: PollOptions, stopping: AbortSignal | undefined): Promise<void> {
  const { format, state, output: file } = options;
  const patience = stopping === undefined ? {} : { tries: Infinity, signal: stopping };
  const { client, found } = await connect(options.from, options, { ...patience, onOutage: announce });
  const kept = state === undefined ? undefined : await readPlace(state, found);
  if (kept !== undefined && options.since !== undefined) announce(`Going on from the place in ${state}; --since is for a first run.`);
  const output = await openOutput({ format, output: file, appends: state !== undefined && format === 'jsonl' });
  const progress = startProgressBeside(options);
  const poller: Poller = { client, found, output, progress, options, place: kept ?? options.since, count: 0 };
  try {
    await (stopping === undefined ? walk(poller) : repeat(() => walk(poller), options.interval, stopping));
    progress.end();
    await output.end();
    // A bundle is of use only when it is complete.
    if (format === 'bundle') await keepPlace(poller);
  } finally {
    progress.end();
    await output.close();
  }
  process.stderr.write(`${describeCount(poller.count)}\n`);
}

/** Gets what there is beyond the place; the place moves when the objects of a page are written. */
async function walk(poller: Poller): Promise<void> {
  const { client, found, output, progress, options } = poller;
  for await (const { objects, dateAddedLast } of walkPages(client, found.url, filterOf(options), poller.place)) {
    if (objects.length === 0) continue;
    await output.write(objects);
    poller.count += objects.length;
    progress.advance(objects.length, describeCount(poller.count));
    poller.place = requirePlace(dateAddedLast, options) ?? poller.place;
    if (options.format === 'bundle' || options.state === undefined) continue;
    await output.flush();
    await keepPlace(poller);
  }
}

async function keepPlace({ found, options: { state }, place }: Poller): Promise<void> {
  if (state !== undefined && place !== undefined) await savePlace(state, found, place);
}

/** Walks again and again, and ends in peace when it is told to stop, whatever it is doing. */
async function repeat(walk: () => Promise<void>, interval: number, stopping: AbortSignal): Promise<void> {
  try {
    for (;;) {
      await walk();
      await sleep(interval * 1000, undefined, { signal: stopping });
    }
  } catch (error) {
    if (!isStop(error)) throw error;
  }
}

function stopOnSignal(): AbortSignal {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());
  return stopping.signal;
}

function isStop(error: unknown): boolean {
  return (error as Error).name === 'AbortError';
}

function filterOf({ limit, type, versions }: PollOptions): Filter {
  return {
    limit: limit?.toString(),
    'match[type]': type,
    'match[version]': versions === 'last' ? undefined : versions,
  };
}

/** Without a place, --follow would get everything again and again, and --state would forget. */
function requirePlace(dateAddedLast: string | undefined, { from, follow, state }: PollOptions): string | undefined {
  if (dateAddedLast !== undefined || (follow !== true && state === undefined)) return dateAddedLast;
  throw new CommandFailure(`The server at ${new URL(from).host} sends no X-TAXII-Date-Added-Last: poll it without --follow and --state.`);
}

/** No progress where the objects themselves are shown. */
function startProgressBeside({ output }: PollOptions): Progress {
  return startProgress('Polling', output === undefined && process.stdout.isTTY ? 0 : undefined);
}

function describeCount(count: number): string {
  return `${count.toLocaleString('en')} object${count === 1 ? '' : 's'}`;
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

function readInterval(value: string): number {
  const interval = readPositive(value);
  if (interval <= LONGEST_INTERVAL) return interval;
  throw new InvalidArgumentError(`It is at most ${LONGEST_INTERVAL} seconds, which is a day.`);
}
