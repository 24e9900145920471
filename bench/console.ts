// node bench/console.ts — how long the console's pages take until there is something to read, in a real browser, with many
// objects in the embedded store; beside the sign-in page, which asks for no data. See docs/performance.md.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { hashPassword } from '../collections/accounts/password.ts';
import { catalogueOf } from '../collections/catalogue/from-document.ts';
import { openExchange } from '../collections/exchange.ts';
import type { Store } from '../collections/storage/port.ts';
import { openSqliteStore } from '../collections/storage/sqlite/store.ts';
import { createApp } from '../server/app.ts';
import { listen } from '../server/listen.ts';
import { openBrowser } from '../test/browser/chromium.ts';
import { signIn, visit, type Visit } from '../test/browser/visit.ts';
import { PASSWORD } from '../test/server/console-people.ts';
import { machine, median } from './measure.ts';
import { declareCollections, fill } from './release-content.ts';

const { values: options } = parseArgs({
  options: { objects: { type: 'string', default: '1000000' }, calls: { type: 'string', default: '7' } },
});

/** Pages that are there for operators only. */
const OPERATORS_PAGES: [page: string, path: string, ready: string][] = [
  ['Catalogue', 'catalogue/', 'New agency'],
  ['Accounts', 'accounts/', 'member'],
  ['Account', 'accounts/member/', 'Last used'],
  ['Audit', 'audit/', 'Details'],
];

const log = pino({ level: 'silent' });
const folder = mkdtempSync(join(tmpdir(), 'liaison-bench-'));
const store = openSqliteStore(join(folder, 'liaison.db'));
const { spread } = await declareCollections(store, ['spread']);
await fill(store, spread, 'spread', Number(options.objects), (done) => {
  if (process.stderr.isTTY) process.stderr.write(`\r${done} objects`);
});
await declarePeople(store, spread);
const exchange = openExchange(store, log);
const server = await listen(createApp(exchange, { negotiation: 'lenient' }, log), { host: '127.0.0.1', port: 0 });
const browser = await openBrowser();
try {
  const { processor, cores, node } = machine();
  const lines = [`${processor}, ${cores} cores; Node ${node}; SQLite, ${options.objects} objects; chromium on the same machine`, ''];
  lines.push(`${'who'.padEnd(10)}${'page'.padEnd(26)}${'ms'.padStart(7)}   ratio to the sign-in page`);
  for (const account of ['operator', 'member']) {
    for (const { page, time, ratio } of await measure(account)) {
      lines.push(`${account.padEnd(10)}${page.padEnd(26)}${time.toFixed(0).padStart(7)}${ratio.toFixed(2).padStart(8)}`);
    }
  }
  process.stdout.write(`${lines.join('\n')}\n`);
} finally {
  await browser.close();
  await server.close();
  await exchange.close();
  rmSync(folder, { recursive: true });
}

/** The operator sees everything; to the member every second object is closed, by a marking. */
async function declarePeople(to: Store, id: string): Promise<void> {
  const agencies = (['operator', 'member', 'vendor'] as const).map((kind, index) => ({ name: kind, title: kind, kind, identity: `identity--00000000-0000-4000-8000-00000000000${index}` }));
  const catalogue = catalogueOf({
    discovery: { title: 'Bench' },
    api_roots: [{ path: 'bench', title: 'Bench', collections: [{ id, title: 'spread' }] }],
    agencies,
    grants: agencies.map(({ name }) => ({ agency: name, collection: id, rights: ['read'] as const, clearance: 'red' as const })),
    releasability: [{ marking: 'marking-definition--shut-0', agencies: ['vendor'] }],
  });
  await to.writer.replaceCatalogue(catalogue, false);
  const password = await hashPassword(PASSWORD);
  for (const { name } of agencies) await to.writer.saveAccount({ name, agency: name, password, disabled: false });
}

async function measure(account: string): Promise<{ page: string; time: number; ratio: number }[]> {
  const [stranger, person] = [await visit(browser, server.origin), await visit(browser, server.origin)];
  await signIn(person, account);
  await person.open(`collections/${spread}/`);
  await person.page.getByText('50 objects shown').waitFor();
  const object = await person.page.locator('table.objects a').nth(20).getAttribute('href');
  const pages: [page: string, path: string, ready: string][] = [
    ['Overview', '', 'Consumers behind'],
    ['Sharing', 'sharing/', 'Agency or group'],
    ['Collection', `collections/${spread}/`, '50 objects shown'],
    ['Collection, by type', `collections/${spread}/?type=malware`, '50 objects shown'],
    ['Collection, all versions', `collections/${spread}/?versions=all`, '50 objects shown'],
    ['Collection, rare text', `collections/${spread}/?text=no-such-text`, 'Looked at 5,000 objects'],
    ['Object', (object ?? '').replace('/console/', ''), 'Why you see this'],
    ['Publications', 'publications/', 'Recent publications'],
    ...(account === 'operator' ? OPERATORS_PAGES : []),
  ];
  const results: { page: string; time: number; ratio: number }[] = [];
  for (const [page, path, ready] of pages) {
    const times = { page: [] as number[], yardstick: [] as number[] };
    for (let round = -2; round < Number(options.calls); round += 1) {
      const yardstick = await timeOf(stranger, '', 'With your account');
      const time = await timeOf(person, path, ready);
      if (round < 0) continue;
      times.page.push(time);
      times.yardstick.push(yardstick);
    }
    const time = median(times.page);
    results.push({ page, time, ratio: time / median(times.yardstick) });
  }
  await stranger.close();
  await person.close();
  return results;
}

async function timeOf({ open, page }: Visit, path: string, ready: string): Promise<number> {
  const start = performance.now();
  await open(path);
  await page.getByText(ready).locator('visible=true').first().waitFor();
  return performance.now() - start;
}
