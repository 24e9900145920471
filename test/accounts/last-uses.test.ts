// When credentials were last used is written now and then, all at once, and kept while the store is away.
import { jest } from '@jest/globals';
import { createLastUses } from '../../collections/accounts/last-uses.ts';
import type { CredentialUse } from '../../collections/storage/port.ts';
import { StoreUnavailable } from '../../collections/storage/unavailable.ts';

const MINUTES = 60_000;
let written: (readonly CredentialUse[])[];
let failure: Error | undefined;
let errors: string[];

beforeEach(() => {
  jest.useFakeTimers();
  [written, failure, errors] = [[], undefined, []];
});
afterEach(() => void jest.useRealTimers());

function gatherer() {
  const noteUses = async (uses: readonly CredentialUse[]): Promise<void> => {
    if (failure !== undefined) throw failure;
    written.push(uses);
  };
  return createLastUses({ noteUses }, { info: () => undefined, warn: () => undefined, error: (_details, message) => void errors.push(message) });
}

test('a thousand requests are one write of the last use of each credential, five minutes later', async () => {
  const uses = gatherer();
  for (let count = 0; count < 1_000; count += 1) {
    jest.advanceTimersByTime(10);
    uses.note('soc', ['one', 'two']);
  }
  uses.note('other', ['one']);
  const last = Date.now() * 1_000;
  expect(written).toEqual([]);
  await jest.advanceTimersByTimeAsync(5 * MINUTES);
  const use = (account: string, credential: string) => ({ account, credential, lastUsed: last });
  expect(written).toEqual([[use('soc', 'one'), use('soc', 'two'), use('other', 'one')]]);
  await jest.advanceTimersByTimeAsync(60 * MINUTES);
  expect(written).toHaveLength(1);
});

test('while the store is away they are kept for the next time, newer ones over older ones', async () => {
  const uses = gatherer();
  failure = new StoreUnavailable('away');
  uses.note('soc', ['one', 'two']);
  await jest.advanceTimersByTimeAsync(5 * MINUTES);
  uses.note('soc', ['two']);
  const last = Date.now() * 1_000;
  failure = undefined;
  await jest.advanceTimersByTimeAsync(5 * MINUTES);
  expect(written).toEqual([[expect.objectContaining({ credential: 'one' }), { account: 'soc', credential: 'two', lastUsed: last }]]);
  expect(errors).toEqual([]);
});

test('what is left is written at the end; a failure is told, and no failure of the end', async () => {
  const uses = gatherer();
  uses.note('soc', ['one']);
  await uses.close();
  expect(written).toHaveLength(1);
  uses.note('soc', ['one']);
  await jest.advanceTimersByTimeAsync(10 * MINUTES);
  expect(written).toHaveLength(1);
  const failing = gatherer();
  failure = new Error('broken');
  failing.note('soc', ['one']);
  await failing.close();
  expect(errors).toEqual(['when credentials were last used could not be kept']);
});
