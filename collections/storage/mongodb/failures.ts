// Tells a database that is away from one that was asked something wrong.
import {
  MongoError,
  MongoInvalidArgumentError,
  MongoNetworkError,
  MongoNotConnectedError,
  MongoOperationTimeoutError,
  MongoServerError,
  MongoServerSelectionError,
  MongoSystemError,
  MongoTopologyClosedError,
  MongoWriteConcernError,
} from 'mongodb';
import { StoreUnavailable } from '../unavailable.ts';

/** Server errors that say "not now": elections, shutdowns, time limits, write concerns that weren't reached. */
const NOT_NOW = new Set([6, 7, 50, 64, 89, 91, 100, 112, 133, 134, 189, 202, 262, 384, 9001, 10_058, 10_107, 11_600, 11_602, 13_435, 13_436]);
const DUPLICATE_KEY = 11_000;
/** Credentials that the database no longer takes: an operator is changing them, or will have to. */
const NO_ADMITTANCE = new Set([13, 18]);

/** The error as the port tells it: `StoreUnavailable` when the database is away, else itself. */
export function toPortError(error: unknown): unknown {
  if (error instanceof StoreUnavailable || !isAway(error)) return error;
  return new StoreUnavailable(`The database is not available: ${(error as Error).message}`, { cause: error });
}

/**
 * The same methods, which fail as the port says.
 * @param patience milliseconds after which a call that has no answer yet fails with `StoreUnavailable`; without it, what
 * a call does has to be bounded by itself
 */
export function withPortErrors<Methods extends object>(methods: Methods, patience?: number): Methods {
  const entries = Object.entries(methods).map(([name, method]) => {
    const call = method as (...given: unknown[]) => Promise<unknown>;
    const answer = async (...given: unknown[]): Promise<unknown> => {
      try {
        return await (patience === undefined ? call(...given) : inTime(call(...given), patience));
      } catch (error) {
        throw toPortError(error);
      }
    };
    return [name, answer];
  });
  return Object.fromEntries(entries) as Methods;
}

// The driver bounds each of its steps; together with its retries they take too long for somebody who waits.
async function inTime<Result>(answer: Promise<Result>, patience: number): Promise<Result> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    reject(new StoreUnavailable(`The database did not answer in ${patience / 1000} seconds.`));
  }, patience);
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Whether the database couldn't be reached, or didn't answer. */
export function isAway(error: unknown): boolean {
  if (error instanceof StoreUnavailable) return true;
  if (error instanceof MongoServerError) {
    const { code } = error;
    if (error instanceof MongoWriteConcernError || error.hasErrorLabel('RetryableWriteError')) return true;
    return typeof code === 'number' && (NOT_NOW.has(code) || NO_ADMITTANCE.has(code));
  }
  return (
    error instanceof MongoNetworkError ||
    error instanceof MongoServerSelectionError ||
    error instanceof MongoSystemError ||
    error instanceof MongoOperationTimeoutError ||
    error instanceof MongoNotConnectedError ||
    error instanceof MongoTopologyClosedError ||
    (error instanceof MongoError && !(error instanceof MongoInvalidArgumentError) && error.hasErrorLabel('ResetPool'))
  );
}

/** Whether an insert failed because the `_id` is there already. */
export function isDuplicateKey(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === DUPLICATE_KEY;
}
