// How accounts get on with collections: gathered in memory while requests are answered, written now and then.
import { DAY, now, type Microseconds } from '../../schemas/timestamp.ts';
import type { Log } from '../publishing/log.ts';
import type { CollectionId, ConsumerDay, StoreWriter } from '../storage/port.ts';
import { StoreUnavailable } from '../storage/unavailable.ts';

/** What a request was. */
export interface Observation {
  /** It asked for objects or records as they come, and got them up to there. */
  readonly position?: Microseconds;
  readonly isPoll?: boolean;
  readonly isPublication?: boolean;
  readonly isFailure?: boolean;
}

/** Gathers observations. */
export interface ConsumerNotes {
  note(account: string, collection: CollectionId, observation: Observation): void;
  /** Writes what was gathered, at once. Never fails. */
  writeNow(): Promise<void>;
  /** Writes what was gathered, and gathers no more. Never fails. */
  close(): Promise<void>;
}

/** Milliseconds between two writes, unless a test is in a hurry. */
const WRITTEN_EVERY = 5_000;

/** Notes are written by `writer`, in one call for all of them. While the store is away they are kept for the next time. */
export function noteConsumers(writer: Pick<StoreWriter, 'noteConsumers'>, log: Log, every = WRITTEN_EVERY): ConsumerNotes {
  let gathered = new Map<string, ConsumerDay>();
  let timer: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();
  let isClosed = false;

  function add(day: ConsumerDay): void {
    const key = `${day.account} ${day.collection} ${day.day}`;
    const known = gathered.get(key);
    gathered.set(key, known === undefined ? day : together(known, day));
  }

  async function write(): Promise<void> {
    const days = [...gathered.values()];
    gathered = new Map();
    if (days.length === 0) return;
    try {
      await writer.noteConsumers(days);
    } catch (error) {
      for (const day of days) add(day);
      if (!(error instanceof StoreUnavailable)) log.error({ err: error }, 'how accounts get on could not be kept');
    }
  }

  async function writeAndGoOn(): Promise<void> {
    await write();
    if (gathered.size > 0 && !isClosed) writeLater();
  }

  function writeNow(): Promise<void> {
    writing = writing.then(write);
    return writing;
  }

  function writeLater(): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      writing = writing.then(writeAndGoOn);
    }, every).unref();
  }

  return {
    note(account, collection, { position, isPoll, isPublication, isFailure }) {
      if (isClosed) return;
      const instant = now();
      add({
        account,
        collection,
        day: Math.floor(instant / DAY),
        requests: 1,
        failures: isFailure === true ? 1 : 0,
        ...(isPoll === true ? { lastPoll: instant } : {}),
        ...(position === undefined ? {} : { position }),
        ...(isPublication === true ? { lastPublication: instant } : {}),
      });
      writeLater();
    },
    writeNow,
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await writeNow();
    },
  };
}

/** Two notes as one; the day is that of the first. */
export function together(one: ConsumerDay, other: ConsumerDay): ConsumerDay {
  const sum = { ...one, requests: one.requests + other.requests, failures: one.failures + other.failures };
  for (const name of INSTANTS) {
    const instant = other[name];
    if (instant !== undefined && !(Number(sum[name]) > instant)) sum[name] = instant;
  }
  return sum;
}

const INSTANTS = ['lastPoll', 'position', 'lastPublication'] as const;
