// liaison account credential, network, certificate: what an account can be used with, by hand and by script.
import { join } from 'node:path';
import { parseApiKey } from '../../collections/accounts/api-key.ts';
import { findPassword } from '../../collections/accounts/password.ts';
import { openSqliteStore } from '../../collections/storage/sqlite/store.ts';
import type { Account } from '../../collections/storage/port.ts';
import { digestOf } from '../accounts/give.ts';
import { certificateFolder } from '../server/certificates.ts';
import { liaison, temporaryFolder } from './liaison-process.ts';

const MAIN = '5a0d1f3c-6c1e-4f0a-9c51-0a3f1f0c2b11';
const CATALOGUE = `
discovery: { title: Test }
api_roots: [{ path: one, title: One, collections: [{ id: ${MAIN}, title: Main, alias: main }] }]
agencies: [{ name: singapore, title: Singapore, kind: member, identity: identity--1d2f3a4b-5c6d-4e7f-8a9b-0c1d2e3f4a50 }]
grants: [{ agency: singapore, collection: one/main, rights: [read, write] }]
`;
const FINGERPRINT = 'AB:'.repeat(31) + 'AB';

let folder: ReturnType<typeof temporaryFolder>;
beforeAll(() => {
  folder = temporaryFolder();
  expect(run('catalogue', 'apply', '-', { input: CATALOGUE }).code).toBe(0);
  for (const name of ['soc', 'other']) expect(run('account', 'add', name, '--agency', 'singapore', '--password-stdin', { input: `password of ${name}` }).code).toBe(0);
});
afterAll(() => folder.remove());

function run(...words: (string | { input: string })[]) {
  const options = words.find((word) => typeof word !== 'string');
  return liaison([...words.filter((word) => typeof word === 'string'), '--data', folder.path], options);
}
const credential = (...words: string[]) => run('account', 'credential', ...words);
const json = (...words: string[]) => JSON.parse(credential(...words, '--json').out);

async function stored(name: string): Promise<Account> {
  const store = openSqliteStore(join(folder.path, 'liaison.db'));
  const account = await store.accounts.find(name);
  await store.close();
  if (account === undefined) throw new Error(`There is no account ${name}.`);
  return account;
}

test('add shows a key once, and keeps its digest; list shows all but secrets', async () => {
  const { code, out } = credential('add', 'soc', 'siem', '--kind', 'api-key', '--collection', 'one/main', '--rights', 'read', '--expires', '90d');
  expect(code).toBe(0);
  const [, key = ''] = /^Credential siem of account soc added\.\nAPI key \(shown only now\): (lk_[0-9a-f]{16}_[\w-]{43})\n$/.exec(out) ?? [];
  const [kept] = (await stored('soc')).credentials ?? [];
  expect(kept).toMatchObject({ id: parseApiKey(key)?.id, name: 'siem', kind: 'api-key', proof: digestOf(key), scope: { collections: [MAIN], rights: ['read'] } });
  const days = ((kept?.expiresAt ?? 0) - (kept?.createdAt ?? 0)) / 86_400e6;
  expect(days).toBeCloseTo(90, 2);
  const listed = credential('list', 'soc').out;
  expect(listed).toMatch(/^password {2}password {2}all rights +no expiry +never used\nsiem +api-key +read in one\/main +expires 2\d{3}-\d\d-\d\d \d\d:\d\d UTC +never used\n$/);
  expect(listed + credential('list', 'soc', '--json').out).not.toContain(kept?.proof);
  expect(json('list', 'soc')).toEqual([
    { id: 'password', name: 'password', kind: 'password' },
    { id: kept?.id, name: 'siem', kind: 'api-key', scope: { collections: [MAIN], rights: ['read'] }, expires: expect.stringMatching(/Z$/), created: expect.stringMatching(/Z$/) },
  ]);
});

test('rotate gives another secret under the same id; the old one is valid for a while, or is not; revoke takes it away', async () => {
  const { secret } = json('add', 'soc', 'turning', '--kind', 'api-key');
  const rotated = json('rotate', 'soc', 'turning', '--overlap', '2h');
  expect(rotated).toMatchObject({ account: 'soc', credential: { name: 'turning', old_valid_until: expect.stringMatching(/Z$/), rotated: expect.stringMatching(/Z$/) } });
  const find = async () => (await stored('soc')).credentials?.find(({ name }) => name === 'turning');
  expect(await find()).toMatchObject({ proof: digestOf(rotated.secret), previous: { proof: digestOf(secret) } });
  expect(parseApiKey(rotated.secret)?.id).toBe(parseApiKey(secret)?.id);
  expect(credential('revoke', 'soc', 'turning', '--old').out).toBe('What credential turning of account soc was before is revoked.\n');
  expect(await find()).not.toHaveProperty('previous');
  expect(credential('rotate', 'soc', 'turning', '--overlap', '0', '--expires', 'never').out).toMatch(/^Credential turning of account soc rotated; the old one is no longer valid\.\nAPI key/);
  expect(await find()).not.toHaveProperty('previous');
  expect(credential('revoke', 'soc', 'turning').out).toBe('Credential turning of account soc is revoked.\n');
  expect(await find()).toBeUndefined();
});

test('a password beside the own one is made, or taken from standard input, and never told then', async () => {
  expect(credential('add', 'soc', 'spare', '--kind', 'password').out).toMatch(/\nPassword \(shown only now\): \w{24}\n$/);
  const { out } = run('account', 'credential', 'add', 'soc', 'chosen', '--kind', 'password', '--password-stdin', '--json', { input: 'a password of mine\n' });
  expect(JSON.parse(out)).not.toHaveProperty('secret');
  const { password = '', credentials = [] } = await stored('soc');
  const passwords = [password, ...credentials.filter(({ kind }) => kind === 'password').map(({ proof }) => proof)];
  expect(await findPassword('a password of mine', passwords)).toBe(passwords.at(-1));
  expect(new Set(passwords.map((phc) => phc.split('$')[4])).size).toBe(1);
});

test('certificates are named by file, fingerprint or subject', async () => {
  const certificates = certificateFolder();
  const { certificate } = certificates.make('localhost');
  expect(credential('add', 'soc', 'by-file', '--kind', 'certificate', '--certificate', certificate).code).toBe(0);
  expect(credential('add', 'soc', 'by-fingerprint', '--kind', 'certificate', '--fingerprint', FINGERPRINT).code).toBe(0);
  expect(credential('add', 'soc', 'by-subject', '--kind', 'certificate', '--subject', 'cn=tool, O=CERT').code).toBe(0);
  certificates.remove();
  const matches = json('list', 'soc').filter(({ kind }: { kind: string }) => kind === 'certificate').map((one: { matches: string }) => one.matches);
  expect(matches).toEqual([expect.stringMatching(/^sha256:[0-9a-f]{64}$/), `sha256:${'ab'.repeat(32)}`, 'subject:CN=tool,O=CERT']);
});

test('OpenID subjects are named by provider and value', () => {
  expect(credential('add', 'soc', 'robot', '--kind', 'openid', '--issuer', 'https://login.example/', '--subject', 'abc').code).toBe(0);
  expect(json('list', 'soc').at(-1)).toMatchObject({ name: 'robot', kind: 'openid', matches: 'openid:https://login.example/ abc' });
});

test('the own password can be changed with overlap, taken away, and left out from the beginning', async () => {
  const before = (await stored('other')).password;
  expect(run('account', 'passwd', 'other', '--overlap', '7d').out).toMatch(/^The password of account other is changed; the old one is valid until 2\d{3}-.* UTC\.\nPassword/);
  expect((await stored('other')).credentials).toMatchObject([{ name: 'old password', kind: 'password', proof: before, expiresAt: expect.any(Number) }]);
  expect(run('account', 'passwd', 'other').out).toContain('the old one is no longer valid');
  expect((await stored('other')).credentials).toBeUndefined();
  expect(credential('revoke', 'other', 'password').code).toBe(0);
  expect(await stored('other')).not.toHaveProperty('password');
  expect(credential('list', 'other').out).toBe("The account other can't be used: it has no password and no credentials.\n");
  expect(run('account', 'add', 'bare', '--agency', 'singapore', '--no-password').out).toBe('Account bare of agency singapore created.\n');
  expect(await stored('bare')).toEqual({ name: 'bare', agency: 'singapore', disabled: false });
});

test('networks and the use of certificates are set, shown and taken back', async () => {
  expect(run('account', 'network', 'other', '10.0.0.0/8', '::1').out).toBe('Account other may be used from 10.0.0.0/8, ::1.\n');
  expect(run('account', 'certificate', 'other', 'required').code).toBe(0);
  const found = JSON.parse(run('account', 'list', '--json').out).find(({ name }: { name: string }) => name === 'other');
  expect(found).toEqual({ name: 'other', agency: 'singapore', disabled: false, networks: ['10.0.0.0/8', '::1'], certificate_required: true });
  expect(run('account', 'network', 'other', '--any').out).toBe('Account other may be used from anywhere.\n');
  expect(run('account', 'certificate', 'other', 'enough').code).toBe(0);
  expect(await stored('other')).toEqual({ name: 'other', agency: 'singapore', disabled: false });
});

test.each<[string, string[], RegExp]>([
  ['a kind that there is not', ['credential', 'add', 'soc', 'x', '--kind', 'key'], /Allowed choices are password, api-key, certificate, openid/],
  ['no kind', ['credential', 'add', 'soc', 'x'], /required option '--kind <kind>' not specified/],
  ['a name that is taken', ['credential', 'add', 'soc', 'siem', '--kind', 'api-key'], /has a credential "siem" already\. `liaison account credential rotate soc siem` replaces it\./],
  ['a reserved name', ['credential', 'add', 'soc', 'password', '--kind', 'api-key'], /"password" can't be the name of a credential/],
  ['a name with a space', ['credential', 'add', 'soc', 'old password', '--kind', 'api-key'], /"old password" can't be a name here: use letters, digits/],
  ['an account that there is not', ['credential', 'add', 'nobody', 'x', '--kind', 'api-key'], /There is no account "nobody"\. `liaison account list` shows them\./],
  ['a collection that there is not', ['credential', 'add', 'soc', 'x', '--kind', 'api-key', '--collection', 'one/other'], /The catalogue has no collection "one\/other": it has one\/main\./],
  ['rights that there are not', ['credential', 'add', 'soc', 'x', '--kind', 'api-key', '--rights', 'all'], /--rights is read, write or read,write, but "all" was given/],
  ['an expiry that is none', ['credential', 'add', 'soc', 'x', '--kind', 'api-key', '--expires', 'soon'], /--expires is a duration such as 90d, 12h or 30m, a day such as 2027-01-31, or a timestamp, but "soon"/],
  ['an expiry that is over', ['credential', 'add', 'soc', 'x', '--kind', 'api-key', '--expires', '2020-01-01'], /--expires names an instant that is over already: "2020-01-01"/],
  ['a certificate without anything', ['credential', 'add', 'soc', 'x', '--kind', 'certificate'], /is named by one of these: the certificate itself, its SHA-256 fingerprint, or its subject/],
  ['a short fingerprint', ['credential', 'add', 'soc', 'x', '--kind', 'certificate', '--fingerprint', 'abcd'], /"abcd" is no SHA-256 fingerprint: 64 hexadecimal digits/],
  ['a subject that is none', ['credential', 'add', 'soc', 'x', '--kind', 'certificate', '--subject', 'tool'], /"tool" is no subject such as CN=tool,O=CERT,C=SG/],
  ['a file that is not there', ['credential', 'add', 'soc', 'x', '--kind', 'certificate', '--certificate', 'nowhere.pem'], /nowhere\.pem can't be read \(ENOENT\)/],
  ['a file that is no certificate', ['credential', 'add', 'soc', 'x', '--kind', 'certificate', '--certificate', 'package.json'], /What was given as a certificate is none in PEM or DER/],
  ['a certificate of another account', ['credential', 'add', 'other', 'x', '--kind', 'certificate', '--fingerprint', FINGERPRINT], /The account "soc" has that one already \(sha256:/],
  ['a subject without provider', ['credential', 'add', 'soc', 'x', '--kind', 'openid', '--subject', 'x'], /is named by its issuer/],
  ['a credential that there is not', ['credential', 'rotate', 'soc', 'x'], /The account soc has no credential "x": it has password, siem/],
  ['rotating the own password', ['credential', 'rotate', 'soc', 'password'], /`liaison account passwd soc --overlap 1d` changes the account's own password/],
  ['an overlap that is none', ['credential', 'rotate', 'soc', 'siem', '--overlap', 'long'], /--overlap is a duration/],
  ['a network that is none', ['network', 'soc', '10.0.0.0/33'], /"10\.0\.0\.0\/33" is neither an address nor a network such as 10\.1\.0\.0\/16\./],
  ['no network', ['network', 'soc'], /Name addresses and networks such as 192\.0\.2\.7 or 10\.1\.0\.0\/16, or say --any/],
  ['another use of certificates', ['certificate', 'soc', 'maybe'], /A certificate is "required" or "enough", but "maybe" was given/],
])('%s is one sentence, exit code 1, and nothing is changed', async (_what, words, expected) => {
  const before = [await stored('soc'), await stored('other')];
  const { code, out, err } = run('account', ...words);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toMatch(expected);
  expect([await stored('soc'), await stored('other')]).toEqual(before);
});

test('a password that looks like a key is refused', () => {
  const key = `lk_${'0'.repeat(16)}_${'A'.repeat(43)}`;
  expect(run('account', 'passwd', 'soc', '--password-stdin', { input: key }).err).toMatch(/looks like an API key, and would be taken for one/);
});
