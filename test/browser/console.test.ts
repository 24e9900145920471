// The console in a real browser, as an operator, a member and a vendor use it: the main job of each page, on both stores.
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { describeMongo } from '../engines/describe-mongodb.ts';
import { hashPassword } from '../../collections/accounts/password.ts';
import { BOTNETS, DESK, PASSWORD, PEOPLE, startConsoleWorld, type ConsoleWorld, type StoreKind } from '../server/console-world.ts';
import { certificateFolder } from '../server/certificates.ts';
import { openBrowser } from './chromium.ts';
import { signIn, visit, type Visit } from './visit.ts';

const run = promisify(execFile);
const SIMDA = 'malware--4cf04d11-c480-443e-b6a9-ed37226a0ab3';
const COLLECTION = `collections/${BOTNETS}/`;

function indicator(wishes: object = {}): Record<string, unknown> & { readonly id: string } {
  const instant = '2026-11-29T00:00:00.000Z';
  return { type: 'indicator', spec_version: '2.1', id: `indicator--${randomUUID()}`, created: instant, modified: instant, pattern: "[domain-name:value = 'c2.example']", pattern_type: 'stix', valid_from: instant, name: 'Command server', description: 'For a test', indicator_types: ['malicious-activity'], ...wishes };
}

function browserSuite(kind: StoreKind): void {
  let world: ConsoleWorld;
  let browser: Browser;
  let person: Visit;
  beforeAll(async () => {
    [world, browser] = await Promise.all([startConsoleWorld(kind), openBrowser()]);
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await world.close();
  });
  afterEach(async () => {
    const { faults } = person;
    await person.close();
    expect(faults).toEqual([]);
  });

  const come = async (account: string): Promise<Visit['page']> => {
    person = await visit(browser, world.origin);
    await signIn(person, account);
    return person.page;
  };
  const publish = async (...objects: readonly object[]): Promise<void> => {
    const { json } = await world.taxii(PEOPLE.vendor).post(`/operations/collections/${BOTNETS}/objects/`, { objects });
    expect(json.failures ?? []).toEqual([]);
  };

  test('who mistypes the password is told so, and gets in with the right one, by keyboard alone', async () => {
    person = await visit(browser, world.origin);
    const { page } = person;
    await person.open('');
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.type(PEOPLE.member);
    await page.keyboard.press('Tab');
    await page.keyboard.type('wrong');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'no such account' }).waitFor();
    await signIn(person, PEOPLE.member);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await person.open('sharing/');
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });

  test.each([
    [PEOPLE.operator, ['Botnet infrastructure', 'Operation results'], true],
    [PEOPLE.member, ['All indicators', 'Botnet infrastructure', 'Operation results', 'ASEAN desk'], false],
    [PEOPLE.vendor, ['All indicators', 'Botnet infrastructure'], false],
  ])('Overview: %s sees how their collections are', async (account, titles, isOperator) => {
    const page = await come(account);
    const table = page.getByRole('region', { name: 'Collections' });
    await table.waitFor();
    expect((await table.getByRole('link').allTextContents()).toSorted()).toEqual(titles.toSorted());
    expect(await table.getByRole('row', { name: /Botnet infrastructure/ }).textContent()).toMatch(/just now|ago/);
    expect(await page.getByText('Refused in the last 24 hours').count()).toBe(isOperator ? 1 : 0);
    await page.getByText('As a table').last().click();
    expect(await page.getByRole('region', { name: 'Objects published by hour' }).getByRole('row').count()).toBe(49);
    await table.getByRole('link', { name: 'Botnet infrastructure' }).click();
    await page.getByRole('heading', { level: 1, name: 'Botnet infrastructure' }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  });

  test('Sharing: an operator sees who would gain sight of how much, and puts it in force', async () => {
    const page = await come(PEOPLE.operator);
    await page.getByRole('navigation').getByRole('link', { name: 'Sharing' }).click();
    await page.getByRole('button', { name: /^European desk in Operation results: Read/ }).waitFor();
    await page.getByRole('button', { name: /^Kaspersky in Botnet infrastructure/ }).click();
    await page.getByRole('dialog').getByLabel('Clearance').selectOption('TLP:AMBER');
    await page.getByRole('button', { name: 'Note the change' }).click();
    await page.getByRole('button', { name: /^Luxembourg.* in ASEAN desk: None/ }).click();
    await page.getByRole('dialog').getByLabel('Read').check();
    await page.getByRole('button', { name: 'Note the change' }).click();
    await page.getByText('2 changes noted').waitFor();
    await page.getByRole('button', { name: 'Preview' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('What this would change').waitFor();
    expect(await dialog.getByRole('row', { name: /Luxembourg.*ASEAN desk/ }).textContent()).toContain('sees as many');
    expect(await dialog.locator('pre').textContent()).toMatch(/clearance/);
    await dialog.getByRole('button', { name: 'Put in force' }).click();
    await page.getByText('In force. The audit log has the change.').waitFor();
    await page.getByRole('button', { name: /^Kaspersky in Botnet infrastructure: Read and write.*TLP:AMBER/ }).waitFor();
    const luxembourg = await world.taxii(PEOPLE.other).get('/members/collections/');
    expect(luxembourg.json.collections.map(({ alias }: { alias: string }) => alias)).toEqual(['asean-desk']);
  });

  test('Sharing: a member sees its own rows, and changes nothing', async () => {
    const page = await come(PEOPLE.member);
    await page.getByRole('navigation').getByRole('link', { name: 'Sharing' }).click();
    const matrix = page.getByRole('region', { name: 'Sharing matrix' });
    await matrix.waitFor();
    expect(await matrix.getByRole('rowheader').filter({ hasText: 'Singapore' }).count()).toBe(1);
    expect(await matrix.getByText('Kaspersky').count()).toBe(0);
    expect(await matrix.getByRole('button').count()).toBe(0);
  });

  test('Collection: somebody searches, pages back, and sees what arrives meanwhile', async () => {
    await publish(...Array.from({ length: 60 }, (_, index) => indicator({ name: `Server ${index}` })));
    const page = await come(PEOPLE.member);
    await page.getByRole('navigation').getByRole('link', { name: 'Botnet infrastructure' }).click();
    const rows = page.getByRole('region', { name: 'Objects' }).getByRole('row');
    await page.getByText('50 objects shown').waitFor();
    await page.getByRole('button', { name: 'Older ones' }).click();
    await page.getByText('100 objects shown').waitFor();
    await publish(indicator({ name: 'The one that just came' }));
    await rows.filter({ hasText: 'The one that just came' }).waitFor({ timeout: 30_000 });
    await page.getByText('1 new object arrived.').waitFor();
    await page.getByLabel('Text').fill('simda');
    await page.getByLabel('Type').selectOption('malware');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByText('1 object shown').waitFor();
    expect(await rows.nth(1).textContent()).toContain('Simda');
    expect(page.url()).toContain('text=simda');
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByText('50 objects shown').waitFor();
  });

  test('Object: a vendor reads what it says, why they see it, how it changed, and what it is connected to', async () => {
    const first = indicator({ name: 'Relay, first seen' });
    await publish(first);
    await publish({ ...first, modified: '2026-11-29T02:00:00.000Z', name: 'Relay, taken down' });
    const page = await come(PEOPLE.vendor);
    await person.open(`${COLLECTION}objects/${first.id}/`);
    await page.getByRole('heading', { level: 1, name: 'Relay, taken down' }).waitFor();
    await page.getByText('It bears no TLP marking, and counts as TLP:GREEN in this collection.').waitFor();
    const changed = page.getByRole('region', { name: 'Versions' }).getByRole('row', { name: /name.*changed/ });
    expect(await changed.getByRole('cell').allTextContents()).toEqual(['Relay, taken down', 'Relay, first seen']);
    await page.getByRole('button', { name: 'Show more' }).last().click();
    expect(await page.locator('pre').last().textContent()).toContain(`"id":"${first.id}"`);

    await person.open(`${COLLECTION}objects/${SIMDA}/`);
    await page.getByText('A family of malware, “Simda”, of the kind bot.').waitFor();
    const neighbours = page.getByRole('list', { name: 'Relationships' }).getByRole('listitem');
    await page.getByRole('img', { name: /^Graph of relationships/ }).locator('canvas').first().waitFor();
    const before = await neighbours.count();
    await page.getByRole('button', { name: 'Show its relationships: Simda command-and-control servers' }).click();
    await neighbours.nth(before).waitFor();
    await neighbours.getByRole('link', { name: 'Simda botnet', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Simda botnet' }).waitFor();
  });

  test('Object: an operator finds out who published it and who was given it', async () => {
    const page = await come(PEOPLE.operator);
    await person.open(`${COLLECTION}objects/${SIMDA}/`);
    await page.getByRole('button', { name: 'Look it up' }).click();
    const trail = page.getByRole('region', { name: 'Who published it, and who was given it' });
    await trail.getByRole('row', { name: /kaspersky.*published/ }).waitFor();
    await trail.getByRole('row', { name: /singapore.*was given/ }).first().waitFor();
  });

  test('Publications: a vendor checks a bundle, sees what is wrong with it, publishes the rest, and finds the status', async () => {
    const page = await come(PEOPLE.vendor);
    await page.getByRole('navigation').getByRole('link', { name: 'Publications' }).click();
    const broken = indicator({ pattern: '[no pattern' });
    const bundle = { type: 'bundle', id: `bundle--${randomUUID()}`, objects: [indicator(), broken] };
    await page.locator('input[type=file]').setInputFiles({ name: 'bundle.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(bundle)) });
    await page.getByText('1 object of 2 would be accepted.').waitFor();
    await page.getByText('/pattern', { exact: true }).waitFor();
    expect(await page.getByText(broken.id).count()).toBe(1);
    await page.getByRole('button', { name: 'Publish 1 object' }).click();
    await page.getByText('Published. Accepted: 1. Refused: 1.').waitFor({ timeout: 60_000 });
    await page.getByRole('link', { name: 'Open', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Publication' }).waitFor();
    await page.getByRole('region', { name: 'Refused objects' }).getByText(broken.id).waitFor();
  });

  test('Publications: a file can be dropped, one that is no bundle is refused with the reason', async () => {
    const page = await come(PEOPLE.vendor);
    await person.open('publications/');
    await page.getByText('Drop a STIX bundle here').waitFor();
    const transfer = await page.evaluateHandle(`(() => { const data = new DataTransfer(); data.items.add(new File(['no json'], 'notes.txt')); return data; })()`);
    await page.locator('.drop').dispatchEvent('drop', { dataTransfer: transfer });
    await page.getByRole('alert').filter({ hasText: 'The body is no JSON' }).waitFor();
    expect(person.faults.splice(0)).toEqual([expect.stringContaining('400')]);
  });

  test('Accounts: an operator makes an account and a key, which work as shown, and takes them away again', async () => {
    const page = await come(PEOPLE.operator);
    await page.getByRole('navigation').getByRole('link', { name: 'Accounts' }).click();
    await page.getByRole('button', { name: 'New account' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('kuala-lumpur-soc');
    await page.getByRole('dialog').getByLabel('Agency').selectOption({ label: 'Malaysia, national cybercrime unit (sample)' });
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('heading', { name: 'The password of kuala-lumpur-soc' }).waitFor();
    const password = await page.locator('pre[data-secret]').textContent();
    const asksWith = async (secret: string | null): Promise<number> =>
      (await fetch(`${world.origin}/taxii2/`, { headers: { authorization: `Basic ${Buffer.from(`kuala-lumpur-soc:${secret}`).toString('base64')}` } })).status;
    expect(await asksWith(password)).toBe(200);
    await page.getByRole('dialog').getByLabel('Collection').selectOption('Botnet infrastructure');
    const command = await page.getByRole('dialog').locator('pre').last().textContent();
    const { stdout } = await run('sh', ['-c', `${command} --silent --max-time 60`]);
    expect(JSON.parse(stdout).objects.length).toBeGreaterThan(10);
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('link', { name: 'kuala-lumpur-soc' }).click();

    await page.getByRole('button', { name: 'New credential' }).click();
    await page.getByRole('dialog').getByLabel(/^Name/).fill('sentinel');
    await page.getByRole('dialog').getByLabel('Rights').selectOption('Read');
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('heading', { name: 'The API key sentinel' }).waitFor();
    const key = await page.locator('pre[data-secret]').textContent();
    expect([key?.startsWith('lk_'), await asksWith(key)]).toEqual([true, 200]);
    await page.getByRole('dialog').getByLabel('Tool').selectOption('Microsoft Sentinel');
    expect(await page.getByRole('dialog').locator('pre').last().textContent()).toContain(`${world.origin}/operations/`);
    await page.getByRole('button', { name: 'Close' }).click();
    const row = page.getByRole('row', { name: /sentinel/ });
    await row.getByRole('button', { name: 'Rotate' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Rotate' }).click();
    await page.getByRole('heading', { name: 'The API key sentinel' }).waitFor();
    const rotated = await page.locator('pre[data-secret]').textContent();
    expect([rotated === key, await asksWith(rotated), await asksWith(key)]).toEqual([false, 200, 200]);
    await page.getByRole('button', { name: 'Close' }).click();
    await row.getByRole('button', { name: 'Revoke', exact: true }).click();
    await page.getByRole('button', { name: 'Yes, do it' }).click();
    await row.waitFor({ state: 'detached' });
    expect(await asksWith(rotated)).toBe(401);
    await page.getByRole('button', { name: 'Disable' }).click();
    await page.getByRole('button', { name: 'Yes, do it' }).click();
    await page.getByText('Disabled', { exact: true }).waitFor();
    expect(await asksWith(password)).toBe(401);
    await page.reload();
    await page.getByRole('button', { name: 'Enable' }).waitFor();
    expect(await page.content()).not.toContain(String(password));
  });

  test('Accounts: an operator gives an account a certificate and an OpenID subject, and says from where it may be used', async () => {
    const password = await hashPassword(PASSWORD);
    await world.store.writer.saveAccount({ name: 'manila-soc', agency: 'malaysia', password, disabled: false });
    const files = certificateFolder();
    const buffer = readFileSync(files.make('localhost').certificate);
    files.remove();
    const page = await come(PEOPLE.operator);
    await person.open('accounts/manila-soc/');
    const dialog = page.getByRole('dialog');
    await page.getByRole('button', { name: 'New credential' }).click();
    await dialog.getByLabel('Kind').selectOption('Certificate');
    await dialog.getByLabel('Name, such as').fill('tool');
    await dialog.getByRole('button', { name: 'Create' }).click();
    await dialog.getByRole('alert').filter({ hasText: 'A certificate is named by one of these' }).waitFor();
    expect(person.faults.splice(0)).toEqual([expect.stringContaining('422')]);
    await dialog.getByLabel('The certificate, in PEM').setInputFiles({ name: 'tool.pem', mimeType: 'application/x-pem-file', buffer });
    await dialog.getByLabel('Rights').selectOption('Read');
    await dialog.getByLabel('ASEAN desk').check();
    await dialog.getByRole('button', { name: 'Create' }).click();
    const row = page.getByRole('row', { name: /tool.*Certificate/ });
    expect(await row.textContent()).toMatch(/sha256:[0-9a-f]{64}/);

    await page.getByRole('button', { name: 'New credential' }).click();
    await dialog.getByLabel('Kind').selectOption('OpenID');
    await dialog.getByLabel('Name, such as').fill('robot');
    await dialog.getByLabel('Issuer').fill('https://login.example/');
    await dialog.getByLabel('Subject').fill('abc');
    await dialog.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('row', { name: /robot.*openid:https:\/\/login.example\/ abc/ }).waitFor();

    await row.getByRole('button', { name: 'Rotate' }).click();
    await dialog.getByLabel('Or its subject').fill('CN=tool,O=CERT');
    await dialog.getByRole('button', { name: 'Rotate' }).click();
    await page.getByText('subject:CN=tool,O=CERT').waitFor();
    await row.getByRole('button', { name: 'Revoke the old one' }).click();
    await page.getByRole('button', { name: 'Yes, do it' }).click();
    await row.getByRole('button', { name: 'Revoke the old one' }).waitFor({ state: 'detached' });

    const asks = async (): Promise<number> => (await world.taxii('manila-soc').get('/taxii2/')).status;
    expect(await asks()).toBe(200);
    await page.getByRole('button', { name: 'Restrict' }).click();
    await dialog.getByLabel('Where it may be used from').fill('192.0.2.0/33');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByRole('alert').filter({ hasText: 'neither an address nor a network' }).waitFor();
    expect(person.faults.splice(0)).toEqual([expect.stringContaining('422')]);
    await dialog.getByLabel('Where it may be used from').fill('127.0.0.0/8');
    await dialog.getByLabel('Only beside one of its client certificates').check();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('only beside a certificate').waitFor();
    await page.getByText('from 127.0.0.0/8').waitFor();
    expect(await asks()).toBe(401);
    expect(await world.store.accounts.find('manila-soc')).toMatchObject({
      certificateRequired: true,
      networks: ['127.0.0.0/8'],
      credentials: [{ name: 'tool', kind: 'certificate', proof: 'subject:CN=tool,O=CERT', scope: { rights: ['read'], collections: [DESK] } }, { name: 'robot', kind: 'openid' }],
    });
    await page.getByRole('button', { name: 'New password' }).click();
    await dialog.getByLabel(/^Days for which/).fill('7');
    await dialog.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('heading', { name: 'The password of manila-soc' }).waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('row', { name: /old password/ }).waitFor();
  });

  test('Catalogue: an operator takes in an agency, puts it into a group, and sees what that would show to it', async () => {
    const page = await come(PEOPLE.operator);
    await page.getByRole('navigation').getByRole('link', { name: 'Catalogue' }).click();
    await page.getByRole('button', { name: 'New agency' }).click();
    const dialog = page.getByRole('dialog').first();
    await dialog.getByLabel('Title').fill('Brunei, police cybercrime desk');
    await dialog.getByLabel('Name', { exact: false }).fill('Brunei');
    await dialog.getByLabel('STIX identity').fill(`identity--${randomUUID()}`);
    await dialog.getByRole('button', { name: 'Preview' }).click();
    await dialog.getByRole('alert').filter({ hasText: 'lower-case letters and digits' }).waitFor();
    expect(person.faults.splice(0)).toEqual([expect.stringContaining('422')]);
    await dialog.getByLabel('Name', { exact: false }).fill('brunei');
    await dialog.getByRole('button', { name: 'Preview' }).click();
    await page.getByText('+ agency brunei').waitFor();
    await page.getByRole('button', { name: 'Put in force' }).click();
    await page.getByText('In force. The audit log has the change.').waitFor();
    await page.getByRole('region', { name: 'Agencies' }).getByRole('row', { name: /Brunei, police/ }).waitFor();

    await page.getByRole('button', { name: 'Change ASEAN desk', exact: true }).first().click();
    await page.getByRole('group', { name: 'Members' }).getByLabel('Brunei, police cybercrime desk').check();
    await page.getByRole('dialog').getByRole('button', { name: 'Preview' }).click();
    const row = page.getByRole('row', { name: /Brunei.*Botnet infrastructure/ });
    expect(await row.textContent()).toMatch(/gains sight of \d+ versions/);
    await page.getByRole('button', { name: 'Put in force' }).click();
    await page.getByText('In force. The audit log has the change.').waitFor();
    const password = await hashPassword(PASSWORD);
    await world.store.writer.saveAccount({ name: 'bandar', agency: 'brunei', password, disabled: false });
    const { json } = await world.taxii('bandar').get('/operations/collections/');
    expect(json.collections.map(({ title }: { title: string }) => title)).toContain('Botnet infrastructure');
  });

  test('Catalogue: an operator declares a collection, changes it, and removes it with what was published in it', async () => {
    const page = await come(PEOPLE.operator);
    await person.open('catalogue/');
    await page.getByRole('button', { name: 'New collection' }).click();
    const dialog = page.getByRole('dialog').first();
    await dialog.getByLabel('Title').fill('Ransomware watch');
    await dialog.getByLabel('Alias').fill('ransomware');
    await dialog.getByLabel('API root').selectOption('operations');
    await dialog.getByLabel('What bears no TLP marking').selectOption('TLP:AMBER');
    await dialog.getByRole('button', { name: 'Preview' }).click();
    await page.getByText('+ collection operations/ransomware').waitFor();
    await page.getByRole('button', { name: 'Put in force' }).click();
    const row = page.getByRole('region', { name: 'Collections' }).getByRole('row', { name: /Ransomware watch/ });
    expect(await row.textContent()).toMatch(/TLP:AMBER.*TLP:RED/);

    const { catalogue } = await world.store.catalogue.read();
    if (catalogue === undefined) throw new Error('There is no catalogue.');
    const id = catalogue.apiRoots.flatMap(({ collections }) => collections).find(({ alias }) => alias === 'ransomware')?.id ?? '';
    const grant = { agency: PEOPLE.vendor, collection: id, rights: ['read', 'write'] as const };
    await world.store.writer.replaceCatalogue({ ...catalogue, grants: [...catalogue.grants, grant] }, false);
    const { json } = await world.taxii(PEOPLE.vendor).post(`/operations/collections/${id}/objects/`, { objects: [indicator()] });
    expect(json.success_count).toBe(1);

    // The page still has the catalogue of before.
    await page.getByRole('button', { name: 'Change Ransomware watch' }).click();
    await dialog.getByLabel('Alias').fill('extortion');
    await dialog.getByRole('button', { name: 'Preview' }).click();
    await page.getByRole('button', { name: 'Put in force' }).click();
    await page.getByText('Somebody changed the catalogue meanwhile. Look at it again.').waitFor();
    expect(person.faults.splice(0)).toEqual([expect.stringContaining('409')]);
    await page.getByRole('button', { name: 'Change Ransomware watch' }).click();
    await dialog.getByText('More settings').click();
    await dialog.getByLabel('Types that can be published').fill('malware, tool');
    await dialog.getByRole('button', { name: 'Preview' }).click();
    await page.getByText('allowed_types: + malware, + tool').waitFor();
    await page.getByRole('button', { name: 'Put in force' }).click();
    await page.getByText('In force. The audit log has the change.').waitFor();

    await page.getByRole('button', { name: 'Remove Ransomware watch' }).click();
    await page.getByText('Ransomware watch holds 1 version, which would be gone for good.').waitFor();
    expect(await page.getByRole('row', { name: /Kaspersky.*Ransomware watch/ }).textContent()).toContain('loses sight of 1 version');
    expect(await page.getByRole('button', { name: 'Put in force' }).isDisabled()).toBe(true);
    await page.getByLabel('Delete them with their collection').check();
    await page.getByRole('button', { name: 'Put in force' }).click();
    await row.waitFor({ state: 'detached' });
    expect((await world.taxii(PEOPLE.vendor).get(`/operations/collections/${id}/`)).status).toBe(404);
  });

  test.each([PEOPLE.member, PEOPLE.vendor])('Catalogue: for %s there is no such page', async (account) => {
    const page = await come(account);
    expect(await page.getByRole('navigation').getByRole('link', { name: 'Catalogue' }).count()).toBe(0);
    await person.open('catalogue/');
    await page.getByText('There is no such page here, or not for you.').waitFor();
  });

  test('Audit: an operator searches, verifies and exports; for a member there is no such page', async () => {
    const page = await come(PEOPLE.operator);
    await page.getByRole('navigation').getByRole('link', { name: 'Audit' }).click();
    await page.getByLabel('Kind').selectOption('publication');
    await page.getByRole('button', { name: 'Search' }).click();
    const entries = page.getByRole('region', { name: 'Entries' });
    await entries.getByRole('row', { name: /kaspersky.*published.*Botnet infrastructure/ }).first().waitFor();
    await page.getByRole('button', { name: 'Verify the chain' }).click();
    await page.getByText(/nothing was changed, removed or moved/).first().waitFor();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: /^Export/ }).click()]);
    const lines = readFileSync(await download.path(), 'utf8').trim().split('\n');
    expect(lines.map((line) => JSON.parse(JSON.parse(line).text).kind)).toEqual(lines.map(() => 'publication'));
    await person.close();
    const membersPage = await come(PEOPLE.member);
    expect(await membersPage.getByRole('navigation').getByRole('link', { name: 'Audit' }).count()).toBe(0);
    await person.open('audit/');
    await membersPage.getByText('There is no such page here, or not for you.').waitFor();
  });
}

describe('on the embedded store', () => {
  browserSuite('SQLite');
});
describeMongo('on MongoDB', () => {
  browserSuite('MongoDB');
});
