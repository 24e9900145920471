// What the commands about accounts ask of the store, and how they say what can't be done.
import { createAdministration, noAccount, type Administration } from '../collections/accounts/administration.ts';
import { createDirectory } from '../collections/directory.ts';
import { NotPossible, type Obstacle } from '../collections/not-possible.ts';
import type { Account, Store } from '../collections/storage/port.ts';
import { CommandFailure } from './failure.ts';
import { operatorName } from './operator.ts';
import { readStandardInput } from './standard-input.ts';
import { inStore, type StoreOptions } from './store-place.ts';

/** Which command helps, as a clause. */
const HINTS: Readonly<Record<Obstacle, (account: string, credential: string) => string>> = {
  'no-account': () => '`liaison account list` shows them',
  'account-taken': (account) => `\`liaison account passwd ${account}\` changes its password`,
  'credential-taken': (account, credential) => `\`liaison account credential rotate ${account} ${credential}\` replaces it`,
  'own-password': (account) => `\`liaison account passwd ${account} --overlap 1d\` changes the account's own password`,
};

/**
 * Changes accounts in the store that the options name.
 * @param names the account, and the credential, for hints
 * @throws {CommandFailure} with the reason, where something can't be done
 */
export async function administer(
  options: StoreOptions,
  names: { readonly account: string; readonly credential?: string },
  work: (administration: Administration, store: Store) => Promise<void>,
): Promise<void> {
  await inStore(options, async (store) => {
    const { revision, catalogue } = await store.catalogue.read();
    const administration = createAdministration(store.accounts, store.writer, createDirectory(revision, catalogue), operatorName());
    try {
      await work(administration, store);
    } catch (error) {
      if (!(error instanceof NotPossible)) throw error;
      const hint = error.obstacle === undefined ? '' : ` ${HINTS[error.obstacle](names.account, names.credential ?? '')}.`;
      throw new CommandFailure(`${error.message}${hint}`, { cause: error });
    }
  });
}

/** @throws {NotPossible} when there is none of that name */
export async function requireAccount(administration: Administration, name: string): Promise<Account> {
  const found = await administration.find(name);
  if (found === undefined) throw noAccount(name);
  return found.account;
}

/** The password on standard input, where that is said. */
export async function givenPassword(isOnStandardInput: boolean | undefined): Promise<string | undefined> {
  return isOnStandardInput === true ? (await readStandardInput()).replace(/\r?\n$/, '') : undefined;
}
