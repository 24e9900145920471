// passport's strategies, run by our own hand.
import type { Request } from 'express';
import { Strategy } from 'passport';
import { runnerOf } from '../../server/steps/run-strategy.ts';

interface Said {
  success(user: unknown): void;
  fail(challenge?: unknown): void;
  error(error: unknown): void;
}

const REQUEST = { url: '/' } as Request;

/** A strategy that does what it is told. */
class Told extends Strategy {
  private readonly act: (said: Said, request: unknown) => void;

  constructor(act: (said: Said, request: unknown) => void) {
    super();
    this.act = act;
  }

  override authenticate(request: unknown): void {
    this.act(this as unknown as Said, request);
  }
}

test.each<[string, (said: Said) => void, unknown[]]>([
  ['lets somebody in', (said) => said.success('somebody'), [undefined, 'somebody']],
  ['lets nobody in, with a challenge', (said) => said.fail('Basic'), [undefined]],
  ['lets nobody in, with a status', (said) => said.fail(400), [undefined]],
  ['fails', (said) => said.error('broken'), ['broken']],
])('a strategy that %s is heard', (_what, act, heard) => {
  const decisions: unknown[][] = [];
  runnerOf(new Told(act))(REQUEST, (...decision) => decisions.push(decision));
  expect(decisions).toEqual([heard]);
});

test('a strategy is asked about the request, and what it throws is for whoever asks', () => {
  const asked: unknown[] = [];
  runnerOf(new Told((_said, request) => asked.push(request)))(REQUEST, () => undefined);
  expect(asked).toEqual([REQUEST]);
  const throwing = runnerOf(new Told(() => { throw new Error('of the strategy'); }));
  expect(() => throwing(REQUEST, () => undefined)).toThrow('of the strategy');
});

test('requests that wait at the same time are told apart', () => {
  const waiting: Said[] = [];
  const run = runnerOf(new Told((said) => waiting.push(said)));
  const decisions: unknown[][] = [];
  for (const name of ['one', 'other']) run(REQUEST, (_error, user) => decisions.push([name, user]));
  waiting[1]?.success('second');
  waiting[0]?.success('first');
  expect(decisions).toEqual([['other', 'second'], ['one', 'first']]);
});
