// liaison catalogue apply|export — the declared API roots, collections, agencies, groups and grants
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { describeChanges, differenceOf } from '../collections/catalogue/difference.ts';
import { goingCollections, heldAmong, namesOf } from '../collections/catalogue/going-collections.ts';
import { readCatalogue } from '../collections/catalogue/read-catalogue.ts';
import { writeCatalogue } from '../collections/catalogue/write-catalogue.ts';
import type { Hold } from '../collections/storage/port.ts';
import type { Catalogue } from '../schemas/catalogue/catalogue.ts';
import { CommandFailure } from './failure.ts';
import { entriesOf } from './find-entry.ts';
import { operatorName } from './operator.ts';
import { readStandardInput } from './standard-input.ts';
import { inStore, withStore, type StoreOptions } from './store-place.ts';

interface ApplyOptions extends StoreOptions {
  readonly dryRun?: boolean;
  readonly removeWithObjects?: boolean;
}

/** Adds the commands to the program. */
export function addCatalogueCommands(program: Command): void {
  const catalogue = program.command('catalogue').description('apply or export the catalogue');
  withStore(catalogue.command('apply <file>').description('show the difference, then put the catalogue in force'))
    .option('--dry-run', 'only show the difference')
    .option('--remove-with-objects', 'delete the objects of collections that the catalogue no longer has')
    .action(applyCatalogue);
  withStore(catalogue.command('export').description('print the catalogue in force as YAML')).action(exportCatalogue);
}

/** Reads a catalogue file; `-` is standard input. */
export async function readCatalogueFile(file: string): Promise<Catalogue> {
  if (file === '-') return readCatalogue(await readStandardInput(), 'standard input');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new CommandFailure(`${file} can't be read (${(error as NodeJS.ErrnoException).code}).`, { cause: error });
  }
  return readCatalogue(text, file);
}

async function applyCatalogue(file: string, options: ApplyOptions): Promise<void> {
  const after = await readCatalogueFile(file);
  await inStore(options, async (store) => {
    const { revision, catalogue: before } = await store.catalogue.read();
    const changes = differenceOf(before, after);
    process.stdout.write(`${describeChanges(changes)}\n`);
    if (options.dryRun === true || changes.length === 0) return;
    if (options.removeWithObjects === true) refuseHeld(before, after, await store.holds.list());
    const outcome = await store.writer.replaceCatalogue(after, options.removeWithObjects === true, operatorName(), revision);
    if ('holdingObjects' in outcome) throw new CommandFailure(holdingObjects(outcome.holdingObjects, before));
    if (!outcome.applied) throw new CommandFailure('Nothing was changed: somebody else changed the catalogue meanwhile. Repeat it, and look at the difference again.');
    process.stdout.write('Applied; running servers use it from their next request on.\n');
  });
}

async function exportCatalogue(options: StoreOptions): Promise<void> {
  await inStore(options, async (store) => {
    const { catalogue } = await store.catalogue.read();
    if (catalogue === undefined) throw new CommandFailure('There is no catalogue yet: `liaison catalogue apply FILE`.');
    process.stdout.write(writeCatalogue(catalogue));
  });
}

function refuseHeld(before: Catalogue | undefined, after: Catalogue, holds: readonly Hold[]): void {
  const held = heldAmong(goingCollections(before, after), holds);
  if (held.length === 0) return;
  throw new CommandFailure(
    `Nothing was changed: ${namesOf(held)} would be removed and ${held.length === 1 ? 'is' : 'are'} under legal hold, or some objects there are. ` +
      'Lift it first: `legal_hold: false` in the catalogue, `liaison hold remove`.',
  );
}

function holdingObjects(ids: readonly string[], catalogue: Catalogue | undefined): string {
  const names = namesOf(entriesOf(catalogue).map(({ entry }) => entry).filter(({ id }) => ids.includes(id)));
  return (
    `Nothing was changed: ${names} would be removed and ${ids.length === 1 ? 'holds' : 'hold'} objects. ` +
    'To delete them too, repeat with --remove-with-objects.'
  );
}
