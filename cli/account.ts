// liaison account add|passwd|disable|enable|network|certificate|list — logins of agencies
import type { Command } from 'commander';
import { isAccountName } from '../collections/accounts/names.ts';
import { passwordBeside, withoutCredential, withPassword } from '../collections/accounts/change-credentials.ts';
import { OWN_PASSWORD } from '../collections/accounts/credential.ts';
import { networksOf } from '../collections/accounts/networks.ts';
import { hashPassword } from '../collections/accounts/password.ts';
import type { Account, Store } from '../collections/storage/port.ts';
import { now } from '../schemas/timestamp.ts';
import { addCredentialCommands } from './account-credential.ts';
import { choosePassword, requireAccount } from './account-store.ts';
import { minuteOf } from './credential-output.ts';
import { instantToCome } from './credential-words.ts';
import { CommandFailure } from './failure.ts';
import { operatorName } from './operator.ts';
import { inStore, withStore, type StoreOptions } from './store-place.ts';

interface PasswordOptions extends StoreOptions {
  readonly passwordStdin?: boolean;
}

interface AddOptions extends PasswordOptions {
  readonly agency: string;
  /** False: it gets none. */
  readonly password: boolean;
}

/** Adds the commands to the program. */
export function addAccountCommands(program: Command): void {
  const account = program.command('account').description('add, change and list the accounts of agencies');
  withStore(account.command('add <name>').description('create an account and print its password'))
    .requiredOption('--agency <agency>', 'the agency, by its name in the catalogue')
    .option('--password-stdin', 'take the password from standard input instead of making one')
    .option('--no-password', 'without a password: only its credentials let it in')
    .action(addAccount);
  withStore(account.command('passwd <name>').description('give an account a new password and print it'))
    .option('--password-stdin', 'take the password from standard input instead of making one')
    .option('--overlap <duration>', 'how long the old one is valid as well, such as 7d (default: not at all)')
    .action(changePassword);
  withStore(account.command('disable <name>').description('shut an account out, at once')).action(
    (name: string, options: StoreOptions) => setDisabled(name, true, options),
  );
  withStore(account.command('enable <name>').description('let a disabled account in again')).action(
    (name: string, options: StoreOptions) => setDisabled(name, false, options),
  );
  withStore(account.command('network <name> [networks...]').description('say from which addresses and networks an account may be used'))
    .option('--any', 'from anywhere')
    .action(setNetworks);
  withStore(account.command('certificate <name> <use>').description("say whether one of an account's client certificates is enough, or required beside all else"))
    .action(setCertificateUse);
  addCredentialCommands(account);
  withStore(account.command('list').description('list accounts'))
    .option('--json', 'for programs: one JSON array')
    .action((options: StoreOptions & { json?: boolean }) => listAccounts(options));
}

async function addAccount(name: string, options: AddOptions): Promise<void> {
  if (!isAccountName(name)) {
    throw new CommandFailure(`"${name}" can't be an account name: use letters, digits and . _ @ + - (100 at most).`);
  }
  await inStore(options, async (store) => {
    if ((await store.accounts.find(name)) !== undefined) {
      throw new CommandFailure(`The account ${name} is there already; \`liaison account passwd ${name}\` changes its password.`);
    }
    await requireAgency(store, options.agency);
    const password = options.password ? await choosePassword(options.passwordStdin === true) : undefined;
    const hashed = password === undefined ? {} : { password: await hashPassword(password) };
    await save(store, { name, agency: options.agency, ...hashed, disabled: false });
    tell(`Account ${name} of agency ${options.agency} created.`, password, options);
  });
}

async function changePassword(name: string, options: PasswordOptions & { readonly overlap?: string }): Promise<void> {
  await inStore(options, async (store) => {
    const account = await requireAccount(store, name);
    const oldUntil = options.overlap === undefined ? undefined : instantToCome(options.overlap, '--overlap');
    const password = await choosePassword(options.passwordStdin === true);
    const staying = oldUntil === undefined ? withoutCredential(account, OWN_PASSWORD) : account;
    await save(store, withPassword(account, await hashPassword(password, passwordBeside(staying)), now(), oldUntil));
    const old = oldUntil === undefined ? 'no longer valid' : `valid until ${minuteOf(oldUntil)}`;
    tell(`The password of account ${name} is changed; the old one is ${old}.`, password, options);
  });
}

async function setNetworks(name: string, networks: readonly string[], options: StoreOptions & { readonly any?: boolean }): Promise<void> {
  if ((networks.length === 0) !== (options.any === true)) {
    throw new CommandFailure('Name addresses and networks such as 192.0.2.7 or 10.1.0.0/16, or say --any.');
  }
  try {
    networksOf(networks);
  } catch (error) {
    throw new CommandFailure(`${(error as Error).message}.`, { cause: error });
  }
  await inStore(options, async (store) => {
    const { networks: _before, ...account } = await requireAccount(store, name);
    await save(store, networks.length === 0 ? account : { ...account, networks });
    process.stdout.write(`Account ${name} may be used from ${networks.length === 0 ? 'anywhere' : networks.join(', ')}.\n`);
  });
}

async function setCertificateUse(name: string, use: string, options: StoreOptions): Promise<void> {
  if (use !== 'required' && use !== 'enough') throw new CommandFailure(`A certificate is "required" or "enough", but "${use}" was given.`);
  await inStore(options, async (store) => {
    const { certificateRequired: _before, ...account } = await requireAccount(store, name);
    await save(store, use === 'required' ? { ...account, certificateRequired: true } : account);
    const sentence = use === 'required' ? 'is required beside a password, key or token' : 'is enough, and not required';
    process.stdout.write(`One of the certificates of account ${name} ${sentence}.\n`);
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
    const accounts = (await store.accounts.list()).map(withoutSecrets);
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

function withoutSecrets({ name, agency, disabled, networks, certificateRequired }: Account) {
  return {
    name,
    agency,
    disabled,
    ...(networks === undefined ? {} : { networks }),
    ...(certificateRequired === undefined ? {} : { certificate_required: true }),
  };
}

function tell(sentence: string, password: string | undefined, options: PasswordOptions): void {
  const secret = options.passwordStdin === true || password === undefined ? '' : `Password (shown only now): ${password}\n`;
  process.stdout.write(`${sentence}\n${secret}`);
}

async function requireAgency(store: Store, agency: string): Promise<void> {
  const { catalogue } = await store.catalogue.read();
  const known = catalogue?.agencies.map(({ name }) => name) ?? [];
  if (known.includes(agency)) return;
  const hint = known.length === 0 ? 'apply a catalogue first' : `it has ${known.join(', ')}`;
  throw new CommandFailure(`The catalogue has no agency "${agency}": ${hint}.`);
}

async function save(store: Store, account: Account): Promise<void> {
  await store.writer.saveAccount(account, operatorName());
}
