// Answers that are kept for whoever asks the same and sees the same, as long as nothing changes. What decides an answer is
// its key and the state of the collection, which the store is asked for each time: docs/decisions/2026-11-29-kept-answers.md.
import { LRUCache } from 'lru-cache';
import type { Runs } from './audit/dates.ts';
import type { Microseconds } from '../schemas/timestamp.ts';
import { createSecondTime } from './second-time.ts';

/** What is made of a page. */
export interface Made {
  /** Octets that it takes in memory, with all that may yet be made of it. */
  readonly size: number;
  /** It has something in it that is good for one agency only. */
  readonly isPersonal: boolean;
  /** Is told that it is kept. */
  retain?(): void;
}

/** What is made of a page, and what the page was. */
export interface KeptAnswer<Answer extends Made> {
  readonly made: Answer;
  /** The dates of its versions, merged; the same object as long as the answer is kept. */
  readonly dates: Runs;
  readonly versions: number;
  /** Of the last version, where there are more; absent where the page is the last one. */
  readonly endsAt?: Microseconds;
}

/** Keeps answers. */
export interface KeptAnswers {
  /** @param keys of which one may be the answer's, as `keep` was told */
  find(keys: readonly string[], revision: string): KeptAnswer<Made> | undefined;
  /** Keeps an answer that is small, or was made a second time: most are asked for once, and large ones would take the place of others. */
  keep(key: string, revision: string, answer: KeptAnswer<Made>): void;
}

/** Octets that are kept, half of them of answers and half of what they are made of, where nobody says otherwise. */
export const KEPT_BYTES = 64 * 1024 * 1024;
/** What an answer takes beside itself, about: its entry, its dates, and its key as text of two octets a character. */
const ENTRY_SIZE = 512;
const DATE_SIZE = 8;

/** Octets of a small answer, such as that of a single object. */
const SMALL = 2_048;
/** Answers of which it is known that they were made, at most. */
const MADE_ONCE = 32_768;

interface Entry {
  readonly revision: string;
  readonly answer: KeptAnswer<Made>;
}

/** @param bytes the most that is kept; 0: nothing is */
export function createKeptAnswers(bytes: number): KeptAnswers {
  if (bytes === 0) return { find: () => undefined, keep: () => undefined };
  const entries = new LRUCache<string, Entry>({
    maxSize: bytes,
    sizeCalculation: ({ answer }, key) => ENTRY_SIZE + 2 * key.length + DATE_SIZE * answer.dates.length + answer.made.size,
  });
  const isSecondTime = createSecondTime(MADE_ONCE);

  return {
    find(keys, revision) {
      for (const key of keys) {
        const entry = entries.get(key);
        if (entry?.revision === revision) return entry.answer;
      }
      return undefined;
    },
    keep(key, revision, answer) {
      if (answer.made.size > SMALL && !isSecondTime(`${revision} ${key}`)) return;
      answer.made.retain?.();
      entries.set(key, { revision, answer });
    },
  };
}
