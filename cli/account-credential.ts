// liaison account credential add|list|rotate|revoke — what an account can be used with, beside its password
import { Option, type Command } from 'commander';
import { newApiKey, newCredentialId } from '../collections/accounts/api-key.ts';
import { MOST_CREDENTIALS, passwordBeside, withCredential, withoutCredential, withoutPrevious, withRotated } from '../collections/accounts/change-credentials.ts';
import { CREDENTIAL_KINDS, credentialsOf, handlesOf, OWN_PASSWORD, type Credential, type CredentialKind } from '../collections/accounts/credential.ts';
import { isAccountName } from '../collections/accounts/names.ts';
import { hashPassword } from '../collections/accounts/password.ts';
import type { Account, Store } from '../collections/storage/port.ts';
import { now, type Microseconds } from '../schemas/timestamp.ts';
import { choosePassword, requireAccount } from './account-store.ts';
import { credentialJson, credentialLines, minuteOf } from './credential-output.ts';
import { certificateProofOf, instantToCome, openIdProofOf, scopeOf, type ProofWords, type ScopeWords } from './credential-words.ts';
import { CommandFailure } from './failure.ts';
import { operatorName } from './operator.ts';
import { inStore, withStore, type StoreOptions } from './store-place.ts';

interface Output extends StoreOptions {
  readonly json?: boolean;
}

interface Change extends Output, ProofWords {
  readonly expires?: string;
  readonly passwordStdin?: boolean;
}

type Addition = Change & ScopeWords & { readonly kind: CredentialKind };
type RotationWords = Change & { readonly overlap: string };

/** Adds the commands to `liaison account`. */
export function addCredentialCommands(account: Command): void {
  const command = account.command('credential').description('add, list, rotate and revoke what an account can be used with');
  withProof(withStore(command.command('add <account> <name>').description('give an account another credential')))
    .addOption(new Option('--kind <kind>', 'what it is').choices(CREDENTIAL_KINDS).makeOptionMandatory())
    .option('--collection <collection>', 'only in this collection: its id, or API root/alias (repeated for several)', gather)
    .option('--rights <rights>', 'read, write or read,write (default: all that the agency may)')
    .action(add);
  withStore(command.command('list <account>').description('list what an account can be used with'))
    .option('--json', 'for programs: one JSON array')
    .action(list);
  withProof(withStore(command.command('rotate <account> <name>').description('replace what proves a credential')))
    .option('--overlap <duration>', 'how long the old one is valid as well, such as 12h; 0 for not at all', '1d')
    .action(rotate);
  withStore(command.command('revoke <account> <name>').description('take a credential away, at once'))
    .option('--old', 'only what it was before it was rotated')
    .option('--json', 'for programs: one JSON document')
    .action(revoke);
}

function withProof(command: Command): Command {
  return command
    .option('--expires <instant>', 'until when: a duration such as 90d, a day, a timestamp, or never')
    .option('--password-stdin', 'of a password: take it from standard input instead of making one')
    .option('--certificate <file>', 'of a certificate: the file that it is in, of which the fingerprint is kept')
    .option('--fingerprint <hex>', 'of a certificate: its SHA-256 fingerprint')
    .option('--subject <name>', 'of a certificate: its subject (CN=tool,O=CERT,C=SG); of openid: the value of the claim')
    .option('--issuer <url>', 'of openid: the provider')
    .option('--json', 'for programs: one JSON document');
}

async function add(accountName: string, name: string, words: Addition): Promise<void> {
  if (!isAccountName(name) || name === OWN_PASSWORD) {
    throw new CommandFailure(`"${name}" can't be the name of a credential: use letters, digits and . _ @ + - (100 at most), but not "${OWN_PASSWORD}".`);
  }
  await inStore(words, async (store) => {
    const account = await requireAccount(store, accountName);
    const { credentials = [] } = account;
    if (credentials.some((one) => one.name === name)) {
      throw new CommandFailure(`The account ${accountName} has a credential ${name} already; \`liaison account credential rotate ${accountName} ${name}\` replaces it.`);
    }
    if (credentials.length >= MOST_CREDENTIALS) throw new CommandFailure(`The account ${accountName} has ${MOST_CREDENTIALS} credentials already.`);
    const id = newCredentialId();
    const scope = scopeOf(words, (await store.catalogue.read()).catalogue);
    const expiresAt = expiryOf(words);
    const { proof, secret } = await newProof(account, id, words.kind, words);
    const credential: Credential = {
      id,
      name,
      kind: words.kind,
      proof,
      createdAt: now(),
      ...(scope === undefined ? {} : { scope }),
      ...(expiresAt === undefined ? {} : { expiresAt }),
    };
    await save(store, withCredential(account, credential));
    tell(`Credential ${name} of account ${accountName} added.`, accountName, credential, secret, words);
  });
}

async function list(accountName: string, options: Output): Promise<void> {
  await inStore(options, async (store) => {
    const account = await requireAccount(store, accountName);
    const uses = new Map((await store.accounts.uses(accountName)).map(({ credential, lastUsed }) => [credential, lastUsed]));
    const listed = credentialsOf(account).map((credential) => ({ credential, lastUsed: uses.get(credential.id) }));
    if (options.json === true) process.stdout.write(`${JSON.stringify(listed.map(credentialJson))}\n`);
    else if (listed.length === 0) process.stdout.write(`The account ${accountName} can't be used: it has no password and no credentials.\n`);
    else process.stdout.write(credentialLines(listed, (await store.catalogue.read()).catalogue));
  });
}

async function rotate(accountName: string, name: string, words: RotationWords): Promise<void> {
  await inStore(words, async (store) => {
    const account = await requireAccount(store, accountName);
    const before = requireCredential(account, name);
    if (before.id === OWN_PASSWORD) throw new CommandFailure(`\`liaison account passwd ${accountName} --overlap ${words.overlap}\` changes the account's own password.`);
    const expiresAt = words.expires === undefined ? before.expiresAt : expiryOf(words);
    if (expiresAt !== undefined && expiresAt <= now()) {
      throw new CommandFailure(`The credential ${name} expired at ${minuteOf(expiresAt)}: say until when the new one counts, with --expires.`);
    }
    const { proof, secret } = await newProof(account, before.id, before.kind, words);
    const oldUntil = overlapOf(words.overlap);
    const rotation = { proof, at: now(), ...(oldUntil === undefined ? {} : { oldUntil }), ...(expiresAt === undefined ? {} : { expiresAt }) };
    const changed = withRotated(account, before.id, rotation);
    await save(store, changed);
    const old = oldUntil === undefined ? 'the old one is no longer valid' : `the old one is valid until ${minuteOf(oldUntil)}`;
    tell(`Credential ${name} of account ${accountName} rotated; ${old}.`, accountName, requireCredential(changed, name), secret, words);
  });
}

async function revoke(accountName: string, name: string, options: Output & { readonly old?: boolean }): Promise<void> {
  await inStore(options, async (store) => {
    const account = await requireAccount(store, accountName);
    const credential = requireCredential(account, name);
    await save(store, options.old === true ? withoutPrevious(account, credential.id) : withoutCredential(account, credential.id));
    const what = options.old === true ? `What credential ${name} of account ${accountName} was before is` : `Credential ${name} of account ${accountName} is`;
    process.stdout.write(options.json === true ? `${JSON.stringify({ account: accountName, revoked: credential.id })}\n` : `${what} revoked.\n`);
  });
}

/** What proves the credential from now on, and, of what was made here, the secret to be shown once. */
async function newProof(account: Account, id: string, kind: CredentialKind, words: Change): Promise<{ proof: string; secret?: string }> {
  switch (kind) {
    case 'password': {
      const password = await choosePassword(words.passwordStdin === true);
      const proof = await hashPassword(password, passwordBeside(account));
      return words.passwordStdin === true ? { proof } : { proof, secret: password };
    }
    case 'api-key': {
      const { key: secret, proof } = newApiKey(id);
      return { proof, secret };
    }
    case 'certificate':
      return { proof: certificateProofOf(words) };
    case 'openid':
      return { proof: openIdProofOf(words) };
  }
}

function requireCredential(account: Account, name: string): Credential {
  const credentials = credentialsOf(account);
  const found = credentials.find((one) => one.name === name);
  if (found !== undefined) return found;
  const names = credentials.map((one) => one.name).join(', ');
  throw new CommandFailure(`The account ${account.name} has no credential "${name}": it has ${names === '' ? 'none' : names}.`);
}

// A certificate or subject that two accounts had would let in neither.
async function save(store: Store, account: Account): Promise<void> {
  for (const handle of handlesOf(account)) {
    const other = (await store.accounts.holding(handle)).find(({ name }) => name !== account.name);
    if (other !== undefined) throw new CommandFailure(`The account ${other.name} has that one already (${handle}); nothing was changed.`);
  }
  await store.writer.saveAccount(account, operatorName());
}

function tell(sentence: string, account: string, credential: Credential, secret: string | undefined, { json }: Output): void {
  if (json === true) {
    const shown = credentialJson({ credential, lastUsed: undefined });
    process.stdout.write(`${JSON.stringify({ account, credential: shown, ...(secret === undefined ? {} : { secret }) })}\n`);
    return;
  }
  const what = credential.kind === 'api-key' ? 'API key' : 'Password';
  process.stdout.write(`${sentence}\n${secret === undefined ? '' : `${what} (shown only now): ${secret}\n`}`);
}

function expiryOf({ expires }: Change): Microseconds | undefined {
  return expires === undefined || expires === 'never' ? undefined : instantToCome(expires, '--expires');
}

function overlapOf(overlap: string): Microseconds | undefined {
  return /^0[mhdw]?$/.test(overlap) ? undefined : instantToCome(overlap, '--overlap');
}

function gather(word: string, before: readonly string[] = []): string[] {
  return [...before, word];
}
