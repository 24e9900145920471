// The writer as the rest of the program sees it: a promise for each call, kept by the writer thread.
import { Worker, type ResourceLimits } from 'node:worker_threads';
import { unpackStatus, type PackedStatus } from '../finished-publication.ts';
import { memoryOf, memoryOfEnvelope } from '../moved-memory.ts';
import type { StoreWriter } from '../port.ts';
import type { FailedReply, WriterCall, WriterReply } from './change-all.ts';
import { toStoreError } from './failures.ts';
import { lookAgain } from './memory.ts';

/** What is made of an envelope is gone when it is committed: more room for it would be filled before anybody looks (docs/performance.md, "Memory"). */
const MEMORY: ResourceLimits = { maxYoungGenerationSizeMb: 16 };

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** Starts the writer thread on a store's file. `close` ends it after the calls before it are done. */
export function startWriter(file: string): { writer: StoreWriter; close(): Promise<void> } {
  const waiting = new Map<number, Waiting>();
  const worker = new Worker(new URL('./writer-thread.ts', import.meta.url), {
    workerData: { file },
    resourceLimits: MEMORY,
  });
  let calls = 0;
  let ended: Error | undefined;

  worker.on('message', (reply: WriterReply) => {
    lookAgain();
    const waiter = waiting.get(reply.call);
    waiting.delete(reply.call);
    if ('error' in reply) waiter?.reject(errorOf(reply));
    else waiter?.resolve(reply.value);
  });
  worker.on('error', (error) => end(error instanceof Error ? error : new Error(String(error))));
  worker.on('exit', () => end(new Error('The store is closed.')));

  return {
    writer: {
      receive: (publication, body) => call('receive', [publication, body], memoryOf(body)),
      finish: (publication, envelope, rights) =>
        call<PackedStatus>('finish', [publication, envelope, rights], memoryOfEnvelope(envelope)).then(unpackStatus),
      remove: (collection, removal, remover) => call('remove', [collection, removal, remover]),
      retain: (collection, rule, at, most, isDry) => call('retain', [collection, rule, at, most, isDry]),
      feed: (aggregate, part) => call('feed', [aggregate, part]),
      hold: (hold) => call('hold', [hold]),
      unhold: (collection, id, by) => call('unhold', [collection, id, by]),
      forgetRemovals: (removedBefore) => call('forgetRemovals', [removedBefore]),
      forgetStatuses: (completedBefore) => call('forgetStatuses', [completedBefore]),
      replaceCatalogue: (...parameters) => call('replaceCatalogue', parameters),
      saveAccount: (account, by) => call('saveAccount', [account, by]),
      endSession: (account, stay) => call('endSession', [account, stay]),
      noteUses: (uses) => call('noteUses', [uses]),
      noteConsumers: (days) => call('noteConsumers', [days]),
      forgetConsumers: (before) => call('forgetConsumers', [before]),
      shareUse: (...parameters) => call('shareUse', parameters),
      record: (events) => call('record', [events]),
      prune: (before) => call('prune', [before]),
    },
    close: () => call('close', []),
  };

  function call<Result>(
    method: WriterCall['method'],
    parameters: readonly unknown[],
    moved: readonly ArrayBuffer[] = [],
  ): Promise<Result> {
    if (ended !== undefined) return Promise.reject(ended);
    calls += 1;
    const request: WriterCall = { call: calls, method, parameters };
    return new Promise<Result>((resolve, reject) => {
      waiting.set(request.call, { resolve: (value) => resolve(value as Result), reject });
      worker.postMessage(request, moved);
    });
  }

  function errorOf({ error, failure }: FailedReply): Error {
    return failure === undefined ? error : toStoreError(error, failure, file);
  }

  function end(error: Error): void {
    ended ??= error;
    for (const waiter of waiting.values()) waiter.reject(error);
    waiting.clear();
  }
}
