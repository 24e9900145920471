// A disk that is full: a small exchange on a small disk, used until nothing more fits, killed and started again in that
// state, and given room again.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './faults.ts';
import type { LedgerVerdict } from './ledger.ts';
import { mountSmallDisk } from './tmpfs.ts';
import { toolOf } from './tool.ts';
import { startWorld, type World } from './world.ts';

/** What became of it; or why it was left out. */
export type DiskFullReport =
  | { readonly skipped: string }
  | {
      /** Publications that were told that there is no room. */
      readonly refused: number;
      readonly verdict: LedgerVerdict;
      readonly faults: readonly Fault[];
      readonly errors: readonly string[];
    };

const MEBIBYTES = 96;
const LEFT = 256 * 1024;
const PATIENCE = 120_000;
/** Envelopes small enough to be answered at once, and large enough to be pending. */
const PUBLISHERS = [5, 100, 2_500];

/** Fills a small disk under an exchange in that folder. */
export async function soakOnFullDisk(folder: string): Promise<DiskFullReport> {
  let why = '';
  const disk = mountSmallDisk(folder, MEBIBYTES, (reason) => (why = reason));
  if (disk === undefined) return { skipped: why };
  try {
    const pollers = [
      { sight: 'red', strategy: 'next', limit: 500 },
      { sight: 'green', strategy: 'added_after', limit: 200 },
    ] as const;
    const world = await startWorld(join(disk.folder, 'data'), { publishers: PUBLISHERS, pollers, askers: 1 }, [], false);
    for (let round = 0; round < 2; round += 1) {
      await untilTrue(world, 'objects went in', progressFrom(world));
      disk.fill(LEFT);
      const before = world.notes.refused;
      await untilTrue(world, 'a publication was told that there is no room', () => world.notes.refused > before + 3);
      await expectPolls(world);
      if (round === 1) await world.server.kill();
      await expectPolls(world);
      disk.clear();
    }
    await untilTrue(world, 'objects went in once there was room again', progressFrom(world));
    const verdict = await world.end();
    return { refused: world.notes.refused, verdict, faults: world.notes.faults.list, errors: world.server.errors };
  } finally {
    disk.unmount();
  }
}

function progressFrom({ ledger }: World): () => boolean {
  const before = ledger.acknowledged;
  return () => ledger.acknowledged > before + 300;
}

async function expectPolls({ server, notes }: World): Promise<void> {
  const tool = toolOf(server, `Basic ${Buffer.from('green:the password of green').toString('base64')}`, notes);
  const until = performance.now() + PATIENCE;
  let answer;
  while (answer === undefined && performance.now() < until) answer = await tool.ask({ path: '/taxii2/' }, 200);
  if (answer === undefined) notes.faults.add('reading on a full disk was not answered', '/taxii2/');
  await tool.close();
}

async function untilTrue({ notes }: World, what: string, condition: () => boolean): Promise<void> {
  const until = performance.now() + PATIENCE;
  while (!condition()) {
    if (performance.now() > until) {
      notes.faults.add(`it did not come to pass that ${what}`, `within ${PATIENCE} ms`);
      return;
    }
    await sleep(50);
  }
}
