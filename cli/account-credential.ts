// liaison account credential add|list|rotate|revoke — what an account can be used with, beside its password
import { Option, type Command } from 'commander';
import type { Given } from '../collections/accounts/administration.ts';
import { CREDENTIAL_KINDS, credentialsOf, type Credential, type CredentialKind } from '../collections/accounts/credential.ts';
import type { ProofWishes } from '../collections/accounts/new-proof.ts';
import type { Account } from '../collections/storage/port.ts';
import type { Microseconds } from '../schemas/timestamp.ts';
import { administer, givenPassword, requireAccount } from './account-store.ts';
import { credentialJson, credentialLines, minuteOf } from './credential-output.ts';
import { certificateWishesOf, instantToCome, scopeOf, type ProofWords, type ScopeWords } from './credential-words.ts';
import { CommandFailure } from './failure.ts';
import { withStore, type StoreOptions } from './store-place.ts';

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
  await administer(words, { account: accountName, credential: name }, async (administration, store) => {
    const scope = scopeOf(words, (await store.catalogue.read()).catalogue);
    const expiresAt = expiryOf(words);
    const proof = await proofWishesOf(words.kind, words);
    const limits = { ...(scope === undefined ? {} : { scope }), ...(expiresAt === undefined ? {} : { expiresAt }) };
    const given = await administration.addCredential(accountName, { name, proof, ...limits });
    tell(`Credential ${name} of account ${accountName} added.`, accountName, given, words);
  });
}

async function list(accountName: string, options: Output): Promise<void> {
  await administer(options, { account: accountName }, async (administration, store) => {
    const account = await requireAccount(administration, accountName);
    const uses = new Map((await store.accounts.uses(accountName)).map(({ credential, lastUsed }) => [credential, lastUsed]));
    const listed = credentialsOf(account).map((credential) => ({ credential, lastUsed: uses.get(credential.id) }));
    if (options.json === true) process.stdout.write(`${JSON.stringify(listed.map(credentialJson))}\n`);
    else if (listed.length === 0) process.stdout.write(`The account ${accountName} can't be used: it has no password and no credentials.\n`);
    else process.stdout.write(credentialLines(listed, (await store.catalogue.read()).catalogue));
  });
}

async function rotate(accountName: string, name: string, words: RotationWords): Promise<void> {
  await administer(words, { account: accountName, credential: name }, async (administration) => {
    const { id, kind } = credentialNamed(await requireAccount(administration, accountName), name);
    const oldUntil = overlapOf(words.overlap);
    const given = await administration.rotate(accountName, id, {
      proof: await proofWishesOf(kind, words),
      ...(oldUntil === undefined ? {} : { oldUntil }),
      ...(words.expires === undefined ? {} : { expiresAt: expiryOf(words) ?? 'never' }),
    });
    const old = oldUntil === undefined ? 'the old one is no longer valid' : `the old one is valid until ${minuteOf(oldUntil)}`;
    tell(`Credential ${name} of account ${accountName} rotated; ${old}.`, accountName, given, words);
  });
}

async function revoke(accountName: string, name: string, options: Output & { readonly old?: boolean }): Promise<void> {
  await administer(options, { account: accountName, credential: name }, async (administration) => {
    const { id } = credentialNamed(await requireAccount(administration, accountName), name);
    await (options.old === true ? administration.revokeOld(accountName, id) : administration.revoke(accountName, id));
    const what = options.old === true ? `What credential ${name} of account ${accountName} was before is` : `Credential ${name} of account ${accountName} is`;
    process.stdout.write(options.json === true ? `${JSON.stringify({ account: accountName, revoked: id })}\n` : `${what} revoked.\n`);
  });
}

async function proofWishesOf(kind: CredentialKind, { passwordStdin, issuer, ...words }: Change): Promise<ProofWishes> {
  switch (kind) {
    case 'password': {
      const password = await givenPassword(passwordStdin);
      return password === undefined ? { kind } : { kind, password };
    }
    case 'api-key':
      return { kind };
    case 'certificate':
      return { kind, ...certificateWishesOf(words) };
    case 'openid': {
      const { subject } = words;
      return { kind, ...(issuer === undefined ? {} : { issuer }), ...(subject === undefined ? {} : { subject }) };
    }
  }
}

function credentialNamed(account: Account, name: string): Credential {
  const credentials = credentialsOf(account);
  const found = credentials.find((one) => one.name === name);
  if (found !== undefined) return found;
  const names = credentials.map((one) => one.name).join(', ');
  throw new CommandFailure(`The account ${account.name} has no credential "${name}": it has ${names === '' ? 'none' : names}.`);
}

function tell(sentence: string, account: string, { credential, secret }: Given, { json }: Output): void {
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
