// What a check thread does with the bodies that it is handed.
import { move, transferableSymbol, valueSymbol } from 'piscina';
import { stepBack } from '../step-back.ts';
import { memoryOf, memoryOfEnvelope } from '../storage/moved-memory.ts';
import { checkEnvelope, type CheckedBody } from './check-envelope.ts';
import type { CheckAnswer, CheckTask } from './checker.ts';
import { EnvelopeRefused } from './refusal.ts';
import { reportOnAll } from './validate-envelope.ts';

stepBack();

export default function answer(task: CheckTask): unknown {
  const value = answerTo(task);
  const moved = 'done' in value && 'envelope' in value.done ? memoryOfChecked(value.done) : [];
  return move({ [transferableSymbol]: moved, [valueSymbol]: value } as never);
}

function answerTo({ purpose, body, policy }: CheckTask): CheckAnswer {
  try {
    if (purpose === 'validate') return { done: reportOnAll(body, policy) };
    const checked = checkEnvelope(body, policy);
    return { done: purpose === 'check' ? checked : { ...checked, body } };
  } catch (error) {
    if (!(error instanceof EnvelopeRefused)) throw error;
    const { reason, message, pointer } = error;
    return { refused: { reason, message, ...(pointer === undefined ? {} : { pointer }) } };
  }
}

function memoryOfChecked({ envelope, body }: CheckedBody): ArrayBuffer[] {
  return [...memoryOfEnvelope(envelope), ...(body === undefined ? [] : memoryOf(body))];
}
