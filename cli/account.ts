// liaison account add|passwd|disable|enable|list — logins of agencies
import type { Command } from 'commander';
import { generatePassword, hashPassword } from '../collections/accounts/password.ts';
import type { Account, Store } from '../collections/storage/port.ts';
import { CommandFailure } from './failure.ts';
import { readStandardInput } from './standard-input.ts';
import { inStore, withStore, type StoreOptions } from './store-place.ts';

interface PasswordOptions extends StoreOptions {
  readonly passwordStdin?: boolean;
}

/** What a name may be: it travels before the colon of HTTP Basic (RFC 7617). */
const ACCOUNT_NAME = /^[\p{L}\p{N}._@+-]{1,100}$/u;
const SHORTEST_PASSWORD = 12;

/** Adds the commands to the program. */
export function addAccountCommands(program: Command): void {
  const account = program.command('account').description('add, change and list the accounts of agencies');
  withStore(account.command('add <name>').description('create an account and print its password'))
    .requiredOption('--agency <agency>', 'the agency, by its name in the catalogue')
    .option('--password-stdin', 'take the password from standard input instead of making one')
    .action((name: string, options: PasswordOptions & { agency: string }) => addAccount(name, options));
  withStore(account.command('passwd <name>').description('give an account a new password and print it'))
    .option('--password-stdin', 'take the password from standard input instead of making one')
    .action((name: string, options: PasswordOptions) => changePassword(name, options));
  withStore(account.command('disable <name>').description('shut an account out, at once')).action(
    (name: string, options: StoreOptions) => setDisabled(name, true, options),
  );
  withStore(account.command('enable <name>').description('let a disabled account in again')).action(
    (name: string, options: StoreOptions) => setDisabled(name, false, options),
  );
  withStore(account.command('list').description('list accounts'))
    .option('--json', 'for programs: one JSON array')
    .action((options: StoreOptions & { json?: boolean }) => listAccounts(options));
}

async function addAccount(name: string, options: PasswordOptions & { agency: string }): Promise<void> {
  if (!ACCOUNT_NAME.test(name)) {
    throw new CommandFailure(`"${name}" can't be an account name: use letters, digits and . _ @ + - (100 at most).`);
  }
  await inStore(options, async (store) => {
    if ((await store.accounts.find(name)) !== undefined) {
      throw new CommandFailure(`The account ${name} is there already; \`liaison account passwd ${name}\` changes its password.`);
    }
    await requireAgency(store, options.agency);
    const password = await choosePassword(options);
    await save(store, { name, agency: options.agency, password: await hashPassword(password), disabled: false });
    tell(`Account ${name} of agency ${options.agency} created.`, password, options);
  });
}

async function changePassword(name: string, options: PasswordOptions): Promise<void> {
  await inStore(options, async (store) => {
    const account = await requireAccount(store, name);
    const password = await choosePassword(options);
    await save(store, { ...account, password: await hashPassword(password) });
    tell(`The password of account ${name} is changed; the old one is no longer valid.`, password, options);
  });
}

async function setDisabled(name: string, disabled: boolean, options: StoreOptions): Promise<void> {
  await inStore(options, async (store) => {
    await save(store, { ...(await requireAccount(store, name)), disabled });
    process.stdout.write(`Account ${name} is ${disabled ? 'disabled' : 'enabled'}.\n`);
  });
}

async function listAccounts(options: StoreOptions & { json?: boolean }): Promise<void> {
  await inStore(options, async (store) => {
    const accounts = (await store.accounts.list()).map(({ name, agency, disabled }) => ({ name, agency, disabled }));
    if (options.json === true) {
      process.stdout.write(`${JSON.stringify(accounts)}\n`);
      return;
    }
    if (accounts.length === 0) process.stdout.write('There are no accounts; `liaison account add` makes one.\n');
    const width = Math.max(...accounts.map(({ name }) => name.length), 0);
    for (const { name, agency, disabled } of accounts) {
      process.stdout.write(`${name.padEnd(width)}  ${agency}${disabled ? '  (disabled)' : ''}\n`);
    }
  });
}

async function choosePassword(options: PasswordOptions): Promise<string> {
  if (options.passwordStdin !== true) return generatePassword();
  const password = (await readStandardInput()).replace(/\r?\n$/, '');
  if (password.length < SHORTEST_PASSWORD) {
    throw new CommandFailure(`The password on standard input is too short: use ${SHORTEST_PASSWORD} characters or more.`);
  }
  return password;
}

function tell(sentence: string, password: string, options: PasswordOptions): void {
  const secret = options.passwordStdin === true ? '' : `Password (shown only now): ${password}\n`;
  process.stdout.write(`${sentence}\n${secret}`);
}

async function requireAccount(store: Store, name: string): Promise<Account> {
  const account = await store.accounts.find(name);
  if (account === undefined) throw new CommandFailure(`There is no account ${name}; \`liaison account list\` shows them.`);
  return account;
}

async function requireAgency(store: Store, agency: string): Promise<void> {
  const { catalogue } = await store.catalogue.read();
  const known = catalogue?.agencies.map(({ name }) => name) ?? [];
  if (known.includes(agency)) return;
  const hint = known.length === 0 ? 'apply a catalogue first' : `it has ${known.join(', ')}`;
  throw new CommandFailure(`The catalogue has no agency "${agency}": ${hint}.`);
}

async function save(store: Store, account: Account): Promise<void> {
  await store.writer.saveAccount(account);
}
