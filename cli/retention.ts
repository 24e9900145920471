// liaison retention — deletes, or counts, what the rules of the catalogue say has had its time
import type { Command } from 'commander';
import { retentionReason } from '../collections/markings/retention.ts';
import { countDue, retainIn, ruledCollections, type RuledCollection } from '../collections/retention.ts';
import type { Store } from '../collections/storage/port.ts';
import { readCatalogueFile } from './catalogue.ts';
import { CommandFailure } from './failure.ts';
import { nameOfEntry } from './find-entry.ts';
import { startProgress } from './progress.ts';
import { inStore, withStore, type StoreOptions } from './store-place.ts';

interface RetentionOptions extends StoreOptions {
  readonly dryRun?: boolean;
  readonly catalogue?: string;
  readonly json?: boolean;
}

/** A rule, and the number of versions that it deleted or would delete. */
interface Outcome extends RuledCollection {
  readonly versions: number;
}

/** Adds the command to the program. */
export function addRetentionCommand(program: Command): void {
  withStore(program.command('retention').description('delete now what the rules of the catalogue say has had its time'))
    .option('--dry-run', 'delete nothing; only count what would be deleted')
    .option('--catalogue <file>', 'with --dry-run: count by the rules of that file, which needn\'t be in force; - is standard input')
    .option('--json', 'for programs: one JSON array')
    .action(applyRules);
}

async function applyRules(options: RetentionOptions): Promise<void> {
  if (options.catalogue !== undefined && options.dryRun !== true) {
    throw new CommandFailure('--catalogue goes with --dry-run: what is deleted is up to the rules in force.');
  }
  const declared = options.catalogue === undefined ? undefined : await readCatalogueFile(options.catalogue);
  await inStore(options, async (store) => {
    const catalogue = declared ?? (await store.catalogue.read()).catalogue;
    const outcomes: Outcome[] = [];
    const progress = startProgress('Looking for what has had its time');
    try {
      for (const ruled of ruledCollections(catalogue)) {
        progress.advance(1, nameOfEntry(ruled));
        outcomes.push({ ...ruled, versions: await applyRule(store, ruled, options) });
      }
    } finally {
      progress.end();
    }
    process.stdout.write(options.json === true ? forPrograms(outcomes) : forPeople(outcomes, options));
  });
}

async function applyRule({ writer, catalogue }: Store, ruled: RuledCollection, { dryRun }: RetentionOptions): Promise<number> {
  if (dryRun === true) return countDue(writer, ruled);
  return retainIn(writer, ruled.entry.id, async () => (await catalogue.read()).catalogue, Number.MAX_SAFE_INTEGER);
}

function forPeople(outcomes: readonly Outcome[], { dryRun }: RetentionOptions): string {
  if (outcomes.length === 0) return 'No collection has a rule of retention; it is declared in the catalogue.\n';
  const width = Math.max(...outcomes.map((outcome) => nameOfEntry(outcome).length));
  const lines = outcomes.map((outcome) => {
    const what = outcome.entry.legalHold ? 'under legal hold' : `${countOf(outcome.versions)} ${dryRun === true ? 'would be deleted' : 'deleted'}`;
    return `${nameOfEntry(outcome).padEnd(width)}  ${what} (${retentionReason(outcome.rule)})\n`;
  });
  return lines.join('');
}

function forPrograms(outcomes: readonly Outcome[]): string {
  const document = outcomes.map(({ root, entry, rule, versions }) => ({
    api_root: root.path,
    id: entry.id,
    ...(entry.alias === undefined ? {} : { alias: entry.alias }),
    rule: {
      ...(rule.days === undefined ? {} : { days: rule.days }),
      ...(rule.daysAfterValidUntil === undefined ? {} : { days_after_valid_until: rule.daysAfterValidUntil }),
    },
    legal_hold: entry.legalHold,
    versions,
  }));
  return `${JSON.stringify(document)}\n`;
}

function countOf(versions: number): string {
  return `${versions} ${versions === 1 ? 'version' : 'versions'}`;
}
