// How long deletions are told: tombstones are kept for 400 days and a little more.
import { DAY, type Microseconds } from '../schemas/timestamp.ts';

const TOLD_FOR = 400 * DAY;
/** Longer than told, so that no server forgets what another, whose clock differs, still promises to tell. */
const KEPT_FOR = TOLD_FOR + DAY;

/** From when on all deletions are told by who answers at that instant: a midnight, the same for all readers. */
export function toldSince(at: Microseconds): Microseconds {
  return Math.ceil((at - TOLD_FOR) / DAY) * DAY;
}

/** Tombstones of deletions before this may be forgotten at that instant. */
export function forgottenBefore(at: Microseconds): Microseconds {
  return at - KEPT_FOR;
}
