// Where the store is, as the command line is told: a connection string, or a file that holds it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeMongo, freshDatabase, type FreshDatabase } from '../engines/describe-mongodb.ts';
import { liaison, serve, temporaryFolder } from './liaison-process.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

describeMongo('on MongoDB', () => {
  let database: FreshDatabase;
  beforeEach(() => {
    database = freshDatabase();
  });
  afterEach(() => database.dispose());

  test('of two servers that start at once one makes the sample exchange, and both serve it', async () => {
    const servers = await Promise.all([1, 2].map(() => serve(['--port', '0', '--store', database.uri])));
    try {
      const passwords = servers.map((server) => server.passwords).find(({ size }) => size > 0) ?? new Map<string, string>();
      expect(servers.map((server) => server.passwords.size).toSorted((one, other) => one - other)).toEqual([0, 8]);
      const authorization = `Basic ${Buffer.from(`singapore:${passwords.get('singapore') ?? ''}`).toString('base64')}`;
      for (const { origin } of servers) {
        expect((await fetch(`${origin}/taxii2/`, { headers: { authorization } })).status).toBe(200);
      }
    } finally {
      await Promise.all(servers.map((server) => server.stop()));
    }
  });

  test('LIAISON_STORE_FILE names a file that holds the connection string, for every command', async () => {
    const file = join(folder.path, 'store');
    writeFileSync(file, `${database.uri}\n`);
    const server = await serve(['--port', '0'], { LIAISON_STORE_FILE: file });
    await server.stop();
    const { code, out } = liaison(['account', 'list'], { environment: { LIAISON_STORE_FILE: file } });
    expect(code).toBe(0);
    expect(out).toContain('singapore');
  });
});

test.each<[string, readonly string[], Readonly<Record<string, string>>, RegExp]>([
  ['that nobody listens at', ['--store', 'mongodb://name:secret@127.0.0.1:9/x'], {}, /The database is not available/],
  ['that is none', ['--store', 'http://name:secret@127.0.0.1/'], {}, /The store is a connection string: mongodb:/],
  ['that is damaged', ['--store', 'mongodb://name:secret@'], {}, /The connection string of the store is not valid/],
  ['in a file that is not there', [], { LIAISON_STORE_FILE: '/nowhere/store' }, /\/nowhere\/store, which LIAISON_STORE_FILE names, can't be read \(ENOENT\)/],
])('a store %s is told in one sentence, without secrets', (_, words, environment, sentence) => {
  const start = performance.now();
  const { code, out, err } = liaison(['serve', '--port', '0', ...words], { environment });
  expect(code).toBe(1);
  expect(out).toBe('');
  expect(err).toMatch(sentence);
  expect(err.trim().split('\n')).toHaveLength(1);
  expect(err).not.toContain('secret');
  expect(performance.now() - start).toBeLessThan(60_000);
});
