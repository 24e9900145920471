// Writes polled objects as they were served: a line each, or one bundle.
import { randomUUID } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { CommandFailure } from './failure.ts';
import { writeOut } from './standard-output.ts';

/** Takes objects as UTF-8 JSON without line breaks. */
export interface ObjectOutput {
  write(objects: readonly Uint8Array[]): Promise<void>;
  /** What was written is on disk, or with whoever reads standard output. */
  flush(): Promise<void>;
  /** Makes it complete, and flushes it. */
  end(): Promise<void>;
  /** To be called whatever happened. */
  close(): Promise<void>;
}

/** Where and how to write. */
export interface OutputOptions {
  readonly format: 'jsonl' | 'bundle';
  /** A file; absent: standard output. */
  readonly output?: string | undefined;
  /** Adds to a file that is there, instead of replacing it. */
  readonly appends: boolean;
}

/**
 * Opens the output.
 * @throws {CommandFailure} when the file can't be written, now or later
 * @throws {OutputClosed} later, when nobody reads standard output any more
 */
export async function openOutput({ format, output, appends }: OutputOptions): Promise<ObjectOutput> {
  const sink = output === undefined ? standardOutput() : await fileSink(output, appends);
  return format === 'jsonl' ? lines(sink) : bundle(sink);
}

/** Where bytes go. */
interface Sink {
  write(bytes: Uint8Array): Promise<void>;
  flush(): Promise<void>;
  close(): Promise<void>;
}

function lines(sink: Sink): ObjectOutput {
  const lineEnd = Buffer.from('\n');
  return {
    write: (objects) => sink.write(Buffer.concat(objects.flatMap((object) => [object, lineEnd]))),
    flush: () => sink.flush(),
    end: () => sink.flush(),
    close: () => sink.close(),
  };
}

// A bundle without objects has no list of them (lists are never empty in STIX), so it is opened with the first one.
function bundle(sink: Sink): ObjectOutput {
  const head = `{"type":"bundle","id":"bundle--${randomUUID()}"`;
  let written = 0;
  return {
    async write(objects) {
      const parts = objects.flatMap((object, index) => {
        const before = written + index === 0 ? `${head},"objects":[\n` : ',\n';
        return [Buffer.from(before), object];
      });
      await sink.write(Buffer.concat(parts));
      written += objects.length;
    },
    flush: () => sink.flush(),
    async end() {
      await sink.write(Buffer.from(written === 0 ? `${head}}\n` : '\n]}\n'));
      await sink.flush();
    },
    close: () => sink.close(),
  };
}

function standardOutput(): Sink {
  return { write: writeOut, flush: async () => undefined, close: async () => undefined };
}

async function fileSink(file: string, appends: boolean): Promise<Sink> {
  const handle = await orExplain(file, () => (appends ? openToAppend(file) : open(file, 'w')));
  return {
    write: (bytes) => orExplain(file, () => handle.writeFile(bytes)),
    flush: () => orExplain(file, () => synchronise(handle)),
    close: () => orExplain(file, () => handle.close()),
  };
}

async function openToAppend(file: string): Promise<FileHandle> {
  const handle = await open(file, 'a+');
  try {
    await endTornLine(handle);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

// Whoever was stopped in the middle of a line gets its objects again: what comes next must not be glued to that line.
async function endTornLine(handle: FileHandle): Promise<void> {
  const { size } = await handle.stat();
  if (size === 0) return;
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
  if (buffer.toString() !== '\n') await handle.writeFile('\n');
}

async function synchronise(handle: FileHandle): Promise<void> {
  try {
    await handle.sync();
  } catch (error) {
    // Devices and pipes have nothing to synchronise.
    if ((error as NodeJS.ErrnoException).code !== 'EINVAL') throw error;
  }
}

async function orExplain<Result>(file: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw new CommandFailure(`${file} can't be written (${(error as NodeJS.ErrnoException).code}).`, { cause: error });
  }
}
