// liaison retention: what the rules of the catalogue delete, told before and afterwards.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { openSqliteStore } from '../../collections/storage/sqlite/store.ts';
import type { Store } from '../../collections/storage/port.ts';
import { now } from '../../schemas/timestamp.ts';
import { envelopeOf, publicationTo, RIGHTS } from '../storage/objects.ts';
import { liaison, temporaryFolder } from './liaison-process.ts';

const SHORT = 'f0000000-0000-4000-8000-000000000001';
const HELD = 'f0000000-0000-4000-8000-000000000002';
const DAY = 86_400 * 1e6;

const CATALOGUE = `
discovery: { title: Test }
api_roots:
  - path: desk
    title: Desk
    collections:
      - { id: ${SHORT}, title: Short, alias: short, retention: { days: 400, days_after_valid_until: 30 } }
      - { id: ${HELD}, title: Held, legal_hold: true, retention: { days_after_valid_until: 30 } }
`;

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

const run = (words: string[], input?: string) => liaison([...words, '--data', folder.path], input === undefined ? {} : { input });

async function inStore<Result>(work: (store: Store) => Promise<Result>): Promise<Result> {
  const store = openSqliteStore(join(folder.path, 'liaison.db'));
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Publishes objects whose validity ended so many days ago. */
function publish(collection: string, ...daysAgo: readonly number[]): Promise<void> {
  const objects = daysAgo.map((days) => ({ id: `indicator--${randomUUID()}`, version: '2024-01-01T00:00:00.000Z', validUntil: now() - days * DAY }));
  return inStore(async (store) => void (await store.writer.finish(publicationTo(collection, objects.length), envelopeOf(objects), RIGHTS)));
}

test('a dry run counts, a run deletes that many, and then there is nothing left', async () => {
  expect(run(['catalogue', 'apply', '-'], CATALOGUE).code).toBe(0);
  await publish(SHORT, ...Array.from({ length: 600 }, () => 31), 29);
  await publish(HELD, 100);
  const rule = '(retention: 400 days, or 30 days after valid_until)';
  const held = `${HELD}  under legal hold (retention: 30 days after valid_until)\n`;
  const lines = (what: string): string => `${'desk/short'.padEnd(36)}  ${what} ${rule}\n${held}`;
  expect(run(['retention', '--dry-run'])).toEqual({ code: 0, out: lines('600 versions would be deleted'), err: '' });
  expect(run(['retention'])).toEqual({ code: 0, out: lines('600 versions deleted'), err: '' });
  expect(run(['retention'])).toEqual({ code: 0, out: lines('0 versions deleted'), err: '' });
});

test('for programs it is one JSON array', async () => {
  run(['catalogue', 'apply', '-'], CATALOGUE);
  await publish(SHORT, 100);
  await publish(HELD, 100);
  const expected = (versions: number) => [
    { api_root: 'desk', id: SHORT, alias: 'short', rule: { days: 400, days_after_valid_until: 30 }, legal_hold: false, versions },
    { api_root: 'desk', id: HELD, rule: { days_after_valid_until: 30 }, legal_hold: true, versions: 0 },
  ];
  expect(JSON.parse(run(['retention', '--json', '--dry-run']).out)).toEqual(expected(1));
  expect(JSON.parse(run(['retention', '--json']).out)).toEqual(expected(1));
  expect(JSON.parse(run(['retention', '--json']).out)).toEqual(expected(0));
});

test('without a rule, or a catalogue, it says so', () => {
  expect(run(['retention']).out).toBe('No collection has a rule of retention; it is declared in the catalogue.\n');
  expect(run(['retention', '--json']).out).toBe('[]\n');
});

test('a dry run goes by a file that is not in force, if it is told to, and nothing else does', async () => {
  run(['catalogue', 'apply', '-'], CATALOGUE.replaceAll(/, retention: \{.*?\}/g, ''));
  await publish(SHORT, 100);
  expect(JSON.parse(run(['retention', '--dry-run', '--json', '--catalogue', '-'], CATALOGUE).out)).toMatchObject([{ versions: 1 }, { versions: 0 }]);
  const { code, out, err } = run(['retention', '--catalogue', '-'], CATALOGUE);
  expect({ code, out, err }).toEqual({ code: 1, out: '', err: '--catalogue goes with --dry-run: what is deleted is up to the rules in force.\n' });
});
