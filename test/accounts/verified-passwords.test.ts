// Passwords that were verified lately are remembered, by all workers of a server.
import { pino } from 'pino';
import { createAttempts } from '../../collections/accounts/attempts.ts';
import { createAuthenticator } from '../../collections/accounts/authenticator.ts';
import { hashPassword } from '../../collections/accounts/password.ts';
import { rememberVerified, tellVerified, type VerifiedPassword, type VerifiedPasswords } from '../../collections/accounts/verified-passwords.ts';
import type { Account } from '../../collections/storage/port.ts';

const MINUTE = 60_000;
const SECRET = { handle: 'a handle', proof: 'a proof' };

/** A memory, and its clock. */
function memory() {
  let time = 1_000_000;
  return { ...rememberVerified(undefined, () => time), pass: (milliseconds: number) => void (time += milliseconds) };
}

test('a handle tells an account and a password apart from all others, and is the same wherever the key is', () => {
  const passwords = memory();
  const handles = [['ab', 'c'], ['a', 'bc'], ['abc', ''], ['ab', 'C']].map(([name = '', password = '']) => passwords.handleOf(name, password));
  expect(new Set(handles).size).toBe(4);
  expect(rememberVerified(passwords.all()).handleOf('ab', 'c')).toBe(handles[0]);
  expect(memory().handleOf('ab', 'c')).not.toBe(handles[0]);
});

test('what nobody uses is forgotten after ten minutes', () => {
  const passwords = memory();
  passwords.add(SECRET);
  passwords.pass(10 * MINUTE - 1);
  expect(passwords.proofOf(SECRET.handle)).toBe(SECRET.proof);
  passwords.pass(2);
  expect(passwords.proofOf(SECRET.handle)).toBeUndefined();
});

test('it is time to say so after five of them when it is used', () => {
  const passwords = memory();
  passwords.add(SECRET);
  passwords.pass(5 * MINUTE);
  expect(passwords.isAging(SECRET.handle)).toBe(false);
  passwords.pass(1);
  expect(passwords.isAging(SECRET.handle)).toBe(true);
  passwords.add(SECRET);
  expect(passwords.isAging(SECRET.handle)).toBe(false);
});

test('who goes on remembering knows all of them, and forgets those first that were used first', () => {
  const passwords = memory();
  const all = Array.from({ length: 10_001 }, (_, number) => ({ handle: `handle ${number}`, proof: `proof ${number}` }));
  for (const verified of all) passwords.add(verified);
  const next = rememberVerified(passwords.all());
  expect(next.all()).toEqual(passwords.all());
  expect(next.proofOf('handle 0')).toBeUndefined();
  next.add(SECRET);
  expect([next.proofOf('handle 1'), next.proofOf('handle 2')]).toEqual([undefined, 'proof 2']);
});

describe('workers that tell each other', () => {
  let stored: Account;
  beforeEach(async () => {
    stored = { name: 'soc', agency: 'both', password: await hashPassword('secret'), disabled: false };
  });

  /** Authenticators of two workers, which count what they verify, and of one that comes later. */
  function workers() {
    const memories = [rememberVerified()];
    const first = memories[0] as ReturnType<typeof rememberVerified>;
    const tell = (from: VerifiedPasswords) => (verified: VerifiedPassword) => memories.filter((other) => other !== from).forEach((other) => other.add(verified));
    const worker = (own: VerifiedPasswords) => {
      const attempts = createAttempts();
      const accounts = { find: async () => stored, holding: async () => [] };
      const authenticator = createAuthenticator(accounts, pino({ level: 'silent' }), attempts, tellVerified(own, tell(own)));
      return {
        isLetIn: async (password: string) =>
          (await authenticator.authenticate({ address: '192.0.2.1', presented: { kind: 'password', name: 'soc', password } })) !== undefined,
        verifications: () => attempts.counted,
      };
    };
    const add = () => {
      const own = rememberVerified(first.all());
      memories.push(own);
      return worker(own);
    };
    return { one: worker(first), other: add(), add };
  }

  test('verify a password once for all of them, and for those that come later', async () => {
    const { one, other, add } = workers();
    expect(await one.isLetIn('secret')).toBe(true);
    expect(await other.isLetIn('secret')).toBe(true);
    const later = add();
    expect(await later.isLetIn('secret')).toBe(true);
    expect([one, other, later].map(({ verifications }) => verifications())).toEqual([1, 0, 0]);
  });

  test('refuse a wrong one, and the old one at once when it is changed', async () => {
    const { one, other } = workers();
    expect(await one.isLetIn('secret')).toBe(true);
    expect(await other.isLetIn('guess')).toBe(false);
    stored = { ...stored, password: await hashPassword('changed') };
    expect(await other.isLetIn('secret')).toBe(false);
    expect(await other.isLetIn('changed')).toBe(true);
    expect(await one.isLetIn('changed')).toBe(true);
    expect([one, other].map(({ verifications }) => verifications())).toEqual([1, 3]);
  });
});
