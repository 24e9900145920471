// Tells a database that is away from one that was asked something wrong.
import { types } from 'node:util';
import {
  MongoBulkWriteError,
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

const { isNativeError } = types;

/** Server errors that say "not now": elections, shutdowns, time limits, write concerns that weren't reached. */
const NOT_NOW = new Set([6, 7, 50, 64, 89, 91, 100, 112, 133, 134, 189, 202, 262, 384, 9001, 10_058, 10_107, 11_600, 11_602, 13_435, 13_436]);
const DUPLICATE_KEY = 11_000;
const SOCKET_ERRORS = new Set(['EPIPE', 'ECONNRESET', 'ECONNREFUSED', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END']);
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
  if (error instanceof StoreUnavailable || isSocketError(error)) return true;
  if (error instanceof MongoBulkWriteError && isAwayInBulk(error)) return true;
  if (error instanceof MongoServerError) return isNotNow(error);
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

// The driver passes some of the socket's own errors on as they are.
function isSocketError(error: unknown): boolean {
  return isNativeError(error) && SOCKET_ERRORS.has(String((error as NodeJS.ErrnoException).code));
}

// Whatever ends a bulk write is told as an error of the server.
function isAwayInBulk({ errorResponse, err }: MongoBulkWriteError): boolean {
  const original: unknown = errorResponse;
  return err !== undefined || (isNativeError(original) && isAway(original));
}

function isNotNow(error: MongoServerError): boolean {
  if (error instanceof MongoWriteConcernError || error.hasErrorLabel('RetryableWriteError')) return true;
  return typeof error.code === 'number' && (NOT_NOW.has(error.code) || NO_ADMITTANCE.has(error.code));
}

/** Whether an insert failed because the `_id` is there already. */
export function isDuplicateKey(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === DUPLICATE_KEY;
}
