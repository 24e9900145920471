// liaison doctor: what it looks at on the machine, how it tells it, and its exit code.
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteStore } from '../../collections/storage/sqlite/store.ts';
import { testCatalogue } from '../protocol/test-catalogue.ts';
import { certificateFolder, type CertificateFolder } from '../server/certificates.ts';
import { liaison, temporaryFolder, type Run } from './liaison-process.ts';

let template: ReturnType<typeof temporaryFolder>;
let folder: ReturnType<typeof temporaryFolder>;
let certificates: CertificateFolder;
beforeAll(async () => {
  template = temporaryFolder();
  certificates = certificateFolder();
  const store = openSqliteStore(join(template.path, 'liaison.db'));
  await store.writer.replaceCatalogue(testCatalogue(), false);
  await store.close();
});
afterAll(() => {
  template.remove();
  certificates.remove();
});
beforeEach(() => {
  folder = temporaryFolder();
  mkdirSync(inFolder('data'), { mode: 0o700 });
  copyFileSync(join(template.path, 'liaison.db'), inFolder('data/liaison.db'));
  chmodSync(inFolder('data/liaison.db'), 0o600);
});
afterEach(() => folder.remove());

const inFolder = (name: string): string => join(folder.path, name);
const doctor = (...words: string[]): Run => liaison(['doctor', '--data', inFolder('data'), ...words]);
function write(name: string, text: string, mode = 0o600): string {
  writeFileSync(inFolder(name), text);
  chmodSync(inFolder(name), mode);
  return inFolder(name);
}

/** The findings of a check. */
function findings({ out }: Run, check: string): { severity: string; where: string; message: string; remedy: string }[] {
  const told = JSON.parse(out) as { checks: { check: string; findings: { severity: string; where: string; message: string; remedy: string }[] }[] };
  return told.checks.find((one) => one.check === check)?.findings ?? [];
}

test('a healthy installation is told line by line, with exit code 0', () => {
  const { code, out, err } = doctor();
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out.split('\n').map((line) => line.replace(/ {2,}.*/, ''))).toEqual([
    'configuration', 'certificate', 'file permissions', 'disk space', 'store layout', 'store integrity', 'indexes', 'orphan rows', 'audit chain', 'clock', 'Nothing is wrong.', '',
  ]);
  expect(out).toMatch(/^certificate +not looked at: none is configured/m);
  expect(out).toMatch(/^orphan rows +ok$/m);
});

test('problems are told with what to do, and exit code 1; --json is one document', () => {
  chmodSync(inFolder('data'), 0o755);
  chmodSync(inFolder('data/liaison.db'), 0o644);
  const { code, out } = doctor();
  expect(code).toBe(1);
  expect(out).toContain(`  problem: ${inFolder('data/liaison.db')}\n    Everybody on this machine gets at everything that is stored (mode 644).\n    chmod 600 ${inFolder('data/liaison.db')}\n`);
  expect(out).toMatch(/\n1 problem, 1 warning\.\n$/);
  const forPrograms = doctor('--json');
  expect(forPrograms).toMatchObject({ code: 1, err: '' });
  expect(JSON.parse(forPrograms.out)).toMatchObject({ healthy: false, checks: expect.arrayContaining([{ check: 'clock', outcome: 'ok', findings: [] }, { check: 'certificate', outcome: 'skipped', reason: expect.any(String), findings: [] }]) });
});

test('the permissions of the data folder, and of all that is in it of a store, are told', () => {
  const told = () => findings(doctor('--json'), 'file permissions').map(({ severity, where, message, remedy }) => [severity, where, message, remedy]);
  write('data/liaison.db.replaced-a', '', 0o640);
  write('data/liaison.db.replaced-b', '', 0o666);
  // Nobody else gets into the folder.
  expect(told()).toEqual([]);
  chmodSync(inFolder('data'), 0o773);
  expect(told()).toEqual([
    ['problem', inFolder('data'), 'Everybody on this machine may put files into it, and take some away (mode 773).', `chmod 700 ${inFolder('data')}`],
    ['warning', inFolder('data/liaison.db.replaced-a'), 'Its group gets at everything that is stored (mode 640).', `chmod 600 ${inFolder('data/liaison.db.replaced-a')}`],
    ['problem', inFolder('data/liaison.db.replaced-b'), 'Everybody on this machine gets at everything that is stored (mode 666).', `chmod 600 ${inFolder('data/liaison.db.replaced-b')}`],
  ]);
});

test('so are those of files with secrets: keys, passphrases, connection strings, and a configuration that holds one', () => {
  chmodSync(folder.path, 0o755);
  const { certificate } = certificates.make('readable');
  const key = write('key.pem', readFileSync(join(certificates.path, 'readable.key'), 'utf8'), 0o640);
  const passphrase = write('passphrase', 'x', 0o644);
  const told = doctor('--json', '--tls-cert', certificate, '--tls-key', key, '--tls-passphrase-file', passphrase);
  expect(findings(told, 'file permissions')).toEqual([{ severity: 'problem', where: passphrase, message: 'Everybody on this machine gets at the secret in it (mode 644).', remedy: `chmod 600 ${passphrase}` }]);
  const uri = 'mongodb://me:hunter2@127.0.0.1:1/x?serverSelectionTimeoutMS=200';
  const config = write('liaison.yaml', `store: { uri: '${uri}' }`, 0o644);
  const inFile = liaison(['doctor', '--config', config, '--json']);
  expect(findings(inFile, 'file permissions')).toMatchObject([{ severity: 'problem', where: config }]);
  expect(findings(inFile, 'store')).toMatchObject([{ severity: 'problem', where: 'mongodb://127.0.0.1:1/x', message: expect.stringMatching(/^It can't be looked at: /) }]);
  expect(inFile.out).not.toContain('hunter2');
});

test('certificates that expire soon are a warning, those that cannot be used a problem', () => {
  const day = 24 * 3_600 * 1_000;
  const at = (days: number): Date => new Date(Date.now() + days * day);
  const check = (name: string, dates: Parameters<CertificateFolder['make']>[1], key = name) => {
    const { certificate } = certificates.make(name, dates);
    return findings(doctor('--json', '--tls-cert', certificate, '--tls-key', join(certificates.path, `${key}.key`)), 'certificate').map(({ severity, message }) => `${severity}: ${message}`);
  };
  expect(check('good', { from: at(-10), to: at(80) })).toEqual([]);
  expect(check('soon', { from: at(-85), to: at(5) })).toEqual([expect.stringMatching(/^warning: The certificate expires on \d{4}-\d\d-\d\d\.$/)]);
  expect(check('expired', { from: at(-90), to: at(-1) })).toEqual([expect.stringMatching(/^problem: .* can't be used: the certificate expired on/)]);
  expect(check('other', {}, 'good')).toEqual([expect.stringMatching(/^problem: .* the key belongs to another certificate/)]);
});

test('a wrong configuration is told, and that nothing else could be looked at follows from it', () => {
  const config = write('liaison.yaml', 'listen: { prot: 1 }');
  const { code, out } = liaison(['doctor', '--config', config]);
  expect(code).toBe(1);
  expect(out).toMatch(/^configuration {2}problem\n {2}problem: .*liaison\.yaml:1\n {4}listen\.prot: .*did you mean "port"\?\n/);
  expect(findings(doctor('--json', '--host', '0.0.0.0'), 'configuration')).toMatchObject([{ severity: 'problem', where: '--host', message: expect.stringMatching(/^Plain HTTP is served on loopback addresses only/) }]);
});

test('what is no store is told; where there is none yet, none is made', () => {
  write('data/liaison.db', 'a text that is long enough to be looked into'.repeat(100));
  expect(findings(doctor('--json'), 'store')).toMatchObject([{ severity: 'problem', message: expect.stringMatching(/is no SQLite database/) }]);
  const none = liaison(['doctor', '--data', inFolder('nowhere'), '--json']);
  expect(none.code).toBe(0);
  expect(findings(none, 'store')).toMatchObject([{ severity: 'warning', message: 'There is no store there yet.' }]);
  expect(existsSync(inFolder('nowhere'))).toBe(false);
});
