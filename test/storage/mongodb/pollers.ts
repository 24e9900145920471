// Pollers that ask a store for what was added after the last thing they got, every few milliseconds.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Store, VersionRecord } from '../../../collections/storage/port.ts';
import { StoreUnavailable } from '../../../collections/storage/unavailable.ts';
import { MIXED } from '../../protocol/test-catalogue.ts';
import { EVERYTHING } from '../contract.ts';
import { answerOf, type ModelVersion } from '../model.ts';
import { BOTH, expectIncreasing, LAST, nameOf } from './expectations.ts';
import { UNRESTRICTED } from '../objects.ts';

/** Polls `MIXED` by `added_after`, until it is stopped. */
export interface Poller {
  readonly versions: 'all' | 'last';
  /** In the order in which they came, repetitions included. */
  readonly received: VersionRecord[];
  /** Whether its server died. */
  readonly isCutOff: boolean;
  /** Gets what there is, and ends. */
  stop(): Promise<void>;
}

const PAUSE = 15;
const FIRST_LIMIT = 3;

/** Starts a poller, with a small limit that grows as long as there is more. */
export function startPoller(store: Store, versions: Poller['versions']): Poller {
  const received: VersionRecord[] = [];
  let isStopping = false;
  let isCutOff = false;
  const polling = pollUntilStopped().catch((error: unknown) => {
    if (!(error instanceof StoreUnavailable)) throw error;
    isCutOff = true;
  });
  return {
    versions,
    received,
    get isCutOff() {
      return isCutOff;
    },
    stop() {
      isStopping = true;
      return polling;
    },
  };

  async function pollUntilStopped(): Promise<void> {
    for (;;) {
      const isLastTime = isStopping;
      for (let limit = FIRST_LIMIT, more = true; more; limit *= 4) more = await poll(limit);
      if (isLastTime) return;
      await sleep(PAUSE);
    }
  }

  async function poll(limit: number): Promise<boolean> {
    const { items, more } = await store.objects.records(MIXED, UNRESTRICTED, {
      ...EVERYTHING,
      versions: versions === 'all' ? 'all' : LAST,
      specVersions: BOTH,
      addedAfter: received.at(-1)?.dateAdded ?? -1,
      limit,
    });
    received.push(...items);
    return more;
  }
}

/**
 * Where nothing was deleted: the poller of all versions got just what is there, in its order; the one of last versions
 * missed none that still is, and got nothing twice.
 */
export function expectNothingMissed(pollers: readonly Poller[], stored: readonly ModelVersion[]): void {
  const last = answerOf(stored, { ...EVERYTHING, versions: LAST, specVersions: BOTH });
  for (const { versions, received, isCutOff } of pollers) {
    expect(isCutOff).toBe(false);
    expectIncreasing(received);
    if (versions === 'all') expect(received.map(nameOf)).toEqual(stored.map(nameOf));
    else expect(received.map(nameOf)).toEqual(expect.arrayContaining(last.map(nameOf)));
  }
}
