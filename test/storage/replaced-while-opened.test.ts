// A restore puts another file in the place of a store just while a server opens it: the server sees that it can't go on.
import { jest } from '@jest/globals';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let replaceNow: ((path: string) => void) | undefined;
jest.unstable_mockModule('node:fs', () => ({
  ...fs,
  default: fs,
  statSync(path: string, options?: fs.StatSyncOptions) {
    const found = fs.statSync(path, options);
    replaceNow?.(path);
    return found;
  },
}));
const { openSqliteStore } = await import('../../collections/storage/sqlite/store.ts');

test('P2 a store whose file is another one than when it was opened is refused, so that readers and writer never part', async () => {
  const folder = fs.mkdtempSync(join(tmpdir(), 'liaison-replaced-'));
  const [file, other] = [join(folder, 'liaison.db'), join(folder, 'other.db')];
  for (const path of [file, other]) await openSqliteStore(path).close();
  replaceNow = (path) => {
    replaceNow = undefined;
    fs.renameSync(other, path);
  };
  expect(() => openSqliteStore(file)).toThrow(`The store ${file} was replaced while it was opened. Start again.`);
  await openSqliteStore(file).close();
  fs.rmSync(folder, { recursive: true });
});
