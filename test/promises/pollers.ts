// Pollers as they are found in the wild: by `next`, by `added_after`, or by both, with limits of their choice.
import type { Client } from '../protocol/running-exchange.ts';
import { nameOf } from './objects.ts';

/** How a poller keeps its place. */
export type Strategy = 'next' | 'added_after' | 'mixed';

/** What a poller does on each poll. */
export interface PollerPlan {
  readonly strategy: Strategy;
  readonly versions: 'all' | 'last';
  /** Limits that it goes through in turn. */
  readonly limits: readonly number[];
}

/** A poller and what it got so far. */
export interface Poller {
  readonly plan: PollerPlan;
  /** Objects by name (`id version` where nothing else was said), in the order in which they came, repetitions included. */
  readonly received: string[];
  /** Polls once; tells whether the server has more for it. */
  poll(): Promise<boolean>;
}

/** What every version says of itself. */
interface Named {
  readonly id: string;
  readonly modified: string;
}

/** A poller of that collection's objects; `nameIt` tells one version from all others. */
export function startPoller<Item extends Named>(
  client: Client,
  objectsPath: string,
  plan: PollerPlan,
  nameIt: (object: Item) => string = nameOf,
): Poller {
  const received: string[] = [];
  let next: string | undefined;
  let lastAdded: string | undefined;
  let polls = 0;

  return {
    plan,
    received,
    async poll() {
      const limit = plan.limits[polls % plan.limits.length] ?? 1;
      polls += 1;
      const { status, json, headers } = await client.get(`${objectsPath}?${parameters(limit).join('&')}`);
      expect(status).toBe(200);
      const objects: Item[] = json.objects ?? [];
      expect(objects.length).toBeLessThanOrEqual(limit);
      if (json.more === true) expect(objects.length).toBeGreaterThan(0);
      received.push(...objects.map(nameIt));
      next = json.next;
      lastAdded = (headers['x-taxii-date-added-last'] as string | undefined) ?? lastAdded;
      return json.more === true;
    },
  };

  function parameters(limit: number): string[] {
    const given = [`limit=${limit}`, ...(plan.versions === 'all' ? ['match[version]=all'] : [])];
    const byNext = next !== undefined && (plan.strategy === 'next' || (plan.strategy === 'mixed' && polls % 2 === 0));
    if (byNext) return [...given, `next=${next}`];
    return lastAdded === undefined ? given : [...given, `added_after=${lastAdded}`];
  }
}

/** Polls until the publishers are done and nothing more comes. */
export async function pollToTheEnd(poller: Poller, publishing: { isDone: boolean }): Promise<void> {
  for (;;) {
    const wasDone = publishing.isDone;
    const before = poller.received.length;
    const more = await poller.poll();
    if (wasDone && !more && poller.received.length === before) return;
  }
}
