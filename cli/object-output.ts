// Writes polled objects as they were served: a line each, or one bundle.
import { randomUUID } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { once } from 'node:events';
import { CommandFailure } from './failure.ts';

/** Takes objects as UTF-8 JSON without line breaks. */
export interface ObjectOutput {
  write(objects: readonly Uint8Array[]): Promise<void>;
  /** What was written is on disk, or with whoever reads standard output. */
  flush(): Promise<void>;
  end(): Promise<void>;
}

/** Where and how to write. */
export interface OutputOptions {
  readonly format: 'jsonl' | 'bundle';
  /** A file; absent: standard output. */
  readonly output?: string;
  /** Adds to a file that is there, instead of replacing it. */
  readonly appends: boolean;
}

/** Opens the output. */
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
    end: () => sink.close(),
  };
}

// A bundle without objects has no list of them (STIX 2.1, 2.9), so the list is opened with the first one.
function bundle(sink: Sink): ObjectOutput {
  const head = `{"type":"bundle","id":"bundle--${randomUUID()}"`;
  let written = 0;
  return {
    async write(objects) {
      for (const object of objects) {
        const before = written === 0 ? `${head},"objects":[\n` : ',\n';
        await sink.write(Buffer.concat([Buffer.from(before), object]));
        written += 1;
      }
    },
    flush: () => sink.flush(),
    async end() {
      await sink.write(Buffer.from(written === 0 ? `${head}}\n` : '\n]}\n'));
      await sink.close();
    },
  };
}

function standardOutput(): Sink {
  return {
    async write(bytes) {
      if (!process.stdout.write(bytes)) await once(process.stdout, 'drain');
    },
    flush: async () => undefined,
    close: async () => undefined,
  };
}

async function fileSink(file: string, appends: boolean): Promise<Sink> {
  const handle = await openFile(file, appends ? 'a' : 'w');
  return {
    write: async (bytes) => void (await handle.writeFile(bytes)),
    flush: () => handle.sync(),
    close: () => handle.close(),
  };
}

async function openFile(file: string, flags: 'a' | 'w'): Promise<FileHandle> {
  try {
    return await open(file, flags);
  } catch (error) {
    throw new CommandFailure(`${file} can't be written (${(error as NodeJS.ErrnoException).code}).`, { cause: error });
  }
}
