// A poller: takes down all that it gets. Whatever it isn't answered, it asks again from where it was.
import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonObject } from '../../schemas/stix/json.ts';
import type { Receipts } from './ledger.ts';
import { digestOf, numberOf } from './objects.ts';
import type { Notes, Tool } from './tool.ts';

/** How a poller keeps its place. */
export type Strategy = 'added_after' | 'next';

/** What a poller needs. */
export interface PollerPlan {
  readonly receipts: Receipts;
  readonly notes: Notes;
  readonly tool: Tool;
  readonly objectsPath: string;
  readonly strategy: Strategy;
  readonly limit: number;
}

/** A poller. */
export interface Poller {
  /** Polls until it is over, and then until nothing more comes. */
  keepPolling(isOver: () => boolean): Promise<void>;
}

interface Envelope {
  readonly more?: boolean;
  readonly next?: string;
  readonly objects?: readonly JsonObject[];
}

/** Milliseconds between two polls when nothing more was there. */
const POLL_EVERY = 250;

/** A poller that begins at the beginning. */
export function startPoller({ receipts, notes, tool, objectsPath, strategy, limit }: PollerPlan): Poller {
  let lastAdded: string | undefined;
  let next: string | undefined;

  /** Whether there was anything; `undefined` when there was no answer. */
  async function poll(): Promise<boolean | undefined> {
    const place = strategy === 'next' && next !== undefined ? `&next=${next}` : lastAdded === undefined ? '' : `&added_after=${lastAdded}`;
    const answer = await tool.ask({ path: `${objectsPath}?limit=${limit}${place}` }, 200);
    if (answer === undefined) return undefined;
    const { objects = [], more = false, next: following } = JSON.parse(answer.body.toString()) as Envelope;
    for (const object of objects) receipts.receive(numberOf(String(object['id'])), digestOf(object));
    checkDates(answer.headers.get('x-taxii-date-added-first'), objects.length);
    if (more && objects.length === 0) notes.faults.add('an empty page that has more', answer.body.toString());
    lastAdded = answer.headers.get('x-taxii-date-added-last') ?? lastAdded;
    next = following;
    return more || objects.length > 0;
  }

  function checkDates(first: string | undefined, count: number): void {
    if (count === 0) return;
    if (first === undefined || (lastAdded !== undefined && first <= lastAdded)) {
      notes.faults.add('a page that does not follow the one before', `${receipts.name}: ${first} after ${lastAdded}`);
    }
  }

  return {
    async keepPolling(isOver) {
      for (;;) {
        const wasOver = isOver();
        const hadSome = await poll();
        if (hadSome === false && wasOver) return;
        if (hadSome === false) await sleep(POLL_EVERY);
      }
    },
  };
}

/** Walks through everything from the beginning, by `next`; gives the numbers of what is there. */
export async function walkAll(plan: Omit<PollerPlan, 'strategy'>): Promise<Set<number>> {
  const found = new Set<number>();
  const receipts: Receipts = {
    ...plan.receipts,
    receive(number, digest) {
      plan.receipts.receive(number, digest);
      found.add(number);
    },
  };
  await startPoller({ ...plan, receipts, strategy: 'next' }).keepPolling(() => true);
  return found;
}
