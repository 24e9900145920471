// liaison config check|show, and a server that is run with a configuration file.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SETTINGS } from '../../schemas/configuration/settings.ts';
import { certificateFolder } from '../server/certificates.ts';
import { liaison, serve, temporaryFolder } from './liaison-process.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

const inFolder = (name: string): string => join(folder.path, name);
function write(text: string, name = 'liaison.yaml'): string {
  writeFileSync(inFolder(name), text);
  return inFolder(name);
}

describe('`liaison config`', () => {
  test('check says that all is well, or what is wrong, with the exit code', () => {
    const good = liaison(['config', 'check', '--config', write('listen: { port: 1 }')]);
    expect(good).toMatchObject({ code: 0, out: 'The configuration is valid.\n', err: '' });
    const file = write('listen: { prot: 1 }\nlog: { level: loud }');
    const bad = liaison(['config', 'check'], { environment: { LIAISON_CONFIG: file } });
    expect(bad).toMatchObject({ code: 1, out: '' });
    expect(bad.err).toMatch(/liaison\.yaml:1: listen\.prot: .*did you mean "port"\?\n.*liaison\.yaml:2: log\.level: /);
  });

  test('check --json is for programs', () => {
    const file = write('listen: { prot: 1 }');
    const { code, out, err } = liaison(['config', 'check', '--json', '--config', file]);
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(JSON.parse(out)).toEqual({
      valid: false,
      faults: [{ source: file, line: 1, path: ['listen', 'prot'], message: 'is no key of the section listen; did you mean "port"?' }],
    });
    expect(JSON.parse(liaison(['config', 'check', '--json']).out)).toEqual({ valid: true, faults: [] });
  });

  test('check also looks at what the configuration names', () => {
    const certificates = certificateFolder();
    const good = certificates.make('good');
    const other = certificates.make('other');
    const expired = certificates.make('expired', { from: new Date('2020-01-01'), to: new Date('2021-01-01') });
    const check = (text: string) => liaison(['config', 'check', '--config', write(text)]);
    try {
      expect(check(`tls: { certificate: ${good.certificate}, key: ${good.key} }`).code).toBe(0);
      expect(check(`tls: { certificate: ${good.certificate}, key: ${other.key} }`).err).toMatch(
        /^The certificate of tls\.certificate \(.*liaison\.yaml:1\) and the key of tls\.key \(.*\) can't be used: the key belongs to another/,
      );
      expect(check(`tls: { certificate: ${expired.certificate}, key: ${expired.key} }`).err).toMatch(/the certificate expired on 2021-01-01\.$/m);
      expect(check('tls: { certificate: nowhere.pem, key: nowhere.pem }').err).toMatch(/nowhere\.pem can't be read \(ENOENT\)\.$/m);
      expect(check('listen: { host: 0.0.0.0 }').err).toMatch(/^Plain HTTP is served on loopback addresses only/);
      expect(check('listen: { host: 0.0.0.0, trusted_proxies: [10.0.0.1] }').code).toBe(0);
      expect(check('store: { uri_file: nowhere }').err).toMatch(/nowhere, which store\.uri_file \(.*liaison\.yaml:1\) names, can't be read \(ENOENT\)/);
    } finally {
      certificates.remove();
    }
  });

  test('show prints every setting, what it is, and where that is from, without secrets', () => {
    const file = write('listen:\n  host: localhost\n  trusted_proxies: [loopback, 10.0.0.1]\nlimits: { headers: 50 }\n');
    const environment = { LIAISON_LOG: 'info', LIAISON_STORE: 'mongodb://user:topsecret@db1,db2/x?authSource=admin&tlsCertificateKeyFilePassword=hush' };
    const { code, out } = liaison(['config', 'show', '--config', file, '--port', '1'], { environment });
    expect(code).toBe(0);
    expect(out).not.toMatch(/topsecret|hush|user/);
    const rows = Object.fromEntries(out.trimEnd().split('\n').map((line) => [line.split(/ {2,}/)[0], line.split(/ {2,}/).slice(1)]));
    expect(Object.keys(rows)).toEqual(SETTINGS.map(({ section, key }) => `${section}.${key}`));
    expect(rows).toMatchObject({
      'listen.host': ['localhost', `${file}:2`],
      'listen.port': ['1', '--port'],
      'listen.public_url': ['-', 'default'],
      'listen.trusted_proxies': ['loopback, 10.0.0.1', `${file}:3`],
      'log.level': ['info', 'LIAISON_LOG'],
      'limits.headers': ['50', `${file}:4`],
      'store.uri': ['mongodb://db1,db2/x', 'LIAISON_STORE'],
      'store.data': ['-', 'default'],
    });

    const json = JSON.parse(liaison(['config', 'show', '--json', '--config', file], { environment }).out);
    expect(json.file).toBe(file);
    expect(json.settings).toHaveLength(SETTINGS.length);
    expect(json.settings).toContainEqual({ name: 'listen.host', value: 'localhost', source: { kind: 'file', name: file, line: 2 } });
    expect(json.settings).toContainEqual({ name: 'store.uri', value: 'mongodb://db1,db2/x', source: { kind: 'environment', name: 'LIAISON_STORE' } });
    expect(JSON.stringify(json)).not.toMatch(/topsecret|hush/);
  });
});

describe('a server that is run with a file', () => {
  test('listens, keeps its store and serves HTTPS as it says, and other commands find the store by it', async () => {
    const certificates = certificateFolder();
    const { certificate, key } = certificates.make('localhost');
    certificates.openssl('ec', '-in', 'localhost.key', '-aes256', '-passout', 'pass:open sesame', '-out', 'locked.key');
    mkdirSync(inFolder('etc'));
    write('open sesame\n', 'etc/passphrase');
    const file = write(
      `listen:\n  port: 0\ntls:\n  certificate: ${certificate}\n  key: ${key.replace('localhost.key', 'locked.key')}\n  passphrase_file: passphrase\nstore:\n  data: ../store\n`,
      'etc/liaison.yaml',
    );
    const server = await serve(['--config', file]);
    try {
      expect(server.origin).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
      expect(server.printed).toContain(`Data folder: ${inFolder('store')}.`);
      const listed = liaison(['account', 'list', '--json', '--config', file]);
      expect(JSON.parse(listed.out)).toHaveLength(8);
    } finally {
      await server.stop();
      certificates.remove();
    }
  });

  test('does not start with one that has a mistake', () => {
    const { code, out, err } = liaison(['serve', '--config', write('listen: { prot: 1 }')]);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/liaison\.yaml:1: listen\.prot: is no key of the section listen; did you mean "port"\?$/m);
  });

  test('--help tells each flag with its variable and default', () => {
    const out = liaison(['serve', '--help']).out.replaceAll(/\s+/g, ' ');
    for (const { flag, environment } of SETTINGS.filter((setting) => setting.flag !== undefined)) {
      expect(out).toContain(flag?.split(' ')[0]);
      expect(out).toContain(`env: ${environment}`);
    }
    expect(out).toContain('--config <file>');
  });
});
