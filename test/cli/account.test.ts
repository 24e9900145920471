// liaison account: logins of agencies, by hand and by script.
import { liaison, temporaryFolder } from './liaison-process.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeAll(() => {
  folder = temporaryFolder();
  const catalogue = `
discovery: { title: Test }
agencies: [{ name: singapore, title: Singapore, kind: member, identity: identity--1d2f3a4b-5c6d-4e7f-8a9b-0c1d2e3f4a50 }]
`;
  expect(run('catalogue', 'apply', '-', { input: catalogue }).code).toBe(0);
});
afterAll(() => folder.remove());

function run(...words: (string | { input: string })[]) {
  const options = words.find((word) => typeof word !== 'string');
  return liaison([...words.filter((word) => typeof word === 'string'), '--data', folder.path], options);
}

test('add prints a random password, once; list shows no secret', () => {
  const { code, out } = run('account', 'add', 'soc', '--agency', 'singapore');
  expect(code).toBe(0);
  expect(out).toMatch(/^Account soc of agency singapore created\.\nPassword \(shown only now\): [A-Za-z0-9]{24}\n$/);
  expect(run('account', 'list').out).toBe('soc  singapore\n');
  expect(JSON.parse(run('account', 'list', '--json').out)).toEqual([{ name: 'soc', agency: 'singapore', disabled: false }]);
});

test('add takes a password from standard input and prints none', () => {
  const { code, out } = run('account', 'add', 'script', '--agency', 'singapore', '--password-stdin', { input: 'a password of mine\n' });
  expect({ code, out }).toEqual({ code: 0, out: 'Account script of agency singapore created.\n' });
});

test('passwd gives a new password; disable and enable are shown', () => {
  expect(run('account', 'passwd', 'soc').out).toMatch(/^The password of account soc is changed; .*\nPassword \(shown only now\): \w{24}\n$/);
  expect(run('account', 'disable', 'soc').out).toBe('Account soc is disabled.\n');
  expect(run('account', 'list').out).toContain('soc     singapore  (disabled)\n');
  expect(run('account', 'enable', 'soc').out).toBe('Account soc is enabled.\n');
});

test.each<[string, (string | { input: string })[], RegExp]>([
  ['a name that is taken', ['add', 'soc', '--agency', 'singapore'], /There is an account "soc" already\. `liaison account passwd soc` changes its password\./],
  ['a name with a colon', ['add', 'a:b', '--agency', 'singapore'], /"a:b" can't be a name here: use letters, digits/],
  ['an agency that there is not', ['add', 'x', '--agency', 'singapur'], /The catalogue has no agency "singapur": it has singapore/],
  ['a short password', ['add', 'x', '--agency', 'singapore', '--password-stdin', { input: 'short' }], /too short: use 12 characters or more/],
  ['an account that there is not', ['passwd', 'nobody'], /There is no account "nobody"/],
  ['no agency', ['add', 'x'], /required option '--agency <agency>' not specified/],
])('%s is one sentence, exit code 1, and nothing is changed', (_what, words, expected) => {
  const before = run('account', 'list').out;
  const { code, out, err } = run('account', ...words);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toMatch(expected);
  expect(run('account', 'list').out).toBe(before);
});
