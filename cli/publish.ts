// liaison publish FILE… --to URL --collection ID|ALIAS — sends bundles of any size, and waits until they are in
import { access, constants, stat } from 'node:fs/promises';
import type { Command } from 'commander';
import { connect, withConnection, type ConnectionOptions } from './connection.ts';
import { packEnvelopes } from './envelopes.ts';
import { CommandFailure } from './failure.ts';
import { announce, startProgress } from './progress.ts';
import { readObjects, type FileObject, type ReadOptions } from './read-objects.ts';
import { sendEnvelopes } from './send-envelopes.ts';
import { forgiveClosedOutput } from './standard-output.ts';
import { countMisfit, describeForPeople, describeForPrograms, describeTally, newTally, type Tally } from './tally.ts';

interface PublishOptions extends ConnectionOptions {
  readonly to: string;
  readonly lines?: true;
  readonly json?: boolean;
}

const STANDARD_INPUT = '-';

/** Adds the command to the program. */
export function addPublishCommand(program: Command): void {
  withConnection(program.command('publish <file...>').description('publish bundles or envelopes, marking definitions of files first; - is standard input'))
    .requiredOption('--to <url>', 'the server, its discovery, or an API root')
    .option('--lines', 'every file holds one object a line; those named .jsonl or .ndjson do without saying')
    .option('--json', 'for programs: one JSON document')
    .action(publishFiles);
}

async function publishFiles(files: readonly string[], options: PublishOptions): Promise<void> {
  const size = await sizeOf(files, options);
  const { client, found } = await connect(options.to, options, { onOutage: announce });
  const tally = newTally();
  const progress = startProgress('Publishing', size);
  const onRead = (bytes: number): void => progress.advance(bytes, describeTally(tally));
  const objects = objectsOf(files, { isLines: options.lines, onRead });
  const envelopes = packEnvelopes(objects, found.maxContentLength, (misfit) => countMisfit(tally, misfit));
  try {
    await sendEnvelopes(client, found, envelopes, tally, { onCounted: () => onRead(0) });
  } catch (error) {
    progress.end();
    if (error instanceof CommandFailure) throw stopped(error, tally, options);
    throw error;
  }
  progress.end();
  report(tally, options);
}

// Marking definitions come first, so that no object arrives before what its markings mean; for that, files are read twice.
async function* objectsOf(files: readonly string[], options: ReadOptions): AsyncGenerator<FileObject> {
  const again = new Set(await filesToReadTwice(files));
  for (const file of again) yield* definitionsOf(file, options);
  for (const file of files) {
    for await (const object of readObjects(file, options)) {
      if (!again.has(file) || !isDefinition(object)) yield object;
    }
  }
}

async function* definitionsOf(file: string, { isLines }: ReadOptions): AsyncGenerator<FileObject> {
  try {
    for await (const object of readObjects(file, { isLines })) if (isDefinition(object)) yield object;
  } catch (error) {
    // The file is read once more, and then it is told.
    if (!(error instanceof CommandFailure)) throw error;
  }
}

function isDefinition({ id }: FileObject): boolean {
  return id?.startsWith('marking-definition--') === true;
}

/** A pipe gives what it has only once. */
async function filesToReadTwice(files: readonly string[]): Promise<string[]> {
  const named = files.filter((file) => file !== STANDARD_INPUT);
  const areFiles = await Promise.all(named.map(async (file) => (await stat(file)).isFile()));
  return named.filter((_, index) => areFiles[index]);
}

function report(tally: Tally, { json }: PublishOptions): void {
  forgiveClosedOutput();
  process.stdout.write(json === true ? describeForPrograms(tally) : describeForPeople(tally));
  if (tally.refused > 0) process.exitCode = 1;
}

/** Tells what is in so far; the failure says the rest. */
function stopped(failure: CommandFailure, tally: Tally, { json }: PublishOptions): CommandFailure {
  forgiveClosedOutput();
  if (json === true) process.stdout.write(describeForPrograms(tally, failure.message));
  if (tally.accepted + tally.refused === 0) return failure;
  if (json !== true) process.stdout.write(describeForPeople(tally));
  const hint = 'Not everything was sent. Publishing again sends the rest, and leaves what is there as it is.';
  return new CommandFailure(`${failure.message}\n${hint}`, { cause: failure });
}

/** The files' octets, or `undefined` for standard input; complains of a missing file before anything is sent. */
async function sizeOf(files: readonly string[], { passwordStdin }: PublishOptions): Promise<number | undefined> {
  const readsInput = files.filter((file) => file === STANDARD_INPUT).length + (passwordStdin === true ? 1 : 0);
  if (readsInput > 1) throw new CommandFailure('Standard input can be read once: as one file, or as the password.');
  const sizes = await Promise.all(files.filter((file) => file !== STANDARD_INPUT).map(sizeOfFile));
  return files.includes(STANDARD_INPUT) ? undefined : sizes.reduce((sum, size) => sum + size, 0);
}

async function sizeOfFile(file: string): Promise<number> {
  try {
    await access(file, constants.R_OK);
    return (await stat(file)).size;
  } catch (error) {
    throw new CommandFailure(`${file} can't be read (${(error as NodeJS.ErrnoException).code}).`, { cause: error });
  }
}
