// Carries out calls of the writer that have gathered, in one commit.
import type { DatabaseSync } from 'node:sqlite';
import { inTransaction, inUndividedTransaction } from './database.ts';
import { passingFailure, type PassingFailure } from './failures.ts';
import type { SqliteWriter } from './writer.ts';

/** A call of one of the writer's methods, by number. */
export interface WriterCall {
  readonly call: number;
  readonly method: keyof SqliteWriter | 'close';
  readonly parameters: readonly unknown[];
}

/** What became of a call. */
export type WriterReply = { readonly call: number; readonly value: unknown } | FailedReply;

/** A call that failed. */
export interface FailedReply {
  readonly call: number;
  readonly error: Error;
  /** Says that it will pass: an error doesn't keep its codes on its way between threads. */
  readonly failure?: PassingFailure;
}

/** A call that fails undoes itself only. If the commit fails, or SQLite undoes all of it, all of them have failed. */
export function changeAll(database: DatabaseSync, writer: SqliteWriter, calls: readonly WriterCall[]): WriterReply[] {
  if (calls.length === 0) return [];
  return changeTogether(database, writer, calls) ?? changeEach(database, writer, calls);
}

/** As if no call failed, which is nearly always so; `undefined`, and nothing done, when one does. */
function changeTogether(database: DatabaseSync, writer: SqliteWriter, calls: readonly WriterCall[]): WriterReply[] | undefined {
  let hasFailed = false;
  try {
    return inUndividedTransaction(database, () =>
      calls.map((call) => {
        const reply = change(writer, call);
        if (!('error' in reply)) return reply;
        hasFailed = true;
        throw reply.error;
      }),
    );
  } catch (error) {
    return hasFailed ? undefined : calls.map(({ call }) => failed(call, error));
  }
}

/** Each so that it can be undone by itself. */
function changeEach(database: DatabaseSync, writer: SqliteWriter, calls: readonly WriterCall[]): WriterReply[] {
  let undoing: FailedReply | undefined;
  try {
    return inTransaction(database, changeInTurn);
  } catch (error) {
    return calls.map(({ call }) => ({ ...(undoing ?? failed(call, error)), call }));
  }

  function changeInTurn(): WriterReply[] {
    return calls.map((call) => {
      const reply = change(writer, call);
      if ('error' in reply && !database.isTransaction) {
        // A full disk, say, has undone what the calls before it did: there is nothing to be committed, or gone on with.
        undoing = reply;
        throw reply.error;
      }
      return reply;
    });
  }
}

function change(writer: SqliteWriter, { call, method, parameters }: WriterCall): WriterReply {
  try {
    const carryOut = writer[method as keyof SqliteWriter] as (...given: readonly unknown[]) => unknown;
    return { call, value: carryOut(...parameters) };
  } catch (error) {
    return failed(call, error);
  }
}

function failed(call: number, error: unknown): FailedReply {
  const failure = passingFailure(error);
  const told = error instanceof Error ? error : new Error(String(error));
  return failure === undefined ? { call, error: told } : { call, error: told, failure };
}
