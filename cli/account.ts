// liaison account add|passwd|disable|enable|network|certificate|list — logins of agencies
import type { Command } from 'commander';
import type { Account } from '../collections/storage/port.ts';
import { addCredentialCommands } from './account-credential.ts';
import { administer, givenPassword } from './account-store.ts';
import { minuteOf } from './credential-output.ts';
import { instantToCome } from './credential-words.ts';
import { CommandFailure } from './failure.ts';
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
  await administer(options, { account: name }, async (administration) => {
    const given = options.password ? await givenPassword(options.passwordStdin) : undefined;
    const chosen = given === undefined ? 'made' : { given };
    const password = await administration.create(name, options.agency, options.password ? chosen : 'none');
    tell(`Account ${name} of agency ${options.agency} created.`, password);
  });
}

async function changePassword(name: string, options: PasswordOptions & { readonly overlap?: string }): Promise<void> {
  const oldUntil = options.overlap === undefined ? undefined : instantToCome(options.overlap, '--overlap');
  await administer(options, { account: name }, async (administration) => {
    const password = await administration.changePassword(name, await givenPassword(options.passwordStdin), oldUntil);
    const old = oldUntil === undefined ? 'no longer valid' : `valid until ${minuteOf(oldUntil)}`;
    tell(`The password of account ${name} is changed; the old one is ${old}.`, password);
  });
}

async function setNetworks(name: string, networks: readonly string[], options: StoreOptions & { readonly any?: boolean }): Promise<void> {
  if ((networks.length === 0) !== (options.any === true)) {
    throw new CommandFailure('Name addresses and networks such as 192.0.2.7 or 10.1.0.0/16, or say --any.');
  }
  await administer(options, { account: name }, async (administration) => {
    await administration.setNetworks(name, networks);
    process.stdout.write(`Account ${name} may be used from ${networks.length === 0 ? 'anywhere' : networks.join(', ')}.\n`);
  });
}

async function setCertificateUse(name: string, use: string, options: StoreOptions): Promise<void> {
  if (use !== 'required' && use !== 'enough') throw new CommandFailure(`A certificate is "required" or "enough", but "${use}" was given.`);
  await administer(options, { account: name }, async (administration) => {
    await administration.setCertificateRequired(name, use === 'required');
    const sentence = use === 'required' ? 'is required beside a password, key or token' : 'is enough, and not required';
    process.stdout.write(`One of the certificates of account ${name} ${sentence}.\n`);
  });
}

async function setDisabled(name: string, disabled: boolean, options: StoreOptions): Promise<void> {
  await administer(options, { account: name }, async (administration) => {
    await administration.setDisabled(name, disabled);
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

function tell(sentence: string, password: string | undefined): void {
  process.stdout.write(`${sentence}\n${password === undefined ? '' : `Password (shown only now): ${password}\n`}`);
}
