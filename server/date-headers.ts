// The X-TAXII headers of the data endpoints: the dates of the first and the last item of an answer (3.2).
import { LRUCache } from 'lru-cache';
import { formatTimestamp, type Microseconds } from '../schemas/timestamp.ts';

/** The dates of the first and the last item, as timestamps. */
export interface DateSpan {
  readonly first: string;
  readonly last: string;
}

/** Most pollers wait at the same few instants. */
const spans = new LRUCache<Microseconds, DateSpan>({ max: 1_000 });

/** A span of items. */
export function spanOf(first: Microseconds, last: Microseconds): DateSpan {
  return { first: formatTimestamp(first), last: formatTimestamp(last) };
}

/**
 * The headers, as names and values in turn (T-3.2-03..-05). Without an item both echo `added_after`, so that a poller that keeps
 * the header keeps its place; without that too, they are left out (T-3.2-07).
 */
export function dateHeaders(span: DateSpan | undefined, addedAfter: Microseconds | undefined): readonly string[] {
  if (span === undefined && addedAfter === undefined) return [];
  const { first, last } = span ?? spanAt(addedAfter ?? 0);
  return ['X-TAXII-Date-Added-First', first, 'X-TAXII-Date-Added-Last', last];
}

function spanAt(instant: Microseconds): DateSpan {
  const known = spans.get(instant);
  if (known !== undefined) return known;
  const span = spanOf(instant, instant);
  spans.set(instant, span);
  return span;
}
