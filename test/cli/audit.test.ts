// liaison audit: who did and was given what, and whether the log is as it was written.
import { createHash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serve, liaison, temporaryFolder, type Run } from './liaison-process.ts';

const OBJECT = 'indicator--0c7b5b88-8ff7-4a4d-aa9d-feb398cd0061';
const COLLECTION = 'botnet-infrastructure';
let folder: ReturnType<typeof temporaryFolder>;
let data: string;

// An object is published, read and asked for in vain; then the server ends.
beforeAll(async () => {
  folder = temporaryFolder();
  data = join(folder.path, 'data');
  const server = await serve(['--port', '0', '--data', data]);
  const as = (account: string) => ['--collection', COLLECTION, '--user', account] as const;
  const environment = (account: string) => ({ LIAISON_PASSWORD: server.passwords.get(account) ?? '' });
  const object = {
    type: 'indicator', spec_version: '2.1', id: OBJECT, created: '2026-01-01T00:00:00.000Z', modified: '2026-01-01T00:00:00.000Z',
    pattern: "[ipv4-addr:value = '192.0.2.1']", pattern_type: 'stix', valid_from: '2026-01-01T00:00:00Z', indicator_types: ['unknown'],
  };
  const file = join(folder.path, 'object.json');
  writeFileSync(file, JSON.stringify({ objects: [object] }));
  const runs = [
    liaison(['publish', file, '--to', server.origin, ...as('kaspersky')], { environment: environment('kaspersky') }),
    liaison(['poll', '--from', server.origin, ...as('singapore')], { environment: environment('singapore') }),
    liaison(['poll', '--from', server.origin, ...as('singapore')], { environment: { LIAISON_PASSWORD: 'wrong' } }),
  ];
  await server.stop();
  expect(runs).toMatchObject([{ code: 0 }, { code: 0 }, { code: 1 }]);
});
afterAll(() => folder.remove());

const run = (...words: string[]): Run => liaison(['audit', ...words, '--data', data]);

test('who has been given an object is told in sentences, and as JSON', () => {
  const { out, code } = run('list', '--object', OBJECT);
  expect(code).toBe(0);
  expect(out.trim().split('\n')).toEqual([
    expect.stringMatching(/^\S+Z {2}kaspersky\/kaspersky {2}published 1 of 1 objects, 0 refused \(status \S+\) in \S+botnet-infrastructure$/),
    expect.stringMatching(/^\S+Z {2}singapore\/singapore {2}was given 1 objects in 1 requests in \S+botnet-infrastructure$/),
  ]);
  const entries = run('list', '--object', OBJECT, '--kind', 'disclosure', '--json').out.trim().split('\n').map((line) => JSON.parse(line));
  expect(entries).toMatchObject([{ kind: 'disclosure', agency: 'singapore', versions: 1 }]);
});

test('entries are found by agency, account, collection, kind and time', () => {
  const count = (...words: string[]): number => run('list', ...words).out.split('\n').length - 1;
  expect(count('--agency', 'kaspersky', '--kind', 'publication')).toBe(1);
  expect(count('--account', 'singapore', '--kind', 'denial')).toBe(1);
  expect(count('--collection', COLLECTION, '--kind', 'disclosure')).toBe(1);
  expect(count('--from', '2999-01-01T00:00:00Z')).toBe(0);
  expect(count('--to', '2999-01-01T00:00:00Z')).toBeGreaterThan(5);
});

test.each([
  [['list', '--from', 'yesterday'], '--from yesterday must be an RFC 3339 timestamp such as 2026-01-31T08:00:00Z.\n'],
  [['list', '--object', 'x'], '"x" is no object id: name'],
  [['verify', '--head', '7'], '--head 7 must be as verify writes it'],
])('%j is refused in a sentence', (words, sentence) => {
  const { code, err } = run(...words);
  expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining(sentence) });
});

test('what is exported has the hashes, with which it can be checked elsewhere', () => {
  let before = Buffer.alloc(32);
  const exported = run('export').out.trim().split('\n').map((line) => JSON.parse(line) as { text: string; hash: string });
  // In order of time; disclosures are dated by their first request, and written later.
  const numberOf = ({ text }: { text: string }): number => (JSON.parse(text) as { number: number }).number;
  for (const { text, hash } of exported.toSorted((one, other) => numberOf(one) - numberOf(other))) {
    before = createHash('sha256').update(before).update(text).digest();
    expect(hash).toBe(before.toString('hex'));
  }
});

test('a log that was not touched is whole, and has the ends that were noted', () => {
  const { out, code } = run('verify');
  expect(out).toMatch(/^Chain embedded: \d+ entries, whole; it ends with \d+:[0-9a-f]{64}\n$/);
  expect(code).toBe(0);
  const head = out.trim().split(' ').at(-1) ?? '';
  expect(run('verify', '--head', head).code).toBe(0);
  const other = head.replace(/.$/, (digit) => (digit === '0' ? '1' : '0'));
  expect(run('verify', '--head', other)).toEqual({ code: 1, out: `${out}The end ${other}, which was noted before, is NOT in the log.\n`, err: '' });
});

describe('whoever changes it in the database', () => {
  const change = (sql: string): void => {
    const database = new DatabaseSync(join(data, 'liaison.db'));
    try {
      database.exec(sql);
    } finally {
      database.close();
    }
  };

  test.each(["UPDATE audit SET text = 'x' WHERE number = 2", 'DELETE FROM audit WHERE number = 2'])('by mistake is stopped: %s', (sql) => {
    expect(() => change(sql)).toThrow('the audit log is only appended to');
  });

  test('on purpose is found', () => {
    change("DROP TRIGGER audit_is_not_changed; UPDATE audit SET text = replace(text, 'singapore', 'nobody') WHERE kind = 'disclosure'");
    const { out, code } = run('verify');
    expect(code).toBe(1);
    expect(out).toMatch(/NOT WHOLE.*\n {2}entry \d+: was changed, or the one before it was\n/);
    expect(JSON.parse(run('verify', '--json').out)).toMatchObject({ whole: false, chains: [{ chain: 'embedded' }] });
  });
});
