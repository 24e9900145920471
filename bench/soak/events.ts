// What happens to a server in its life, and what has to come of it.
import { setTimeout as sleep } from 'node:timers/promises';
import type { RenewableCertificate } from './certificates.ts';
import { monotonic, type Jump } from './clock.ts';
import { revokeOld, rotateCredential } from './commands.ts';
import { toolOf } from './tool.ts';
import { ROTATED, ROTATING, type World } from './world.ts';

/** Something that happens. */
export type EventKind = 'kill' | 'restart' | 'kill, wrong clock' | 'restart, clock that jumps' | 'certificate' | 'credential';

/** When something happened, and how long it took. */
export interface Happening {
  readonly kind: EventKind;
  /** Milliseconds since the soak began. */
  readonly at: number;
  readonly took: number;
}

const MINUTE = 60_000;
/** The clock of a server that was started with a wrong one, in milliseconds: before, and after. */
const BEHIND = -30 * MINUTE;
const JUMP = 60 * MINUTE;

/**
 * The plan of a soak of so many milliseconds: disturbances in its first half; in its second, in which the memory is looked
 * at, only what a server must take without a restart.
 */
export function planOf(duration: number, hasCertificate: boolean): { readonly kind: EventKind; readonly at: number }[] {
  const first: EventKind[] = ['kill', 'credential', 'restart', 'certificate', 'kill', 'kill, wrong clock', 'kill', 'credential', 'restart', 'kill', 'kill, wrong clock', 'restart, clock that jumps'];
  const second: EventKind[] = ['certificate', 'credential', 'certificate', 'credential', 'certificate'];
  const spread = (kinds: readonly EventKind[], from: number, to: number) =>
    kinds.map((kind, index) => ({ kind, at: duration * (from + ((to - from) * (index + 1)) / kinds.length) }));
  return [...spread(first, 0, 0.48), ...spread(second, 0.55, 0.95)].filter(({ kind }) => hasCertificate || kind !== 'certificate');
}

/** Jumps of the clock in the rest of a soak: an hour on, back, an hour back, and right again. */
export function jumpsIn(rest: number): Jump[] {
  const began = monotonic();
  return [0, JUMP, 0, -JUMP, 0].map((shift, index) => ({ shift, at: began + (rest * index) / 5 }));
}

/** Has it happen. @param rest milliseconds that are left of the soak */
export async function happen(kind: EventKind, world: World, certificate: RenewableCertificate | undefined, rest: number): Promise<void> {
  const { server } = world;
  switch (kind) {
    case 'kill':
      return server.kill();
    case 'restart':
      return server.restart();
    case 'kill, wrong clock':
      return server.kill([{ at: 0, shift: BEHIND }]);
    case 'restart, clock that jumps':
      return server.restart(jumpsIn(rest));
    case 'certificate':
      return certificate?.renew(server.origin);
    case 'credential':
      return rotate(world);
  }
}

// The old one goes on being good until it is revoked, and not a request longer.
async function rotate(world: World): Promise<void> {
  const old = world.authorization();
  world.usePassword(await rotateCredential(world.folder, ROTATING, ROTATED));
  await expectStatus(world, old, 200, 'the old password of a rotated credential');
  await expectStatus(world, world.authorization(), 200, 'the new password of a rotated credential');
  // Whoever still sent the old one has an answer by then.
  await sleep(2_000);
  await revokeOld(world.folder, ROTATING, ROTATED);
  await expectStatus(world, old, 401, 'a revoked password');
}

async function expectStatus({ server, notes }: World, authorization: string, wanted: number, what: string): Promise<void> {
  const tool = toolOf(server, authorization, notes);
  const until = performance.now() + MINUTE;
  let answer;
  while (answer === undefined && performance.now() < until) answer = await tool.ask({ path: '/taxii2/' }, 200, 401);
  if (answer?.status !== wanted) notes.faults.add(`${what} was answered ${answer?.status}`, `expected ${wanted}`);
  await tool.close();
}
