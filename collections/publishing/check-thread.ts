// What a check thread does with the bodies that it is handed.
import { move, transferableSymbol, valueSymbol } from 'piscina';
import { stepBack } from '../step-back.ts';
import { checkEnvelope, type CheckedBody } from './check-envelope.ts';
import type { CheckAnswer, CheckTask, ReturnedBody } from './checker.ts';
import { EnvelopeRefused } from './refusal.ts';
import { reportOnAll, type UnlabelledReport } from './validate-envelope.ts';

stepBack();

export default function answer(task: CheckTask): unknown {
  const value = answerTo(task);
  const moved = 'done' in value ? buffersOf(value.done) : [];
  return move({ [transferableSymbol]: moved, [valueSymbol]: value } as never);
}

function answerTo({ purpose, body, policy }: CheckTask): CheckAnswer {
  try {
    if (purpose === 'validate') return { done: reportOnAll(body, policy) };
    const checked = checkEnvelope(body, policy);
    return { done: purpose === 'check' ? checked : { checked, body } };
  } catch (error) {
    if (!(error instanceof EnvelopeRefused)) throw error;
    const { reason, message, pointer } = error;
    return { refused: { reason, message, ...(pointer === undefined ? {} : { pointer }) } };
  }
}

function buffersOf(done: CheckedBody | ReturnedBody | UnlabelledReport): ArrayBuffer[] {
  if ('body' in done) return [...buffersOf(done.checked), done.body.buffer];
  if ('envelope' in done) return [done.envelope.bytes.buffer, done.envelope.objects.packed.buffer];
  return [];
}
