// A publisher: sends envelope after envelope, each again until it is acknowledged, and a pending one until its status is
// complete. Publishing again is harmless (P4), so that whatever dies in between, each object goes in once.
import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonObject } from '../../schemas/stix/json.ts';
import type { Ledger } from './ledger.ts';
import { digestOf, isToBeDeleted, numberedObjects } from './objects.ts';
import type { Pace } from './pace.ts';
import type { Notes, Tool } from './tool.ts';

/** What a publisher needs. */
export interface PublisherPlan {
  readonly ledger: Ledger;
  readonly notes: Notes;
  /** The tool may become another one, when its credentials are rotated. */
  tool(): Tool;
  readonly objectsPath: string;
  readonly statusPath: string;
  /** Objects of an envelope. */
  readonly size: number;
  readonly seed: number;
  readonly pace: Pace;
  isOver(): boolean;
  /** Ids of objects that are in, for those who ask for something: some of them, old and new. */
  readonly ids: string[];
  /** Is told of objects that are in, to be deleted. */
  readonly toDelete: { readonly number: number; readonly type: string }[];
}

interface Status {
  readonly id: string;
  readonly status: 'complete' | 'pending';
  readonly total_count: number;
  readonly success_count: number;
  readonly failures?: readonly unknown[];
}

/** Milliseconds between two looks at a pending status, and after which one that can't be had is given up. */
const LOOK_AGAIN = 50;
const PATIENCE = 120_000;

/** Of so many objects that are in, one is asked for; and of how many in turn. */
const ONE_IN = 7;
const MOST_IDS = 2_000;

/** Publishes until it is over. */
export async function keepPublishing(plan: PublisherPlan): Promise<void> {
  const make = numberedObjects(plan.seed);
  while (!plan.isOver()) {
    await plan.pace.next();
    const objects: { number: number; object: JsonObject }[] = [];
    for (let count = 0; count < plan.size; count += 1) {
      let object: JsonObject = {};
      const number = plan.ledger.send((taken) => digestOf((object = make(taken))));
      objects.push({ number, object });
    }
    const status = await publish(plan, Buffer.from(JSON.stringify({ objects: objects.map(({ object }) => object) })));
    if (status === undefined) continue;
    if (status.success_count !== plan.size) {
      plan.notes.faults.add('valid objects were refused', JSON.stringify(status.failures?.[0] ?? status));
      continue;
    }
    for (const { number, object } of objects) {
      plan.ledger.acknowledge(number);
      if (number % ONE_IN === 0) plan.ids[plan.ids.length < MOST_IDS ? plan.ids.length : number % MOST_IDS] = String(object['id']);
      if (isToBeDeleted(number)) plan.toDelete.push({ number, type: String(object['type']) });
    }
  }
}

async function publish(plan: PublisherPlan, body: Uint8Array): Promise<Status | undefined> {
  const until = performance.now() + PATIENCE;
  while (performance.now() < until) {
    const answer = await plan.tool().ask({ path: plan.objectsPath, method: 'POST', body }, 202);
    if (answer === undefined) continue;
    const status = JSON.parse(answer.body.toString()) as Status;
    return status.status === 'complete' ? status : untilComplete(plan, status.id, until);
  }
  plan.notes.faults.add('an envelope was never acknowledged', `${body.length} octets in ${PATIENCE} ms`);
  return undefined;
}

// Acknowledged as pending: whatever happens, it has to be finished (P2).
async function untilComplete(plan: PublisherPlan, id: string, until: number): Promise<Status | undefined> {
  while (performance.now() < until) {
    await sleep(LOOK_AGAIN);
    const answer = await plan.tool().ask({ path: `${plan.statusPath}${id}/` }, 200);
    const status = answer === undefined ? undefined : (JSON.parse(answer.body.toString()) as Status);
    if (status?.status === 'complete') return status;
  }
  plan.notes.faults.add('a pending publication was never finished', id);
  return undefined;
}
