// Disclosures and denials on their way into the audit log: gathered in memory, the same told as one, and written now and
// then, never while a request waits.
import { now, type Microseconds } from '../../schemas/timestamp.ts';
import type { Log } from '../publishing/log.ts';
import type { StoreWriter } from '../storage/port.ts';
import { StoreUnavailable } from '../storage/unavailable.ts';
import { countOf, mergeRuns, writeDates, type Runs } from './dates.ts';
import type { AuditEvent, DenialEvent, DisclosureEvent } from './event.ts';
import { tellStrangers } from './strangers.ts';

/** A disclosure, as far as the asker and the place go. */
export type Disclosure = Required<Pick<DisclosureEvent, 'agency' | 'account' | 'collection' | 'of'>>;
/** A denial, but for when and how often. */
export type Denial = Omit<DenialEvent, 'kind' | 'at' | 'requests'>;

/** Gathers events. */
export interface Recorder {
  /** Somebody was given the versions of these dates; what is given often is best given as the same object. */
  disclosed(disclosure: Disclosure, dates: Runs): void;
  denied(denial: Denial): void;
  /** Writes what was gathered, and gathers no more. Never fails. */
  close(): Promise<void>;
}

/** Milliseconds between two writes, unless a test is in a hurry: what a crash can lose of disclosures and denials. */
const WRITTEN_EVERY = 1_000;
/** Different disclosures and denials that wait at most, should the store be away; what comes beyond is counted. */
const MOST_WAITING = 20_000;
/** Runs that are put together before there are too many of them. */
const MOST_RUNS = 4_096;

interface GatheredDisclosure {
  readonly disclosure: Disclosure;
  readonly at: Microseconds;
  requests: number;
  /** What is in none of the others twice, however often it was given. */
  readonly given: Set<Runs>;
  runs: number;
  /** At so many runs they are put together. */
  mergedAt: number;
}

interface GatheredDenial {
  readonly denial: Denial;
  readonly at: Microseconds;
  requests: number;
}

/** Events are written by `writer`, in one call for all of them. While the store is away they are kept for the next time. */
export function createRecorder(writer: Pick<StoreWriter, 'record'>, log: Log, every = WRITTEN_EVERY): Recorder {
  const disclosures = new Map<string, GatheredDisclosure>();
  const denials = new Map<string, GatheredDenial>();
  const asTold = tellStrangers();
  let kept: AuditEvent[] = [];
  let lost = 0;
  let timer: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();
  let isClosed = false;

  function hasRoom(): boolean {
    if (disclosures.size + denials.size + kept.length < MOST_WAITING) return true;
    lost += 1;
    return false;
  }

  function takeGathered(): AuditEvent[] {
    const events: AuditEvent[] = [...kept, ...[...denials.values()].map(toDenialEvent), ...[...disclosures.values()].map(toDisclosureEvent)];
    if (lost > 0) events.push({ kind: 'loss', at: now(), events: lost });
    [kept, lost] = [[], 0];
    denials.clear();
    disclosures.clear();
    return events;
  }

  function count(denial: Denial): void {
    const key = JSON.stringify(denial);
    const known = denials.get(key);
    if (known !== undefined) known.requests += 1;
    else if (hasRoom()) denials.set(key, { denial, at: now(), requests: 1 });
  }

  async function write(): Promise<void> {
    const events = takeGathered();
    if (events.length === 0) return;
    try {
      await writer.record(events);
    } catch (error) {
      kept = events;
      if (!(error instanceof StoreUnavailable)) log.error({ err: error, events: events.length }, 'disclosures could not be put into the audit log');
    }
  }

  async function writeAndGoOn(): Promise<void> {
    await write();
    if (disclosures.size + denials.size + kept.length > 0 && !isClosed) writeLater();
  }

  function writeLater(): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      writing = writeAndGoOn();
    }, every).unref();
  }

  return {
    disclosed(disclosure, dates) {
      if (isClosed || dates.length === 0) return;
      const key = `${disclosure.account} ${disclosure.collection} ${disclosure.of}`;
      const known = disclosures.get(key);
      if (known !== undefined) {
        known.requests += 1;
        if (!known.given.has(dates)) addRuns(known, dates);
      } else if (hasRoom()) {
        const gathered = { disclosure, at: now(), requests: 1, given: new Set([dates]), runs: dates.length / 2, mergedAt: MOST_RUNS };
        disclosures.set(key, gathered);
      }
      writeLater();
    },
    denied(denial) {
      if (isClosed) return;
      if (denials.has(JSON.stringify(denial))) count(denial);
      else count(asTold(denial));
      writeLater();
    },
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await writing;
      await write();
    },
  };
}

function addRuns(gathered: GatheredDisclosure, dates: Runs): void {
  gathered.given.add(dates);
  gathered.runs += dates.length / 2;
  if (gathered.runs <= gathered.mergedAt) return;
  const merged = mergeRuns([...gathered.given]);
  gathered.given.clear();
  gathered.given.add(merged);
  gathered.runs = merged.length / 2;
  gathered.mergedAt = Math.max(MOST_RUNS, merged.length);
}

function toDisclosureEvent({ disclosure, at, requests, given }: GatheredDisclosure): DisclosureEvent {
  const merged = mergeRuns([...given]);
  return { kind: 'disclosure', at, ...disclosure, requests, versions: countOf(merged), dates: writeDates(merged) };
}

function toDenialEvent({ denial, at, requests }: GatheredDenial): DenialEvent {
  return { kind: 'denial', at, ...denial, requests };
}
