// A full disk under the embedded store: whatever shares a commit with what doesn't fit fails with it, in words that say
// that it will pass. SQLite's own limit on the pages of a file stands for the disk; it fails in the same way.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { changeAll, type WriterCall, type WriterReply } from '../../collections/storage/sqlite/change-all.ts';
import { migrate, openForWriting } from '../../collections/storage/sqlite/database.ts';
import { passingFailure, toStoreError } from '../../collections/storage/sqlite/failures.ts';
import { sqliteWriter } from '../../collections/storage/sqlite/writer.ts';
import { StoreFull, StoreUnavailable } from '../../collections/storage/unavailable.ts';
import { MAIN, testCatalogue } from '../protocol/test-catalogue.ts';

let folder: string;
let database: DatabaseSync;
let calls = 0;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'liaison-full-'));
  migrate(join(folder, 'liaison.db'));
  database = openForWriting(join(folder, 'liaison.db'));
  carryOut(['replaceCatalogue', [testCatalogue(), false]]);
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

type Change = readonly [method: WriterCall['method'], parameters: readonly unknown[]];

function carryOut(...changes: readonly Change[]): WriterReply[] {
  const made = changes.map(([method, parameters]) => ({ call: (calls += 1), method, parameters }));
  return changeAll(database, sqliteWriter(database), made);
}

/** Receives an envelope of that many octets. */
function received(statusId: string, size: number): Change {
  const origin = { apiRoot: 'one', collection: MAIN, account: 'both', agency: 'both' };
  return ['receive', [{ statusId, ...origin, requestedAt: 1, totalCount: 1 }, new Uint8Array(size)]];
}

function fillDisk(): void {
  const { page_count: pages } = database.prepare('PRAGMA page_count').get() as { page_count: number };
  database.exec(`PRAGMA max_page_count = ${pages + 10}`);
}

const stored = (): unknown[] => database.prepare('SELECT status_id FROM publications ORDER BY status_id').all().map((row) => row['status_id']);

describe.each([
  ['alone', []],
  ['after one that fits', [received('small-1', 10)]],
  ['between two that fit', [received('small-1', 10), 'large', received('small-2', 10)]],
] as const)('P2 a change that the disk has no room for, %s,', (_, around) => {
  const changes = [...around].map((change) => (change === 'large' ? received('large', 1_000_000) : change)) as Change[];
  if (!around.some((change) => change === 'large')) changes.push(received('large', 1_000_000));

  test('is not in the store, and neither is anything that is told to have failed', () => {
    fillDisk();
    const replies = carryOut(...changes);
    const kept = stored();
    for (const [index, [, [publication]]] of changes.entries()) {
      const { statusId } = publication as { statusId: string };
      expect([statusId, kept.includes(statusId)]).toEqual([statusId, !('error' in (replies[index] as WriterReply))]);
    }
    expect(kept).not.toContain('large');
  });

  test('is told to be one that will pass, and goes in once there is room', () => {
    fillDisk();
    const failures = carryOut(...changes).filter((reply) => 'error' in reply);
    expect(failures.length).toBeGreaterThan(0);
    expect(failures).toEqual(failures.map(() => expect.objectContaining({ failure: 'full' })));
    expect(database.isTransaction).toBe(false);
    database.exec('PRAGMA max_page_count = 1000000');
    const missing = changes.filter(([, [publication]]) => !stored().includes((publication as { statusId: string }).statusId));
    expect(carryOut(...missing).filter((reply) => 'error' in reply)).toEqual([]);
    expect(stored()).toHaveLength(changes.length);
  });
});

test.each([
  ['a full disk', { code: 'ERR_SQLITE_ERROR', errcode: 13 }, 'full'],
  ['a disk that fails, by an extended code', { code: 'ERR_SQLITE_ERROR', errcode: 10 | (3 << 8) }, 'away'],
  ['a lock that another process keeps', { code: 'ERR_SQLITE_ERROR', errcode: 5 }, 'away'],
  ['a constraint', { code: 'ERR_SQLITE_ERROR', errcode: 19 }, undefined],
  ['an error that is not of SQLite', { code: 'ENOSPC' }, undefined],
])('%s passes by itself, or not', (_, error, expected) => {
  expect(passingFailure(error)).toBe(expected);
});

test('those who asked are told that there is no room, and may ask when there is some again', async () => {
  const file = join(folder, 'liaison.db');
  const full = toStoreError(new Error('database or disk is full'), 'full', file);
  expect(full).toBeInstanceOf(StoreFull);
  expect(full).toBeInstanceOf(StoreUnavailable);
  await expect((full as StoreFull).ready()).resolves.toBeUndefined();
  expect(toStoreError(new Error('disk I/O error'), 'away', file)).not.toBeInstanceOf(StoreFull);
});
