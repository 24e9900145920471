// Puts a whole text through the splitter.
import { ObjectSplitter, type SplitElement, type Surroundings } from '../../../schemas/json/object-splitter.ts';

/** Everything that the splitter says of a text. */
export interface Split extends Surroundings {
  readonly list: readonly SplitElement[];
}

/** Splits a text that comes in these chunks. */
export function splitChunks(chunks: Iterable<Uint8Array>, options?: { readonly maximumDepth?: number }): Split {
  const list: SplitElement[] = [];
  const splitter = new ObjectSplitter((element) => list.push(element), options);
  for (const chunk of chunks) splitter.push(chunk);
  return { list, ...splitter.end() };
}

/** Splits a text that comes at once. */
export function split(text: string | Uint8Array, options?: { readonly maximumDepth?: number }): Split {
  return splitChunks([Buffer.from(text as string)], options);
}

/** Cuts a text into chunks of `length` bytes; the memory of each is used again for the next, as a file reader does. */
export function* chunksOf(text: Uint8Array, length: number): Generator<Uint8Array> {
  const memory = new Uint8Array(length);
  for (let at = 0; at < text.length; at += length) {
    const part = text.subarray(at, at + length);
    memory.set(part);
    yield memory.subarray(0, part.length);
    memory.fill(0x21);
  }
}

/** The error that splitting a text ends with, or undefined. */
export function refusalOf(chunks: Iterable<Uint8Array>): Error | undefined {
  try {
    splitChunks(chunks);
    return undefined;
  } catch (error) {
    return error as Error;
  }
}
