// Sends envelopes, two at a time, and waits until the server has worked through each.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Status } from '../schemas/taxii/types.ts';
import type { Envelope } from './envelopes.ts';
import { CommandFailure } from './failure.ts';
import type { FoundCollection } from './find-collection.ts';
import { RequestRefused, resourceOf } from './refusal.ts';
import { countRefusedEnvelope, countStatus, type Tally } from './tally.ts';
import type { TaxiiClient } from './taxii-client.ts';

/** Envelopes under way at once: one is checked while the next one travels. */
const IN_FLIGHT = 2;
/** Pauses between looks at a status, in milliseconds. */
const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 2_000;
/** How long a status may stay as it is before nobody works on it any more, in milliseconds. */
const PATIENCE = 600_000;
/** Answers about this very envelope; others would be the same for every envelope. */
const ABOUT_ENVELOPE = new Set([400, 413, 422]);

/** How long to wait, and whom to tell. */
export interface SendOptions {
  /** How long a status may stay unchanged, in milliseconds. */
  readonly patience?: number;
  /** Is called when the tally has changed. */
  readonly onCounted?: () => void;
}

/**
 * Sends all envelopes and adds to the tally what became of their objects. An envelope that the server refuses as a
 * whole stops no other.
 * @throws {CommandFailure} when the server is gone, or takes nothing at all; envelopes under way are counted before
 */
export async function sendEnvelopes(
  client: TaxiiClient,
  { root, url }: FoundCollection,
  envelopes: AsyncIterable<Envelope>,
  tally: Tally,
  { patience = PATIENCE, onCounted = () => undefined }: SendOptions = {},
): Promise<void> {
  const objects = new URL('objects/', url);
  await forEachSideBySide(envelopes, async (envelope) => {
    try {
      const status = resourceOf<Status>(objects, await client.post(objects, envelope.bytes));
      countStatus(tally, await finalStatus(client, root, status, patience));
    } catch (error) {
      if (!(error instanceof RequestRefused) || !ABOUT_ENVELOPE.has(error.status)) throw error;
      countRefusedEnvelope(tally, envelope, `the server refuses the whole envelope, ${error.words}`);
    }
    onCounted();
  });
}

async function finalStatus(client: TaxiiClient, root: URL, first: Partial<Status>, patience: number): Promise<Partial<Status>> {
  const url = new URL(`status/${encodeURIComponent(first.id ?? '')}/`, root);
  let status = first;
  let lastChange = Date.now();
  for (let pause = FIRST_PAUSE; status.status === 'pending'; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    if (Date.now() - lastChange > patience) {
      throw new CommandFailure(`${url.href} stays "pending": the server has taken the objects, but does not finish.`);
    }
    await sleep(pause);
    const before = status.pending_count;
    status = resourceOf<Status>(url, await client.get(url));
    if (status.pending_count !== before) lastChange = Date.now();
  }
  if (status.status !== 'complete') throw new CommandFailure(`${url.href} is no status: it is neither pending nor complete.`);
  return status;
}

async function forEachSideBySide<Item>(items: AsyncIterable<Item>, work: (item: Item) => Promise<void>): Promise<void> {
  const running = new Set<Promise<void>>();
  try {
    for await (const item of items) {
      // A task that fails stays in the set, so that the next wait throws what it threw.
      const task: Promise<void> = work(item).then(() => void running.delete(task));
      task.catch(() => undefined);
      running.add(task);
      if (running.size >= IN_FLIGHT) await Promise.race(running);
    }
  } finally {
    await Promise.allSettled(running);
  }
  await Promise.all(running);
}
