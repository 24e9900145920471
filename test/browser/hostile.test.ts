// Objects that somebody made to harm whoever looks at them: they do nothing, and the pages stay usable.
import { randomUUID } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { BOTNETS, PEOPLE, startConsoleWorld, type ConsoleWorld } from '../server/console-world.ts';
import { openBrowser } from './chromium.ts';
import { signIn, visit, type Visit } from './visit.ts';

const INSTANT = '2026-11-29T00:00:00.000Z';
const OBJECTS = `/operations/collections/${BOTNETS}/objects/`;
const SCRIPTS = ['<script>alert(1)</script>', '<img src=x onerror=alert(2)>', '"><svg onload=alert(3)>', 'javascript:alert(4)', '{{constructor.constructor("alert(5)")()}}', '</title><script>alert(6)</script>'];

function named(name: string, wishes: object = {}): { readonly id: string } & Record<string, unknown> {
  return { type: 'campaign', spec_version: '2.1', id: `campaign--${randomUUID()}`, created: INSTANT, modified: INSTANT, name, description: name, aliases: [name], labels: [name], ...wishes };
}

function relationship(source: string, target: string): object {
  return { type: 'relationship', spec_version: '2.1', id: `relationship--${randomUUID()}`, created: INSTANT, modified: INSTANT, relationship_type: 'related-to', source_ref: source, target_ref: target };
}

let world: ConsoleWorld;
let browser: Browser;
let person: Visit;
beforeAll(async () => {
  [world, browser] = await Promise.all([startConsoleWorld('SQLite'), openBrowser()]);
}, 120_000);
afterAll(async () => {
  await browser.close();
  await world.close();
});
beforeEach(async () => {
  person = await visit(browser, world.origin, { width: 390 });
  await signIn(person, PEOPLE.member);
});
afterEach(async () => {
  await person.close();
  expect(person.faults).toEqual([]);
});

async function publish(objects: readonly object[]): Promise<void> {
  const { json } = await world.taxii(PEOPLE.vendor).post(OBJECTS, { objects });
  for (let status = json; status.status !== 'complete'; ) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    status = (await world.taxii(PEOPLE.vendor).get(`/operations/status/${json.id}/`)).json;
    if (status.failure_count > 0) throw new Error(JSON.stringify(status.failures.slice(0, 3)));
  }
}

test('scripts in names, descriptions, labels and links are text, on every page', async () => {
  const objects = SCRIPTS.map((script) => named(script, { external_references: [{ source_name: script, url: 'javascript:alert(7)' }] }));
  await publish([...objects, relationship(objects[0]?.id ?? '', objects[1]?.id ?? '')]);
  await person.open(`collections/${BOTNETS}/?type=campaign`);
  for (const script of SCRIPTS) await person.page.getByRole('link', { name: script, exact: true }).first().waitFor();
  for (const { id, name } of objects) {
    await person.open(`collections/${BOTNETS}/objects/${id}/`);
    await person.page.getByRole('heading', { level: 1, name: String(name), exact: true }).waitFor();
    await person.page.getByRole('button', { name: 'Show more' }).last().click();
    expect(await person.page.locator('a[href^="javascript:"], main script, main img, main iframe').count()).toBe(0);
  }
});

test('giant strings are cut until somebody asks for more, and the page stays as wide as the screen', async () => {
  const giant = named('A'.repeat(400_000), { description: `${'word '.repeat(60_000)}`, x_giant: { deep: 'B'.repeat(300_000) } });
  await publish([giant]);
  await person.open(`collections/${BOTNETS}/?type=campaign`);
  await person.page.getByRole('link', { name: /^AAAA/ }).first().waitFor();
  expect(await person.isTooWide()).toBe(false);
  await person.open(`collections/${BOTNETS}/objects/${giant.id}/`);
  await person.page.getByText('which is more than a page should have').waitFor();
  expect(await person.isTooWide()).toBe(false);
  expect(((await person.page.locator('main').textContent()) ?? '').length).toBeLessThan(20_000);
  await person.page.getByRole('button', { name: 'Show more' }).first().click();
  await person.page.getByRole('button', { name: 'Show less' }).first().waitFor();
});

test('of 5,000 relationships 200 are shown, and that there are more', async () => {
  const hub = named('A hub');
  const spokes = Array.from({ length: 5_000 }, (_, index) => named(`Spoke ${index}`, { description: 'A spoke', aliases: ['a'], labels: ['spoke'] }));
  await publish([hub, ...spokes, ...spokes.map(({ id }) => relationship(hub.id, id))]);
  await person.open(`collections/${BOTNETS}/objects/${hub.id}/`);
  await person.page.getByText(/There may be more: the newest/).waitFor();
  await person.page.locator('.graph canvas').first().waitFor();
  expect(await person.page.getByRole('list', { name: 'Relationships' }).getByRole('listitem').count()).toBe(200);
  await person.page.getByRole('button', { name: /^Show its relationships: Spoke/ }).first().click();
  await person.page.getByRole('link', { name: 'Publications' }).click();
  await person.page.getByRole('heading', { level: 1, name: 'Publications' }).waitFor();
});
