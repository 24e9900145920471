// What the audit log has of requests: who was given what, and who was refused.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '../../collections/storage/sqlite/store.ts';
import { readEntry } from '../../collections/audit/verify.ts';
import { findAbout, findEntries } from '../../collections/audit/search.ts';
import { formatTimestamp } from '../../schemas/timestamp.ts';
import { publish } from '../protocol/conversation.ts';
import { basic, clientOf, startExchange, type RunningExchange } from '../protocol/running-exchange.ts';
import { indicator, newId } from '../protocol/stix-objects.ts';
import { DEEP, HIDDEN, MAIN } from '../protocol/test-catalogue.ts';

let exchange: RunningExchange;
beforeEach(async () => {
  exchange = await startExchange();
});
afterEach(() => exchange.close());

const at = (collection: string, rest = ''): string => `/one/collections/${collection}/${rest}`;

/** What the log says of a kind of event, once it says that often enough. */
async function said(kind: 'disclosure' | 'denial', often = 1): Promise<(Readonly<Record<string, unknown>> | undefined)[]> {
  for (const end = Date.now() + 60_000; ; ) {
    const entries = [];
    for await (const { text } of findEntries(exchange.store.audit, { kinds: [kind] })) entries.push(readEntry(text));
    if (entries.length >= often || Date.now() > end) return entries;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test('who was given which versions is there exactly, pages and filters counted', async () => {
  const objects = [indicator(), indicator(), indicator()];
  await publish(exchange.as('both'), at(MAIN), ...objects);
  const reader = exchange.as('reader');
  const [given, , other] = objects;
  await reader.get(at(MAIN, `objects/?match[id]=${given?.id},${other?.id}`));
  await reader.get(at(MAIN, 'manifest/?limit=1'));
  expect(await said('disclosure', 2)).toMatchObject([
    { agency: 'reader', account: 'reader', collection: MAIN, of: 'objects', requests: 1, versions: 2 },
    { agency: 'reader', of: 'records', requests: 1, versions: 1 },
  ]);
  const about = async (id: string | undefined): Promise<unknown[]> => {
    const kinds = [];
    for await (const entry of findAbout(exchange.store.audit, id ?? '', {})) kinds.push(entry.kind);
    return kinds;
  };
  expect(await about(objects[1]?.id)).toEqual(['publication']);
  expect(await about(other?.id)).toEqual(['publication', 'disclosure']);
});

test('what is kept is given each time, and whoever has it already, or only asks for headers, is given nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'liaison-audit-'));
  const running = await startExchange({ folder });
  await publish(running.as('both'), at(MAIN), indicator(), indicator(), indicator());
  const reader = running.as('reader');
  const first = await reader.get(at(MAIN, 'objects/'));
  await reader.get(at(MAIN, 'objects/'), { 'accept-encoding': 'gzip' });
  await reader.get(at(MAIN, 'objects/'), { 'if-none-match': first.headers.etag });
  await reader.send('HEAD', at(MAIN, 'objects/'));
  await reader.send('HEAD', at(MAIN, 'manifest/'));
  await running.as('both').get(at(MAIN, 'objects/'));
  // What was noted is written when it closes.
  await running.close();
  const events = [];
  const store = openSqliteStore(join(folder, 'liaison.db'));
  for await (const { text } of findEntries(store.audit, { kinds: ['disclosure'] })) events.push(readEntry(text));
  const days = await store.consumers.days('reader');
  await store.close();
  rmSync(folder, { recursive: true });
  const given = Map.groupBy(events, (event) => event?.['account']);
  const sums = [...given].map(([account, of]) => [account, of.reduce((sum, event) => sum + Number(event?.['requests']), 0), of.at(-1)?.['versions']]);
  expect(sums.toSorted()).toEqual([['both', 1, 3], ['reader', 2, 3]]);
  expect(days).toMatchObject([{ collection: MAIN, requests: 5, failures: 0 }]);
});

test('a poll that finds nothing gives nothing, and is no disclosure', async () => {
  const reader = exchange.as('reader');
  await reader.get(at(MAIN, `objects/?added_after=${formatTimestamp(Date.now() * 1_000)}`));
  await reader.get(at(MAIN, `objects/${newId('indicator')}/`));
  await exchange.as('reader').get(at(HIDDEN, 'objects/'));
  // The denial is written after what came before it.
  expect(await said('denial')).toHaveLength(1);
  expect(await said('disclosure', 0)).toEqual([]);
});

test.each([
  ['a wrong password', () => clientOf(exchange.origin, basic('reader', 'wrong')).get('/taxii2/'), { reason: 'credentials', account: 'reader', address: '127.0.0.1' }],
  ['a collection that is not there for them', () => exchange.as('reader').get(at(HIDDEN, 'objects/')), { reason: 'hidden', agency: 'reader', collection: HIDDEN }],
  ['an API root that is not there for them', () => exchange.as('neither').get('/deep/two/'), { reason: 'hidden', agency: 'neither' }],
  ['a collection in such an API root', () => exchange.as('neither').get(`/deep/two/collections/${DEEP}/objects/`), { reason: 'hidden', agency: 'neither', collection: DEEP }],
  ['writing without the right', () => exchange.as('reader').post(at(MAIN, 'objects/'), { objects: [indicator()] }), { reason: 'right', wanted: 'write', agency: 'reader' }],
  ['deleting without the right', () => exchange.as('reader').delete(at(MAIN, `objects/${newId('indicator')}/`)), { reason: 'right', wanted: 'delete' }],
] as const)('%s is a denial', async (_, ask, expected) => {
  await ask();
  await ask();
  const denials = await said('denial');
  expect(denials).toMatchObject(denials.map(() => expected));
  expect(denials.reduce((sum, denial) => sum + Number(denial?.['requests']), 0)).toBe(2);
});

test('passwords and objects are not in the log', async () => {
  await publish(exchange.as('both'), at(MAIN), indicator({ name: 'a name of its own' }));
  await clientOf(exchange.origin, basic('reader', 'a secret of mine')).get('/taxii2/');
  await said('denial');
  const texts = [];
  for await (const { text } of findEntries(exchange.store.audit, {})) texts.push(text);
  expect(texts.length).toBeGreaterThan(2);
  expect(texts.join('\n')).not.toMatch(/a name of its own|a secret of mine|password: of/);
});
