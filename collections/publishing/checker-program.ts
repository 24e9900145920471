// The program of a process that looks at envelopes: one after the other, until whoever hands them to it has ended. It has nothing
// else to do, so it simply waits for each.
import { readSync, writeSync } from 'node:fs';
import { stepBack } from '../step-back.ts';
import { checkEnvelope } from './check-envelope.ts';
import type { CheckAnswer, CheckTask } from './checker-process.ts';
import { receiveFrame, writeFrame, type Frame } from './frames.ts';
import { EnvelopeRefused } from './refusal.ts';
import { reportOnAll } from './validate-envelope.ts';

const TASKS = 0;
const ANSWERS = 1;
const MOST_AT_ONCE = 1024 * 1024;

stepBack();
// Signals reach a whole group of processes, as Ctrl+C does: whoever hands tasks to this one still ends what is under way.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

const chunk = new Uint8Array(MOST_AT_ONCE);
const receiver = receiveFrame<CheckTask>((task) => writeFrame(answerTo(task), write));
for (let length = read(); length > 0; length = read()) receiver.push(chunk.subarray(0, length));
process.exit();

function read(): number {
  return ifHeard(() => readSync(TASKS, chunk));
}

function write(octets: Uint8Array): void {
  for (let written = 0; written < octets.length; ) written += ifHeard(() => writeSync(ANSWERS, octets, written));
}

// Who is gone waits for no answer.
function ifHeard(step: () => number): number {
  try {
    return step();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EPIPE' || code === 'ECONNRESET' || code === 'EOF') process.exit();
    throw error;
  }
}

function answerTo({ head: { purpose, policy }, parts: [body = new Uint8Array()] }: Frame<CheckTask>): Frame<CheckAnswer> {
  try {
    if (purpose === 'validate') return { head: { report: reportOnAll(body, policy) }, parts: [] };
    const { envelope, ...checked } = checkEnvelope(body, policy);
    const { packed, ...objects } = envelope.objects;
    return { head: { checked, objects }, parts: [envelope.bytes, packed] };
  } catch (error) {
    if (!(error instanceof EnvelopeRefused)) return { head: { failed: error instanceof Error ? (error.stack ?? error.message) : String(error) }, parts: [] };
    const { reason, message, pointer } = error;
    return { head: { refused: { reason, message, ...(pointer === undefined ? {} : { pointer }) } }, parts: [] };
  }
}
