// liaison hold add|remove|list — objects that nobody and no rule deletes until the hold is lifted
import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { viewerWith } from '../collections/markings/viewer.ts';
import type { Hold, Store } from '../collections/storage/port.ts';
import { IDENTIFIER, typeOfIdentifier } from '../schemas/stix/identifier.ts';
import { RED } from '../schemas/stix/tlp.ts';
import { formatTimestamp, now } from '../schemas/timestamp.ts';
import { CommandFailure } from './failure.ts';
import { entriesOf, findEntry, nameOfEntry, type FoundEntry } from './find-entry.ts';
import { operatorName } from './operator.ts';
import { printable } from './printable.ts';
import { inStore, withStore, type StoreOptions } from './store-place.ts';

interface AddOptions extends StoreOptions {
  readonly reason: string;
  readonly by?: string;
}

const LONGEST_TEXT = 1_000;

/** Adds the commands to the program. */
export function addHoldCommands(program: Command): void {
  const hold = program.command('hold').description('keep objects from being deleted, by anybody and by rules of retention');
  withStore(hold.command('add <collection> <object-id>').description('keep an object, with all its versions'))
    .requiredOption('--reason <text>', 'why, for people')
    .option('--by <text>', 'who ordered it, for people; by default your name on this machine')
    .action((collection: string, id: string, options: AddOptions) => addHold(collection, id, options));
  withStore(hold.command('remove <collection> <object-id>').description('lift a hold')).action(
    (collection: string, id: string, options: StoreOptions) => removeHold(collection, id, options),
  );
  withStore(hold.command('list').description('list the objects that are held'))
    .option('--json', 'for programs: one JSON array')
    .action((options: StoreOptions & { json?: boolean }) => listHolds(options));
}

async function addHold(collection: string, id: string, { reason, by = userInfo().username, ...place }: AddOptions): Promise<void> {
  if (typeOfIdentifier(id) === undefined) throw new CommandFailure(`"${id}" is no object id: name ${IDENTIFIER}.`);
  for (const [option, text] of [['--reason', reason], ['--by', by]] as const) requireLine(option, text);
  await inStore(place, async (store) => {
    const found = findEntry((await store.catalogue.read()).catalogue, collection);
    refuseAggregate(found);
    const isThere = await holdsObject(store, found, id);
    await store.writer.hold({ collection: found.entry.id, id, since: now(), by, reason });
    const remark = isThere ? '' : ' Note that no version of it is there now; what is published later is held, too.';
    process.stdout.write(`${id} in ${nameOfEntry(found)} is held.${remark}\n`);
  });
}

async function removeHold(collection: string, id: string, options: StoreOptions): Promise<void> {
  await inStore(options, async (store) => {
    const found = findEntry((await store.catalogue.read()).catalogue, collection);
    if (!(await store.writer.unhold(found.entry.id, id, operatorName()))) {
      throw new CommandFailure(`${printable(id)} in ${nameOfEntry(found)} isn't held; \`liaison hold list\` shows what is.`);
    }
    process.stdout.write(`${id} in ${nameOfEntry(found)} is no longer held.\n`);
  });
}

async function listHolds({ json, ...place }: StoreOptions & { json?: boolean }): Promise<void> {
  await inStore(place, async (store) => {
    const holds = await store.holds.list();
    const names = new Map(entriesOf((await store.catalogue.read()).catalogue).map((found) => [found.entry.id, nameOfEntry(found)]));
    process.stdout.write(json === true ? forPrograms(holds) : forPeople(holds, names));
  });
}

function forPeople(holds: readonly Hold[], names: ReadonlyMap<string, string>): string {
  if (holds.length === 0) return 'No object is held.\n';
  const lines = holds.map(({ collection, id, since, by, reason }) => {
    const name = names.get(collection) ?? collection;
    return `${name}  ${id}  since ${formatTimestamp(since).slice(0, 10)}, by ${printable(by)}: ${printable(reason)}\n`;
  });
  return lines.join('');
}

function forPrograms(holds: readonly Hold[]): string {
  const document = holds.map(({ collection, id, since, by, reason }) => ({ collection, id, since: formatTimestamp(since), by, reason }));
  return `${JSON.stringify(document)}\n`;
}

// Deleting goes through the parts, so a hold on what an aggregate shows would keep nothing.
function refuseAggregate({ entry: { title, aggregate } }: FoundEntry): void {
  if (aggregate === undefined) return;
  throw new CommandFailure(`"${title}" is an aggregate: hold the object in the collections that it is made of (${aggregate.of.join(', ')}).`);
}

/** Whether the collection has any version of the object, whoever may see it. */
function holdsObject(store: Store, { entry }: FoundEntry, id: string): Promise<boolean> {
  const everything = viewerWith({ agency: '', clearance: RED, defaultLevel: RED, closed: [] });
  return store.objects.has(entry.id, everything, id);
}

function requireLine(option: string, text: string): void {
  const isLine = text.trim() !== '' && printable(text) === text && text.length <= LONGEST_TEXT;
  if (!isLine) throw new CommandFailure(`${option} must be one line of text, of at most ${LONGEST_TEXT} characters.`);
}
