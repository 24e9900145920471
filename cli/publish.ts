// liaison publish FILE… --to URL --collection ID|ALIAS — sends bundles of any size, and waits until they are in
import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import type { Status } from '../schemas/taxii/types.ts';
import { connect, withConnection, type ConnectionOptions } from './connection.ts';
import { packEnvelopes } from './envelopes.ts';
import { startProgress } from './progress.ts';
import { readObjects, type FileObject } from './read-objects.ts';
import { resourceOf, type TaxiiClient } from './taxii-client.ts';

interface PublishOptions extends ConnectionOptions {
  readonly to: string;
  readonly json?: boolean;
}

/** An object that didn't go in. */
interface Failure {
  readonly id: string;
  readonly version?: string;
  readonly message: string;
}

/** What became of all objects. */
interface Tally {
  accepted: number;
  alreadyThere: number;
  readonly failures: Failure[];
}

/** Envelopes under way at once: one is checked while the next one travels. */
const IN_FLIGHT = 2;
const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 2_000;

/** Adds the command to the program. */
export function addPublishCommand(program: Command): void {
  withConnection(program.command('publish <file...>').description('publish bundles; - is standard input'))
    .requiredOption('--to <url>', 'the server, its discovery, or an API root')
    .option('--json', 'for programs: one JSON document')
    .action(publishFiles);
}

async function publishFiles(files: readonly string[], options: PublishOptions): Promise<void> {
  const { client, found } = await connect(options.to, options);
  const tally: Tally = { accepted: 0, alreadyThere: 0, failures: [] };
  const progress = startProgress('Publishing', await totalSize(files));
  const publishEnvelope = async (envelope: Uint8Array<ArrayBuffer>): Promise<void> => {
    const url = new URL('objects/', found.url);
    count(await finalStatus(client, found.root, resourceOf<Status>(url, await client.post(url, envelope))), tally);
  };
  try {
    const objects = objectsOf(files, (bytes) => progress.advance(bytes, describeTally(tally)));
    const envelopes = packEnvelopes(objects, found.maxContentLength, ({ object, reason }) => {
      tally.failures.push({ id: object.id ?? object.place, message: reason });
    });
    await forEachSideBySide(envelopes, publishEnvelope);
  } finally {
    progress.end();
  }
  report(tally, options);
}

async function* objectsOf(files: readonly string[], onRead: (bytes: number) => void): AsyncGenerator<FileObject> {
  for (const file of files) yield* readObjects(file, onRead);
}

async function finalStatus(client: TaxiiClient, root: URL, first: Status): Promise<Status> {
  let status = first;
  for (let pause = FIRST_PAUSE; status.status === 'pending'; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    await sleep(pause);
    const url = new URL(`status/${status.id}/`, root);
    status = resourceOf<Status>(url, await client.get(url));
  }
  return status;
}

function count({ success_count, successes = [], failures = [] }: Status, tally: Tally): void {
  tally.accepted += success_count;
  tally.alreadyThere += successes.filter(({ message }) => message?.startsWith('already') === true).length;
  for (const { id, version, message } of failures) {
    tally.failures.push({ id, version, message: message ?? 'the server gives no reason' });
  }
}

async function forEachSideBySide<Item>(items: AsyncIterable<Item>, work: (item: Item) => Promise<void>): Promise<void> {
  const running = new Set<Promise<void>>();
  for await (const item of items) {
    // A task that fails stays in the set, so that the next wait throws what it threw.
    const task: Promise<void> = work(item).then(() => void running.delete(task));
    task.catch(() => undefined);
    running.add(task);
    if (running.size >= IN_FLIGHT) await Promise.race(running);
  }
  await Promise.all(running);
}

function report(tally: Tally, { json }: PublishOptions): void {
  const { accepted, alreadyThere, failures } = tally;
  if (json === true) {
    process.stdout.write(`${JSON.stringify({ accepted, already_there: alreadyThere, refused: failures.length, failures })}\n`);
  } else {
    for (const { id, version, message } of failures) {
      process.stdout.write(`refused: ${id}${version === undefined ? '' : ` (${version})`}: ${message}\n`);
    }
    process.stdout.write(`${describeTally(tally)}\n`);
  }
  if (failures.length > 0) process.exitCode = 1;
}

function describeTally({ accepted, alreadyThere, failures }: Tally): string {
  const number = (count: number): string => count.toLocaleString('en');
  const total = accepted + failures.length;
  return (
    `${number(total)} object${total === 1 ? '' : 's'}: ${number(accepted)} accepted` +
    ` (${number(alreadyThere)} of them there already), ${number(failures.length)} refused`
  );
}

async function totalSize(files: readonly string[]): Promise<number> {
  const sizes = await Promise.all(files.map((file) => stat(file).then(({ size }) => size, () => 0)));
  return files.includes('-') ? 0 : sizes.reduce((sum, size) => sum + size, 0);
}
