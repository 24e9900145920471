// Reads the objects of a file as their own bytes, however large the file is: a bundle, an envelope, or JSON lines.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { JsonSyntaxError, ObjectSplitter, parseElement } from '../schemas/json/object-splitter.ts';
import { describeObject } from '../schemas/stix/describe-object.ts';
import { isObject, type JsonValue } from '../schemas/stix/json.ts';
import { CommandFailure } from './failure.ts';

/** An object of a file. Without `id` and `type` it can't be published. */
export interface FileObject {
  readonly bytes: Uint8Array;
  /** Where it stands, for people: `bundle.json:12`. */
  readonly place: string;
  readonly id?: string;
  readonly version?: string;
}

const CHUNK = 256 * 1024;

/**
 * The objects of a file, in its order; `-` is standard input, and names ending in .jsonl or .ndjson hold one object a
 * line.
 * @param onRead is told the number of bytes as they are read
 * @throws {CommandFailure} when the file can't be read or is no JSON
 */
export async function* readObjects(file: string, onRead: (bytes: number) => void): AsyncGenerator<FileObject> {
  const stream = file === '-' ? process.stdin : createReadStream(file, { highWaterMark: CHUNK });
  const counted = countBytes(stream, onRead);
  try {
    if (/\.(?:jsonl|ndjson)$/.test(file)) yield* objectsByLine(file, counted);
    else yield* objectsOfBundle(file, counted);
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw new CommandFailure(`${file}: ${error.message}`, { cause: error });
    const { code } = error as NodeJS.ErrnoException;
    if (code !== undefined) throw new CommandFailure(`${file} can't be read (${code}).`, { cause: error });
    throw error;
  }
}

async function* countBytes(stream: Readable, onRead: (bytes: number) => void): AsyncGenerator<Buffer> {
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk as Buffer);
    onRead(bytes.length);
    yield bytes;
  }
}

async function* objectsOfBundle(file: string, chunks: AsyncIterable<Buffer>): AsyncGenerator<FileObject> {
  let ready: FileObject[] = [];
  const splitter = new ObjectSplitter((element) => {
    ready.push(fileObject(element.bytes, parseElement(element) as JsonValue, `${file}:${element.line}`));
  });
  for await (const chunk of chunks) {
    splitter.push(chunk);
    const objects = ready;
    ready = [];
    yield* objects;
  }
  const { elements } = splitter.end();
  if (elements === undefined) throw new CommandFailure(`${file} is no bundle and no envelope: it has no list "objects".`);
}

async function* objectsByLine(file: string, chunks: AsyncIterable<Buffer>): AsyncGenerator<FileObject> {
  let line = 0;
  for await (const text of createInterface({ input: Readable.from(chunks), crlfDelay: Infinity })) {
    line += 1;
    if (text.trim() === '') continue;
    yield fileObject(Buffer.from(text), parseLine(text, `${file}:${line}`), `${file}:${line}`);
  }
}

function parseLine(text: string, place: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch (error) {
    throw new CommandFailure(`${place}: the line is no JSON.`, { cause: error });
  }
}

function fileObject(bytes: Uint8Array, value: JsonValue, place: string): FileObject {
  const description = isObject(value) ? describeObject(value) : undefined;
  if (description === undefined) return { bytes, place };
  const { id, version } = description;
  return { bytes, place, id, ...(version === undefined ? {} : { version }) };
}
