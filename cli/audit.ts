// liaison audit verify|list|export — who published, deleted, was given and was refused what, and whether the log is whole
import { once } from 'node:events';
import { Option, type Command } from 'commander';
import type { AuditEntry } from '../collections/audit/chain.ts';
import { AUDIT_KINDS, type AuditEvent } from '../collections/audit/event.ts';
import { findAbout, findEntries, verifyAudit } from '../collections/audit/search.ts';
import type { AuditFinding } from '../collections/audit/verify.ts';
import type { AuditQuery, Store } from '../collections/storage/port.ts';
import { IDENTIFIER, typeOfIdentifier } from '../schemas/stix/identifier.ts';
import { parseFilterTimestamp } from '../schemas/timestamp.ts';
import { sayEntry } from './audit-words.ts';
import { CommandFailure } from './failure.ts';
import { entriesOf, findEntry, nameOfEntry } from './find-entry.ts';
import { startProgress } from './progress.ts';
import { inStore, withStore, type StoreOptions } from './store-place.ts';

interface SearchOptions extends StoreOptions {
  readonly from?: string;
  readonly to?: string;
  readonly kind?: AuditEvent['kind'][];
  readonly agency?: string;
  readonly account?: string;
  readonly collection?: string;
  readonly object?: string;
}

interface VerifyOptions extends StoreOptions {
  readonly head?: string[];
  readonly json?: boolean;
}

/** Adds the commands to the program. */
export function addAuditCommands(program: Command): void {
  const audit = program.command('audit').description('who published, deleted, was given and was refused what');
  withStore(audit.command('verify').description('check that nothing in the audit log was changed, removed or moved'))
    .option('--head <number:hash...>', 'ends of chains that were noted before: they must still be in the log')
    .option('--json', 'for programs: one JSON array')
    .action(verify);
  withSearch(audit.command('list').description('list entries of the audit log, oldest first'))
    .option('--json', 'for programs: one JSON object a line')
    .action((options: SearchOptions & { json?: boolean }) => list(options, options.json === true));
  withSearch(audit.command('export').description('the same with the hashes, one JSON object a line')).action((options: SearchOptions) => exportEntries(options));
}

function withSearch(command: Command): Command {
  return withStore(command)
    .option('--from <timestamp>', 'only what happened then or later')
    .option('--to <timestamp>', 'only what happened before')
    .addOption(new Option('--kind <kind...>', 'only events of these kinds').choices(AUDIT_KINDS))
    .option('--agency <name>', 'only what that agency did, was given or was refused')
    .option('--account <name>', 'only what that account did, was given or was refused')
    .option('--collection <collection>', 'only what concerns that collection, by id, alias or reference')
    .option('--object <object-id>', 'only what concerns that object: who has been given it?');
}

async function verify({ head = [], json, ...place }: VerifyOptions): Promise<void> {
  const noted = head.map(parseHead);
  await inStore(place, async (store) => {
    const progress = startProgress('Checking the audit log');
    const findings = await verifyAudit(store.audit, (count) => progress.advance(count, '')).finally(() => progress.end());
    const missing = await missingHeads(store, noted);
    const isWhole = missing.length === 0 && findings.every(({ faults }) => faults.length === 0);
    process.stdout.write(json === true ? `${JSON.stringify({ whole: isWhole, chains: findings, missing_heads: missing })}\n` : forPeople(findings, missing));
    if (!isWhole) process.exitCode = 1;
  });
}

function forPeople(findings: readonly AuditFinding[], missing: readonly string[]): string {
  if (findings.length === 0 && missing.length === 0) return 'The audit log is empty.\n';
  const lines = findings.flatMap(({ chain, entries, head, faults }) => [
    `Chain ${chain}: ${entries.toLocaleString('en')} entries, ${faults.length === 0 ? 'whole' : 'NOT WHOLE'}; it ends with ${head.number}:${head.hash}\n`,
    ...faults.map(({ number, message }) => `  ${number === undefined ? '' : `entry ${number}: `}${message}\n`),
  ]);
  return [...lines, ...missing.map((head) => `The end ${head}, which was noted before, is NOT in the log.\n`)].join('');
}

interface Head {
  readonly number: number;
  readonly hash: string;
}

function parseHead(text: string): Head {
  const [, number, hash] = /^([1-9][0-9]{0,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (number === undefined || hash === undefined) throw new CommandFailure(`--head ${text} must be as verify writes it: a number, a colon and 64 hexadecimal digits.`);
  return { number: Number(number), hash };
}

async function missingHeads(store: Store, heads: readonly Head[]): Promise<string[]> {
  const chains = heads.length === 0 ? [] : await store.audit.chains();
  const missing: string[] = [];
  for (const { number, hash } of heads) {
    const found = await Promise.all(
      chains.map(async ({ chain, prunedUpTo, prunedHash }) => {
        const [entry] = await store.audit.entries(chain, number - 1, 1);
        const known = entry?.number === number ? entry.hash : prunedUpTo === number ? prunedHash : undefined;
        return known !== undefined && Buffer.from(known).toString('hex') === hash;
      }),
    );
    if (!found.includes(true)) missing.push(`${number}:${hash}`);
  }
  return missing;
}

async function list(options: SearchOptions, isForPrograms: boolean): Promise<void> {
  await inStore(options, async (store) => {
    const { catalogue } = await store.catalogue.read();
    const names = new Map(entriesOf(catalogue).map((found) => [found.entry.id, nameOfEntry(found)]));
    await write(store, options, (entry) => (isForPrograms ? entry.text : sayEntry(entry, names)));
  });
}

async function exportEntries(options: SearchOptions): Promise<void> {
  await inStore(options, (store) =>
    write(store, options, ({ text, hash }) => JSON.stringify({ text, hash: Buffer.from(hash).toString('hex') })),
  );
}

async function write(store: Store, options: SearchOptions, say: (entry: AuditEntry) => string): Promise<void> {
  const query = await queryOf(store, options);
  const { object } = options;
  if (object !== undefined && typeOfIdentifier(object) === undefined) throw new CommandFailure(`"${object}" is no object id: name ${IDENTIFIER}.`);
  const entries = object === undefined ? findEntries(store.audit, query) : findAbout(store.audit, object, query);
  for await (const entry of entries) {
    if (!process.stdout.write(`${say(entry)}\n`)) await once(process.stdout, 'drain');
  }
}

async function queryOf(store: Store, { from, to, kind, agency, account, collection }: SearchOptions): Promise<AuditQuery> {
  const id = collection === undefined ? undefined : findEntry((await store.catalogue.read()).catalogue, collection).entry.id;
  return {
    ...(from === undefined ? {} : { from: instantOf('--from', from) }),
    ...(to === undefined ? {} : { to: instantOf('--to', to) }),
    ...(kind === undefined ? {} : { kinds: kind }),
    ...(agency === undefined ? {} : { agency }),
    ...(account === undefined ? {} : { account }),
    ...(id === undefined ? {} : { collection: id }),
  };
}

function instantOf(option: string, text: string): number {
  const instant = parseFilterTimestamp(text);
  if (instant === undefined) throw new CommandFailure(`${option} ${text} must be an RFC 3339 timestamp such as 2026-01-31T08:00:00Z.`);
  return instant;
}
