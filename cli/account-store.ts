// What the commands about accounts ask of the store.
import type { Account, Store } from '../collections/storage/port.ts';
import { generatePassword } from '../collections/accounts/password.ts';
import { parseApiKey } from '../collections/accounts/api-key.ts';
import { CommandFailure } from './failure.ts';
import { readStandardInput } from './standard-input.ts';

const SHORTEST_PASSWORD = 12;

/** @throws {CommandFailure} when there is none of that name */
export async function requireAccount(store: Store, name: string): Promise<Account> {
  const account = await store.accounts.find(name);
  if (account === undefined) throw new CommandFailure(`There is no account ${name}; \`liaison account list\` shows them.`);
  return account;
}

/**
 * A password: one that is made, or the one on standard input.
 * @throws {CommandFailure} when that one can't be used
 */
export async function choosePassword(isOnStandardInput: boolean): Promise<string> {
  if (!isOnStandardInput) return generatePassword();
  const password = (await readStandardInput()).replace(/\r?\n$/, '');
  if (password.length < SHORTEST_PASSWORD) {
    throw new CommandFailure(`The password on standard input is too short: use ${SHORTEST_PASSWORD} characters or more.`);
  }
  if (parseApiKey(password) !== undefined) {
    throw new CommandFailure('What is on standard input looks like an API key, and would be taken for one: use another password.');
  }
  return password;
}
