// SECURITY.md: that the code and the tests that it points at are there.
import { existsSync } from 'node:fs';
import { pathOf, textOf } from './compose-file.ts';

const named = [...textOf('SECURITY.md').matchAll(/`((?:[a-z-]+\/|\.ci\/)[\w./-]*|[\w-]+\.(?:md|json|yml)|Dockerfile)`/g)].map(([, path = '']) => path);

test('what SECURITY.md names is there', () => {
  expect(named).toEqual(expect.arrayContaining(['server/listen.ts', 'test/promises/no-look.test.ts', 'CHANGELOG.md', '.ci/run']));
  expect(named.filter((path) => !existsSync(pathOf(path)))).toEqual([]);
});

test('each threat has its three cells, and nothing is put off', () => {
  expect(textOf('SECURITY.md')).not.toMatch(/issue \d/i);
  const tables = textOf('SECURITY.md').split('\n\n').filter((block) => block.startsWith('| threat |'));
  const rows = tables.flatMap((table) => table.trimEnd().split('\n'));
  expect(rows.length).toBeGreaterThan(30);
  expect(rows.filter((row) => !/^\| [^|]+ \|(?: [^|]*\|){2}$/.test(row))).toEqual([]);
});
