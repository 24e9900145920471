// Accounts of the first layout go on working.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { hashPassword } from '../../collections/accounts/password.ts';
import { openSqliteStore } from '../../collections/storage/sqlite/store.ts';
import { basic, clientOf, startExchange } from '../protocol/running-exchange.ts';

const FIRST_LAYOUT = new URL('../../collections/storage/sqlite/migrations/0001-exchange.sql', import.meta.url);

test('a password of a store that an earlier program made is taken, and the account is what it was', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'liaison-migration-'));
  const password = await hashPassword('kept for years');
  const database = new DatabaseSync(join(folder, 'liaison.db'));
  database.exec(readFileSync(FIRST_LAYOUT, 'utf8'));
  database.exec("PRAGMA application_id = 0x4c494149; PRAGMA user_version = 1; INSERT INTO settings VALUES ('signing_key', randomblob(32))");
  database.prepare('INSERT INTO accounts VALUES (?, ?, ?, ?, ?, ?)').run('veteran', 'reader', password, 0, 1, 2);
  database.close();

  const exchange = await startExchange({ folder });
  expect((await clientOf(exchange.origin, basic('veteran', 'kept for years')).get('/taxii2/')).status).toBe(200);
  expect(await exchange.store.accounts.find('veteran')).toEqual({ name: 'veteran', agency: 'reader', password, disabled: false });
  await exchange.close();
  const store = openSqliteStore(join(folder, 'liaison.db'));
  expect(await store.accounts.uses('veteran')).toMatchObject([{ credential: 'password' }]);
  await store.close();
  rmSync(folder, { recursive: true });
});
