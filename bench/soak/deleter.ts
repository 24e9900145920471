// Deletes objects that are in, each again until it is known to be gone.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ledger } from './ledger.ts';
import { idOf } from './objects.ts';
import type { Tool } from './tool.ts';

/** What a deleter needs. */
export interface DeleterPlan {
  readonly ledger: Ledger;
  tool(): Tool;
  readonly objectsPath: string;
  readonly toDelete: { readonly number: number; readonly type: string }[];
  isOver(): boolean;
}

/** Milliseconds between two deletions. */
const DELETE_EVERY = 40;

/** Deletes until it is over. */
export async function keepDeleting({ ledger, tool, objectsPath, toDelete, isOver }: DeleterPlan): Promise<void> {
  while (!isOver()) {
    await sleep(DELETE_EVERY);
    const next = toDelete.shift();
    if (next === undefined) continue;
    ledger.deleting(next.number);
    const request = { path: `${objectsPath}${idOf(next.number, next.type)}/`, method: 'DELETE' } as const;
    // 404: the answer to the first attempt was lost.
    while ((await tool().ask(request, 200, 404)) === undefined);
    ledger.delete(next.number);
  }
}
