// liaison consumers — which tools poll, which lag behind, and for which something goes wrong
import { InvalidArgumentError, type Command } from 'commander';
import { consumerHealth, type ConsumerHealth } from '../collections/consumers/health.ts';
import { createDirectory } from '../collections/directory.ts';
import type { Store } from '../collections/storage/port.ts';
import { formatTimestamp, now, type Microseconds } from '../schemas/timestamp.ts';
import { entriesOf, nameOfEntry } from './find-entry.ts';
import { printable } from './printable.ts';
import { inStore, withStore, type StoreOptions } from './store-place.ts';

interface ConsumersOptions extends StoreOptions {
  readonly behind?: number;
  readonly json?: boolean;
}

/** Adds the command to the program. */
export function addConsumersCommand(program: Command): void {
  withStore(program.command('consumers').description('when accounts polled last, how far behind they are, how much goes wrong'))
    .option('--behind <minutes>', 'only those that have not fetched something for so long; 0 is those that lack anything', parseMinutes)
    .option('--json', 'for programs: one JSON array')
    .action(tellConsumers);
}

async function tellConsumers({ behind, json, ...place }: ConsumersOptions): Promise<void> {
  await inStore(place, async (store) => {
    const { revision, catalogue } = await store.catalogue.read();
    const directory = createDirectory(revision, catalogue);
    const found = await consumerHealth(store, directory, agencies(store));
    const told = behind === undefined ? found : found.filter(({ behindSince }) => behindSince !== undefined && now() - behindSince >= behind * 60e6);
    const names = new Map(entriesOf(catalogue).map((entry) => [entry.entry.id, nameOfEntry(entry)]));
    process.stdout.write(json === true ? forPrograms(told) : forPeople(told, names));
  });
}

function agencies(store: Store): (account: string) => Promise<string | undefined> {
  const known = new Map<string, Promise<string | undefined>>();
  return (name) => {
    const agency = known.get(name) ?? store.accounts.find(name).then((account) => account?.agency);
    known.set(name, agency);
    return agency;
  };
}

function parseMinutes(text: string): number {
  const minutes = Number(text);
  if (!/^\d{1,7}$/.test(text) || !Number.isSafeInteger(minutes)) throw new InvalidArgumentError('It must be a whole number of minutes.');
  return minutes;
}

const HEADS = ['account', 'collection', 'last poll', 'behind', 'last publication', 'requests', 'failed'];

function forPeople(health: readonly ConsumerHealth[], names: ReadonlyMap<string, string>): string {
  if (health.length === 0) return 'None.\n';
  const rows = health.map(({ account, collection, lastPoll, position, behindSince, lastPublication, requests, failures }) => [
    printable(account),
    names.get(collection) ?? collection,
    ago(lastPoll),
    behindSince === undefined ? (position === undefined ? '-' : 'no') : ago(behindSince).replace(' ago', ''),
    ago(lastPublication),
    requests.toLocaleString('en'),
    failures.toLocaleString('en'),
  ]);
  const table = [HEADS, ...rows];
  const widths = HEADS.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  return table.map((row) => `${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd()}\n`).join('');
}

const UNITS = [[86_400, 'day'], [3_600, 'hour'], [60, 'minute'], [1, 'second']] as const;

function ago(instant: Microseconds | undefined): string {
  if (instant === undefined) return '-';
  const seconds = Math.max(0, Math.floor((now() - instant) / 1e6));
  const [length, unit] = UNITS.find(([each]) => seconds >= each) ?? [1, 'second'];
  const count = Math.floor(seconds / length);
  return `${count} ${unit}${count === 1 ? '' : 's'} ago`;
}

function forPrograms(health: readonly ConsumerHealth[]): string {
  const document = health.map(({ account, collection, requests, failures, lastPoll, position, behindSince, lastPublication }) => ({
    account,
    collection,
    requests,
    failures,
    ...instant('last_poll', lastPoll),
    ...instant('position', position),
    ...instant('behind_since', behindSince),
    ...instant('last_publication', lastPublication),
  }));
  return `${JSON.stringify(document)}\n`;
}

function instant(name: string, value: Microseconds | undefined): object {
  return value === undefined ? {} : { [name]: formatTimestamp(value) };
}
