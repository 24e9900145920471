// Reads the objects of a file as their own bytes, however large the file is: a bundle, an envelope, or JSON lines.
import { createReadStream } from 'node:fs';
import { JsonSyntaxError, ObjectSplitter, parseElement } from '../schemas/json/object-splitter.ts';
import { describeObject } from '../schemas/stix/describe-object.ts';
import { isObject, type JsonValue } from '../schemas/stix/json.ts';
import { CommandFailure } from './failure.ts';
import { readLines } from './read-lines.ts';

/** An object of a file. */
export interface FileObject {
  readonly bytes: Uint8Array;
  /** Where it stands, for people: `bundle.json:12`. */
  readonly place: string;
  readonly id?: string;
  readonly version?: string;
  /** Why it is nothing that can be published. */
  readonly fault?: string;
}

/** How to read a file. */
export interface ReadOptions {
  /** Whether it holds an object a line, whatever its name; by default if it ends in .jsonl or .ndjson. */
  readonly isLines?: boolean | undefined;
  /** Is told the number of bytes as they are read. */
  readonly onRead?: (bytes: number) => void;
}

const CHUNK = 256 * 1024;
const LINES_NAME = /\.(?:jsonl|ndjson)$/i;

/**
 * The objects of a file, in its order; `-` is standard input.
 * @throws {CommandFailure} when the file can't be read or is no JSON
 */
export async function* readObjects(file: string, { isLines, onRead }: ReadOptions = {}): AsyncGenerator<FileObject> {
  const chunks = countBytes(file === '-' ? process.stdin : createReadStream(file, { highWaterMark: CHUNK }), onRead);
  try {
    yield* (isLines ?? LINES_NAME.test(file)) ? objectsByLine(file, chunks) : objectsOfBundle(file, chunks);
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw new CommandFailure(`${file}: ${error.message}`, { cause: error });
    const { code } = error as NodeJS.ErrnoException;
    if (code !== undefined) throw new CommandFailure(`${file} can't be read (${code}).`, { cause: error });
    throw error;
  }
}

async function* countBytes(chunks: AsyncIterable<Buffer>, onRead?: (bytes: number) => void): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    onRead?.(chunk.length);
    yield chunk;
  }
}

async function* objectsOfBundle(file: string, chunks: AsyncIterable<Buffer>): AsyncGenerator<FileObject> {
  let ready: FileObject[] = [];
  // However deep an object is, it is sent as it stands: what is too deep is for the server to say.
  const splitter = new ObjectSplitter(
    (element) => ready.push(fileObject(element.bytes, parseElement(element) as JsonValue, `${file}:${element.line}`)),
    { maximumDepth: Infinity },
  );
  for await (const chunk of chunks) {
    splitter.push(chunk);
    const objects = ready;
    ready = [];
    yield* objects;
  }
  const { members, elements } = splitter.end();
  // A bundle of nothing has no list, for lists are never empty in STIX; `poll` writes one when there is nothing.
  const isEmptyBundle = members?.['type'] === 'bundle' && typeof members['id'] === 'string' && members['objects'] === undefined;
  if (elements !== undefined || isEmptyBundle) return;
  throw new CommandFailure(`${file} is no bundle and no envelope: it has no list "objects".`);
}

async function* objectsByLine(file: string, chunks: AsyncIterable<Buffer>): AsyncGenerator<FileObject> {
  for await (const { bytes, number } of readLines(chunks)) {
    const place = `${file}:${number}`;
    const value = parseLine(bytes);
    yield value === undefined ? { bytes, place, fault: 'the line is no JSON in UTF-8' } : fileObject(bytes, value, place);
  }
}

/** Strict about UTF-8: a character that was mended would be another than the one that is sent. */
const UTF_8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function parseLine(bytes: Uint8Array): JsonValue | undefined {
  try {
    return JSON.parse(UTF_8.decode(bytes)) as JsonValue;
  } catch {
    return undefined;
  }
}

function fileObject(bytes: Uint8Array, value: JsonValue, place: string): FileObject {
  const description = isObject(value) ? describeObject(value) : undefined;
  if (description === undefined) return { bytes, place, fault: 'it is no object with an id and a type' };
  const { id, version } = description;
  return { bytes, place, id, ...(version === undefined ? {} : { version }) };
}
