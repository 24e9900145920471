// What the splitter hands out.
import * as t from './tokens.ts';

/** What an element of `objects` is; only objects are right there. */
export type ElementKind = 'object' | 'list' | 'string' | 'number' | 'boolean' | 'null';

/** One element of an `objects` list. */
export interface SplitElement {
  readonly kind: ElementKind;
  /** Its place in the list, from 0. */
  readonly index: number;
  /** Where it begins and ends in the text, in bytes. */
  readonly start: number;
  readonly end: number;
  /** The line of the text on which it begins, from 1. */
  readonly line: number;
  /**
   * Its own bytes without insignificant white space; numbers, escapes and the order of members are untouched. They
   * are never written again, but share memory with their neighbours: copy them to keep a few of many for long.
   * In an element that is too deep, objects and lists just beyond the maximum stand empty: that is enough to read
   * its `id`, and safe to parse.
   */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Deepest nesting of objects and lists in it: 1 for an object that has none inside, 0 for a scalar. */
  readonly depth: number;
  /** Whether it is deeper than the maximum. */
  readonly isTooDeep: boolean;
  /** Members of all objects in it, counted as written, repeated names included. */
  readonly members: number;
  /** Whether an escape in it wrote one half of a surrogate pair without the other (forbidden by RFC 7493, 2.1). */
  readonly hasLoneSurrogate: boolean;
}

/** What a text has besides the elements of its `objects` list. */
export interface Surroundings {
  /** Every other member of the root, as JSON.parse gives it; undefined when the root is no object. */
  readonly members: Readonly<Record<string, unknown>> | undefined;
  /** Number of elements of `objects`; undefined when there is no such list. */
  readonly elements: number | undefined;
}

/** The value of an element. */
export function parseElement({ bytes }: SplitElement): unknown {
  return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString());
}

const KIND_OF_LAST_TOKEN: ReadonlyMap<number, ElementKind> = new Map<number, ElementKind>([
  [t.OBJECT_END, 'object'],
  [t.LIST_END, 'list'],
  [t.STRING, 'string'],
  [t.NUMBER, 'number'],
  [t.TRUE, 'boolean'],
  [t.FALSE, 'boolean'],
]);

/** What an element is that ends with a token. */
export function kindOfElement(lastToken: number): ElementKind {
  return KIND_OF_LAST_TOKEN.get(lastToken) ?? 'null';
}
