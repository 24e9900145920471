// Sessions that somebody ended before their time: kept with the account, as it is read anyway whenever one is resumed.
import type { Microseconds } from '../../schemas/timestamp.ts';

/** A stay of somebody who was let in once. */
export interface Stay {
  /** Random. */
  readonly id: string;
  readonly since: Microseconds;
  /** When it ends by itself. */
  readonly until: Microseconds;
}

/** Which stays of an account no longer count. Plain data. */
export interface EndedSessions {
  /** Those that began before it. */
  readonly before?: Microseconds;
  /** Those, by id, until they would have ended by themselves. */
  readonly sessions: readonly { readonly id: string; readonly until: Microseconds }[];
}

/** So many are kept one by one, since an account is read with every request. */
export const MOST_ENDED = 100;

/**
 * With one more. Where there are too many to keep, all that have begun until then are ended: that nobody comes back is worth more
 * than that nobody has to sign in again.
 */
export function withEnded(ended: EndedSessions | undefined, { id, until }: Stay, at: Microseconds): EndedSessions {
  const before = ended?.before === undefined ? {} : { before: ended.before };
  const others = (ended?.sessions ?? []).filter((session) => session.until > at && session.id !== id);
  if (others.length >= MOST_ENDED) return { before: at + 1, sessions: [] };
  return { ...before, sessions: [...others, { id, until }] };
}

/** Whether the stay was ended. */
export function isEnded(ended: EndedSessions | undefined, { id, since }: Stay): boolean {
  if (ended === undefined) return false;
  return (ended.before !== undefined && since < ended.before) || ended.sessions.some((session) => session.id === id);
}
