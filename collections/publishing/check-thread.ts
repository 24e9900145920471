// What a check thread does with the bodies that it is handed.
import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';
import { basename } from 'node:path';
import { move, transferableSymbol, valueSymbol } from 'piscina';
import { checkEnvelope } from './check-envelope.ts';
import type { CheckAnswer, CheckTask } from './checker.ts';
import { EnvelopeRefused } from './refusal.ts';
import { reportOnAll } from './validate-envelope.ts';

/** As `nice` has it: a processor that a poll waits for is left to it, and else taken. */
const NICENESS = 10;

stepBack();

export default function answer(task: CheckTask): unknown {
  const value = answerTo(task);
  const moved = 'done' in value && 'envelope' in value.done ? [value.done.envelope.bytes.buffer] : [];
  return move({ [transferableSymbol]: moved, [valueSymbol]: value } as never);
}

function answerTo({ purpose, body, policy }: CheckTask): CheckAnswer {
  try {
    return { done: purpose === 'check' ? checkEnvelope(body, policy) : reportOnAll(body, policy) };
  } catch (error) {
    if (!(error instanceof EnvelopeRefused)) throw error;
    const { reason, message, pointer } = error;
    return { refused: { reason, message, ...(pointer === undefined ? {} : { pointer }) } };
  }
}

// Linux has a priority for each thread, by the number that it also has as a process.
function stepBack(): void {
  if (process.platform !== 'linux') return;
  try {
    setPriority(Number(basename(readlinkSync('/proc/thread-self'))), NICENESS);
  } catch {
    // A sandbox may forbid it: then this thread is as important as the others, and all that is lost is time.
  }
}
