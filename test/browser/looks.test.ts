// Every page, light and dark, wide and narrow: nothing that axe-core finds, nothing that sticks out; and the screenshots of
// docs/console.md (LIAISON_SCREENSHOTS=1).
import { mkdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { BOTNETS, PEOPLE, SAMPLE_BUNDLE, startConsoleWorld, type ConsoleWorld } from '../server/console-world.ts';
import { openBrowser } from './chromium.ts';
import { signIn, visit, WIDTHS } from './visit.ts';

const SIMDA = 'malware--4cf04d11-c480-443e-b6a9-ed37226a0ab3';
const SCREENSHOTS = fileURLToPath(new URL('../../docs/console/', import.meta.url));
const isTaken = process.env['LIAISON_SCREENSHOTS'] === '1';
/** Octets: they are part of the documentation, and kept. */
const LARGEST_SCREENSHOT = 100_000;

let world: ConsoleWorld;
let browser: Browser;
let statusId: string;
beforeAll(async () => {
  [world, browser] = await Promise.all([startConsoleWorld('SQLite'), openBrowser()]);
  await fill(world);
  if (isTaken) mkdirSync(SCREENSHOTS, { recursive: true });
}, 120_000);
afterAll(async () => {
  await browser.close();
  await world.close();
});

// So that there is something to see: refusals, wrong passwords, somebody who lags behind, and a past.
async function fill({ taxii, store }: ConsoleWorld): Promise<void> {
  const broken = (JSON.parse(SAMPLE_BUNDLE) as { objects: { type: string }[] }).objects.filter(({ type }) => type === 'indicator');
  const objects = broken.map((object, index) => ({ ...object, id: `indicator--00000000-0000-4000-8000-00000000000${index}`, pattern: index === 0 ? "[file:name = 'a" : "[file:name = 'a']", valid_from: 'soon' }));
  const { json } = await taxii(PEOPLE.vendor).post(`/operations/collections/${BOTNETS}/objects/`, { objects });
  statusId = json.id;
  await taxii(PEOPLE.other).get(`/operations/collections/${BOTNETS}/objects/?limit=20`);
  for (let attempt = 0; attempt < 3; attempt += 1) await fetch(`${world.origin}/taxii2/`, { headers: { authorization: `Basic ${Buffer.from('singapore:wrong').toString('base64')}` } });
  await taxii(PEOPLE.vendor).get('/members/');
  const today = Math.floor(Date.now() / 86_400_000);
  const past = Array.from({ length: 29 }, (_, index) => ({ account: PEOPLE.member, collection: BOTNETS, day: today - 29 + index, requests: 220 + ((index * 97) % 90), failures: (index * 13) % 17 }));
  await store.writer.noteConsumers(past);
  // What was noted of the polls is written within a few seconds.
  for (let found = false; !found; ) {
    found = (await store.consumers.days(PEOPLE.other)).length > 0 && (await store.audit.find({ kinds: ['denial'] }, 10)).length > 0;
    if (!found) await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

const PAGES = [
  ['overview', '', 'Consumers'],
  ['sharing', 'sharing/', 'Agencies'],
  ['collection', `collections/${BOTNETS}/`, 'shown'],
  ['object', `collections/${BOTNETS}/objects/${SIMDA}/`, 'Why you see this'],
  ['publications', 'publications/', 'Recent publications'],
  ['publication', () => `publications/${statusId}/`, 'Refused objects'],
  ['catalogue', 'catalogue/', 'Largest request'],
  ['accounts', 'accounts/', 'Credentials'],
  ['account', 'accounts/singapore/', 'Last used'],
  ['audit', 'audit/', 'Export'],
] as const;

const COMBINATIONS = WIDTHS.flatMap((width) => (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })));

test.each(COMBINATIONS)('$colorScheme at $width pixels', async ({ width, colorScheme }) => {
  const person = await visit(browser, world.origin, { width, colorScheme });
  const { page } = person;
  await person.open('');
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  const found: string[] = (await person.axe()).map((fault) => `sign-in: ${fault}`);
  await signIn(person, PEOPLE.operator);
  for (const [name, path, ready] of PAGES) {
    await person.open(typeof path === 'string' ? path : path());
    await page.getByText(ready).locator('visible=true').first().waitFor();
    if (name === 'object') {
      await page.locator('.graph canvas').first().waitFor();
      await page.getByRole('button', { name: 'Show more' }).last().click();
    }
    found.push(...(await person.axe()).map((fault) => `${name}: ${fault}`));
    if (await person.isTooWide()) found.push(`${name} sticks out`);
    if (isTaken) await take(person.page, `${name}-${width}-${colorScheme}`);
  }
  await person.open('accounts/');
  await page.getByRole('button', { name: 'New account' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill(`soc-${width}-${colorScheme}`);
  found.push(...(await person.axe()).map((fault) => `new account: ${fault}`));
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByText('Ready-made configurations').waitFor();
  found.push(...(await person.axe()).map((fault) => `secret: ${fault}`));
  await person.open('sharing/');
  await page.getByRole('button', { name: /^Kaspersky in Botnet infrastructure/ }).click();
  await page.getByRole('dialog').getByLabel('Clearance').selectOption('TLP:AMBER');
  found.push(...(await person.axe()).map((fault) => `grant: ${fault}`));
  await page.getByRole('button', { name: 'Note the change' }).click();
  await page.getByRole('button', { name: 'Preview' }).click();
  await page.getByRole('button', { name: 'Put in force' }).waitFor();
  found.push(...(await person.axe()).map((fault) => `preview: ${fault}`));
  if (isTaken) await take(person.page, `preview-${width}-${colorScheme}`);
  await person.open('accounts/singapore/');
  await page.getByRole('button', { name: 'New credential' }).click();
  await page.getByRole('dialog').getByLabel('Kind').selectOption('Certificate');
  found.push(...(await person.axe()).map((fault) => `credential: ${fault}`));
  await person.open('accounts/singapore/');
  await page.getByRole('button', { name: 'Restrict' }).click();
  found.push(...(await person.axe()).map((fault) => `restriction: ${fault}`));
  for (const what of ['agency', 'group', 'API root', 'collection']) {
    await person.open('catalogue/');
    await page.getByRole('button', { name: `New ${what}` }).click();
    found.push(...(await person.axe()).map((fault) => `new ${what}: ${fault}`));
  }
  await page.getByRole('dialog').getByLabel('Contents').selectOption('Aggregate of other collections');
  found.push(...(await person.axe()).map((fault) => `aggregate: ${fault}`));
  await person.open('catalogue/');
  await page.getByRole('button', { name: 'Change Botnet infrastructure' }).click();
  await page.getByText('More settings').click();
  found.push(...(await person.axe()).map((fault) => `collection: ${fault}`));
  if (await person.isTooWide()) found.push('collection sticks out');
  if (isTaken) await take(person.page, `collection-form-${width}-${colorScheme}`);
  await person.open('catalogue/');
  await page.getByRole('button', { name: 'Remove Botnet infrastructure' }).click();
  await page.getByLabel('Delete them with their collection').waitFor();
  found.push(...(await person.axe()).map((fault) => `objects going: ${fault}`));
  await person.open('catalogue/');
  await page.getByRole('button', { name: 'Remove Kaspersky' }).click();
  await page.getByText('Accounts that nobody could use any more: kaspersky.').waitFor();
  found.push(...(await person.axe()).map((fault) => `accounts going: ${fault}`));
  await person.close();
  expect([...found, ...person.faults]).toEqual([]);
});

// What docs/ shows; the rest is for whoever changes the pages.
const KEPT_HEIGHT = 540;
const KEPT = new Set(['overview-1280-light', 'sharing-1280-dark', 'preview-1280-light', 'collection-1280-light', 'collection-390-light', 'object-1280-light', 'object-390-dark', 'publication-1280-light', 'audit-1280-light', 'account-1280-light', 'catalogue-1280-light']);

async function take(page: Awaited<ReturnType<typeof visit>>['page'], name: string): Promise<void> {
  const extra = process.env['LIAISON_SCREENSHOTS_ALL'];
  if (extra !== undefined) await page.screenshot({ path: `${extra}/${name}.png` });
  if (!KEPT.has(name)) return;
  const path = `${SCREENSHOTS}${name}.png`;
  const { width } = page.viewportSize() ?? { width: 0 };
  await page.screenshot({ path, clip: { x: 0, y: 0, width, height: KEPT_HEIGHT } });
  expect([name, statSync(path).size < LARGEST_SCREENSHOT]).toEqual([name, true]);
}
