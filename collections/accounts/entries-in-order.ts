// What a memory holds, for somebody who goes on remembering it.
import type { LRUCache } from 'lru-cache';

/** The entries; the one that was used last comes last, so that it is forgotten last where they are put in that order. */
export function entriesInOrder<Value extends {}>(cache: LRUCache<string, Value>): Map<string, Value> {
  const entries = new Map<string, Value>();
  cache.rforEach((value, key) => entries.set(key, value));
  return entries;
}
