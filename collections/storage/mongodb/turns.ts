// Turns: publications and deletions in one collection take turns, across all servers, without transactions.
//
// Everything rests on one thing that every engine does atomically: of two documents with the same _id only one is
// inserted. Turn n of a collection is taken by inserting its claim and ended by inserting its end; both have the turn's
// number in their _id. docs/decisions/2026-11-24-turns.md argues why nobody misses anything.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { now, type Microseconds } from '../../../schemas/timestamp.ts';
import type { CollectionId } from '../port.ts';
import { StoreUnavailable } from '../unavailable.ts';
import { int64, type ClaimDocument, type Documents, type EndDocument, type TurnPurpose } from './documents.ts';
import { isAway, isDuplicateKey } from './failures.ts';
import { horizonOf, type Fence, type Horizon } from './horizon.ts';

/** A turn that this server has. Nobody else writes to the collection until it has ended, or is taken for dead. */
export interface Turn {
  readonly claim: ClaimDocument;
  /** What was visible when the turn began. */
  readonly before: Horizon;
  /**
   * Resolves once it is certain that the turn is this server's: nothing may be written before.
   * @throws {TurnLost}
   */
  readonly confirmed: Promise<void>;
  /**
   * Ends the turn: from now on all dates below `upTo` are decided. What isn't said stays as it was before.
   * @throws {TurnLost}
   */
  end(after?: Partial<Omit<Horizon, 'turn'>>): Promise<void>;
  /**
   * Gives the turn up, after whatever went wrong in it: what it wrote never was. While the database is away that can't
   * be told; whoever takes the next turn does.
   */
  giveUp(reason: unknown): Promise<void>;
}

/** Somebody else ended the turn, because its holder seemed dead; whatever it was for has to be done anew. */
export class TurnLost extends Error {
  override readonly name = 'TurnLost';
}

/** How turns are taken; the defaults are for production. */
export interface TurnSettings {
  /** Milliseconds without a sign of life after which a turn's holder is taken for dead. */
  readonly patience: number;
  /** Milliseconds for which a turn is waited for. */
  readonly longestWait: number;
  readonly clock: () => Microseconds;
  /** Told at each step of a turn; tests let a server die or sleep there. */
  readonly atStep: (step: TurnStep, collection: CollectionId) => void | Promise<void>;
}

/** Where a turn can be interrupted. */
export type TurnStep = 'claimed' | 'some written' | 'all written' | 'ended' | 'settled' | 'undoing' | 'undone';

export const DEFAULT_TURN_SETTINGS: TurnSettings = {
  patience: 10_000,
  longestWait: 20_000,
  clock: now,
  atStep: () => undefined,
};

/** Takes turns for one server. */
export interface Turns {
  /** Waits for the collection's next turn and takes it; `prepare` says what for, each time that it is free. */
  take(collection: CollectionId, prepare: Prepare): Promise<Turn>;
  /** What is visible in the collection now. */
  horizon(collection: CollectionId): Promise<Horizon>;
  /** The claim of the turn that is running, if one is. */
  running(collection: CollectionId): Promise<ClaimDocument | undefined>;
}

/** Says what the next turn is going to do, given what is visible. */
export type Prepare = (before: Horizon) => Promise<TurnPlan> | TurnPlan;

/** What a turn is going to do. */
export interface TurnPlan {
  readonly purpose: TurnPurpose;
  /** How many dates it may give out. */
  readonly reserved: number;
}

/** Finishes what a dead server's turn was for: a removal, or the end of a collection. */
export type Resolve = (claim: ClaimDocument, before: Horizon) => Promise<void>;

/** A turn's documents, newest turn first, at most this many: two ends and a claim are the most that there should be. */
const NEWEST = 8;
/** Milliseconds between two looks at a turn that others have. */
const SHORTEST_PAUSE = 5;
const LONGEST_PAUSE = 80;
/** A server that has had so many turns on end makes room for others. */
const TURNS_ON_END = 8;
/** Milliseconds between two turns below which they count as on end. */
const ON_END = 5;
/** How often the documents of past turns are removed. */
const FORGET_EVERY = 16;

/** Starts taking turns. */
export function createTurns(documents: Documents, settings: TurnSettings, resolve: Resolve): Turns {
  const watched = new Map<CollectionId, { sign: string; since: number }>();
  const own = new Map<CollectionId, { horizon: Horizon; endedAt: number; onEnd: number }>();
  const abandoned = new Set<string>();

  return {
    take,
    horizon: async (collection) => (await newest(collection)).horizon,
    running: async (collection) => (await newest(collection)).claim,
  };

  async function take(collection: CollectionId, prepare: Prepare): Promise<Turn> {
    const started = performance.now();
    await makeRoom(collection);
    for (let pause = SHORTEST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      const turn = await tryToTake(collection, prepare);
      if (turn !== undefined) return turn;
      if (performance.now() - started > settings.longestWait) {
        throw new StoreUnavailable(`The turn to write to collection ${collection} did not come in ${settings.longestWait / 1000} seconds.`);
      }
      await sleep(pause * (0.5 + Math.random()));
    }
  }

  async function makeRoom(collection: CollectionId): Promise<void> {
    const last = own.get(collection);
    if (last === undefined || last.onEnd < TURNS_ON_END || performance.now() - last.endedAt > ON_END) return;
    own.delete(collection);
    await sleep(LONGEST_PAUSE / 2);
  }

  async function tryToTake(collection: CollectionId, prepare: Prepare) {
    let before = own.get(collection)?.horizon;
    if (before === undefined) {
      const state = await newest(collection);
      if (state.claim !== undefined) {
        await resolveIfDead(state.claim, state.horizon);
        return undefined;
      }
      before = state.horizon;
    }
    const plan = await prepare(before);
    const claim = claimOf(collection, before, plan);
    if (await insertClaim(claim)) return openTurn(claim, before);
    own.delete(collection);
    return undefined;
  }

  // Should the answer get lost, the claim may be there, with nobody to use it.
  async function insertClaim(claim: ClaimDocument): Promise<boolean> {
    try {
      return await insertOnce(claim);
    } catch (error) {
      own.delete(claim.collection);
      abandoned.add(claim.token);
      throw error;
    }
  }

  function claimOf(collection: CollectionId, before: Horizon, { purpose, reserved }: TurnPlan): ClaimDocument {
    const turn = before.turn + 1;
    const from = int64(Math.max(settings.clock(), before.upTo));
    return { _id: `${collection}/${turn}/claim`, kind: 'claim', collection, turn, token: randomUUID(), purpose, from, reserved, beat: 0 };
  }

  function openTurn(claim: ClaimDocument, before: Horizon): Turn {
    const { collection } = claim;
    const beating = startBeating(claim);
    const turn: Turn = {
      claim: { ...claim, from: Number(claim.from) },
      before,
      confirmed: confirm(claim),
      async end(changes = {}) {
        clearInterval(beating);
        const after = { ...before, ...changes, turn: claim.turn };
        const end = endOf(claim, after);
        if (!(await insertOnce(end))) throw new TurnLost('The turn was ended by another server.');
        await settings.atStep('ended', collection);
        remember(collection, after);
        if (claim.turn % FORGET_EVERY === 0) await forgetBefore(collection, claim.turn - 1, after.fences);
      },
      async giveUp(reason) {
        clearInterval(beating);
        own.delete(collection);
        abandoned.add(claim.token);
        if (reason instanceof TurnLost || isAway(reason)) return;
        await undo(turn.claim, before);
        abandoned.delete(claim.token);
      },
    };
    // Awaited by whoever uses the turn, along with its first reads.
    turn.confirmed.catch(() => clearInterval(beating));
    return turn;
  }

  function remember(collection: CollectionId, horizon: Horizon): void {
    const last = own.get(collection);
    const isOnEnd = last !== undefined && last.horizon.turn === horizon.turn - 1;
    own.set(collection, { horizon, endedAt: performance.now(), onEnd: isOnEnd ? last.onEnd + 1 : 1 });
  }

  // The end of a turn that was undone stays as long as its fence: its holder may yet wake up and want to end it.
  async function forgetBefore(collection: CollectionId, turn: number, fences: readonly Fence[]): Promise<void> {
    await documents.turns.deleteMany({ collection, turn: { $lt: turn, $nin: fences.map((fence) => fence.turn) } });
  }

  // A server that knew an old state may have taken a turn that is long over and forgotten.
  async function confirm(claim: ClaimDocument): Promise<void> {
    const { horizon, claim: running } = await newest(claim.collection);
    if (running?.token !== claim.token) {
      own.delete(claim.collection);
      await documents.turns.deleteOne({ _id: claim._id, token: claim.token });
      throw new TurnLost(`Turn ${claim.turn} was over when it was taken; turn ${horizon.turn} has ended.`);
    }
    await settings.atStep('claimed', claim.collection);
  }

  function startBeating(claim: ClaimDocument): NodeJS.Timeout {
    let beat = 0;
    const beating = setInterval(() => {
      beat += 1;
      // A beat that fails costs the turn at worst, which its end finds out.
      documents.turns.updateOne({ _id: claim._id, token: claim.token }, { $set: { beat } }).catch(() => undefined);
    }, settings.patience / 5);
    beating.unref();
    return beating;
  }

  /** The horizon, and the claim of the turn that is running, if one is. */
  async function newest(collection: CollectionId): Promise<{ horizon: Horizon; claim: ClaimDocument | undefined }> {
    const found = await documents.turns.find({ collection }).sort({ turn: -1 }).limit(NEWEST).toArray();
    const end = found.find((document): document is EndDocument => document.kind === 'end');
    const horizon = horizonOf(end);
    const claim = found.find((document): document is ClaimDocument => document.kind === 'claim' && document.turn === horizon.turn + 1);
    return { horizon, claim };
  }

  // Whether its holder lives is told by its beats alone, as this server sees them: servers' clocks don't agree.
  async function resolveIfDead(claim: ClaimDocument, before: Horizon): Promise<void> {
    const { collection, token, beat } = claim;
    const sign = `${token} ${beat}`;
    const last = watched.get(collection);
    if (last?.sign !== sign) watched.set(collection, { sign, since: performance.now() });
    const isDead = last?.sign === sign && performance.now() - last.since > settings.patience;
    if (!isDead && !abandoned.has(token)) return;
    await undo(claim, before);
    abandoned.delete(token);
    watched.delete(collection);
  }

  async function undo(claim: ClaimDocument, before: Horizon): Promise<void> {
    const { collection, turn, from, reserved } = claim;
    await settings.atStep('undoing', collection);
    if (claim.purpose.kind === 'publish') {
      const fence: Fence = { turn, from, to: from + reserved, since: settings.clock(), isClean: false };
      await insertOnce(endOf(claim, { ...before, upTo: fence.to, fences: [...before.fences, fence] }));
    } else {
      await resolve(claim, before);
      const labels = claim.purpose.kind === 'catalogue' ? turn : before.labels;
      await insertOnce(endOf(claim, { ...before, labels, upTo: reserved === 0 ? before.upTo : from + reserved }));
    }
    await settings.atStep('undone', collection);
  }

  async function insertOnce(document: ClaimDocument | EndDocument): Promise<boolean> {
    try {
      await documents.turns.insertOne(document);
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }
}

function endOf({ collection, turn, token }: ClaimDocument, { upTo, fences, labels, feeds }: Omit<Horizon, 'turn'>): EndDocument {
  const stored = fences.map((fence) => ({
    turn: fence.turn,
    from: int64(fence.from),
    to: int64(fence.to),
    since: int64(fence.since),
    isClean: fence.isClean,
  }));
  return {
    _id: `${collection}/${turn}/end`,
    kind: 'end',
    collection,
    turn,
    token,
    up_to: int64(upTo),
    fences: stored,
    labels,
    ...(feeds.length === 0 ? {} : { feeds: feeds.map((feed) => ({ ...feed, position: int64(feed.position) })) }),
  };
}
