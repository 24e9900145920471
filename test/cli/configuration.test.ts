// Configuration: flags over the environment, over a file, over defaults; mistakes told with place, found and expected.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationFailure } from '../../cli/configuration-failure.ts';
import { readConfiguration } from '../../cli/configuration.ts';
import { maskConnectionString } from '../../cli/store-place.ts';
import { SETTINGS } from '../../schemas/configuration/settings.ts';
import { CONNECTIONS, MOST_HEADERS, MOST_RUNNING, PATIENCE } from '../../server/listen.ts';
import { PUBLISHING } from '../../server/steps/limit-publications.ts';
import { temporaryFolder } from './liaison-process.ts';

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

const EVERYTHING = `listen:
  host: 192.0.2.1
  port: 8443
  public_url: https://taxii.example
  trusted_proxies: [10.0.0.1, 10.1.0.0/16]
tls:
  certificate: tls/cert.pem
  key: /etc/key.pem
store:
  data: store
taxii:
  strict: true
log:
  level: info
limits:
  connections: 5
  connections_per_address: 4
  headers: 30
timeouts:
  headers: 1
  request: 2
  answer: 3
  idle: 4
  ending: 5
`;

describe('the value that holds', () => {
  test('is the default where nobody says anything', () => {
    const { configuration, settings } = readConfiguration({}, {});
    expect(configuration).toEqual({
      listen: { host: '127.0.0.1', port: 8080, trusted_proxies: [] },
      tls: {},
      credentials: { api_key_header: 'X-API-Key' },
      cache: { bytes: 67_108_864 },
      audit: {},
      openid: { account_claim: 'sub' },
      store: { data: 'data' },
      taxii: { strict: false },
      console: { enabled: true },
      log: { level: 'warn' },
      metrics: { host: '127.0.0.1' },
      tracing: { sample_ratio: 1, service_name: 'liaison' },
      limits: {
        connections: 10_000,
        connections_per_address: 256,
        headers: 100,
        running: 2_000,
        publications_per_account: 100,
        publications_per_agency: 200,
        publishing_bytes: 256 * 1024 * 1024,
      },
      rates: { window: 60 },
      timeouts: { headers: 20, request: 120, answer: 300, idle: 5, ending: 10 },
      server: {},
    });
    expect(settings).toHaveLength(SETTINGS.length);
    expect(Object.isFrozen(configuration) && Object.isFrozen(configuration.listen)).toBe(true);
  });

  test('is the default of the socket, too, for those who start one without a configuration', () => {
    const { limits, timeouts } = readConfiguration({}, {}).configuration;
    expect(limits).toEqual({
      connections: CONNECTIONS.total,
      connections_per_address: CONNECTIONS.perAddress,
      headers: MOST_HEADERS,
      running: MOST_RUNNING,
      publications_per_account: PUBLISHING.perAccount,
      publications_per_agency: PUBLISHING.perAgency,
      publishing_bytes: PUBLISHING.bytes,
    });
    expect(Object.entries(timeouts).map(([name, seconds]) => [name, seconds * 1_000])).toEqual(Object.entries(PATIENCE));
  });

  test('is the one of the file, whose relative paths begin where the file is', () => {
    const { configuration, nameGiven } = readConfiguration({ config: write(EVERYTHING) }, {});
    expect(configuration).toMatchObject({
      listen: { host: '192.0.2.1', port: 8443, public_url: 'https://taxii.example', trusted_proxies: ['10.0.0.1', '10.1.0.0/16'] },
      tls: { certificate: inFolder('tls/cert.pem'), key: '/etc/key.pem' },
      store: { data: inFolder('store') },
      taxii: { strict: true },
      log: { level: 'info' },
      limits: { connections: 5, connections_per_address: 4, headers: 30 },
      timeouts: { headers: 1, request: 2, answer: 3, idle: 4, ending: 5 },
    });
    expect(nameGiven('tls.key')).toBe(`tls.key (${inFolder('liaison.yaml')}:8)`);
  });

  const FLAGS = { port: '3', console: 'off', strict: true, trustedProxy: ['192.0.2.9'], tlsCert: 'flag.pem' };
  const VARIABLES = { LIAISON_PORT: '2', LIAISON_HOST: '::1', LIAISON_TRUSTED_PROXY: 'loopback, private', LIAISON_LIMITS_HEADERS: '77', LIAISON_STRICT: 'no', LIAISON_CONSOLE: 'on' };
  test.each<[setting: string, flag: unknown, variable: unknown]>([
    ['listen.port', 3, 2],
    ['listen.host', '192.0.2.1', '::1'],
    ['listen.trusted_proxies', ['192.0.2.9'], ['loopback', 'private']],
    ['taxii.strict', true, false],
    ['console.enabled', false, true],
    ['limits.headers', 30, 77],
    ['tls.certificate', 'flag.pem', expect.stringMatching(/tls\/cert\.pem$/)],
  ])('of %s is that of a flag, then of a variable, then of the file', (setting, flag, variable) => {
    const file = write(EVERYTHING);
    const valueOf = (flags: object, environment: Record<string, string>): unknown => {
      const [section = '', key = ''] = setting.split('.');
      const { configuration } = readConfiguration({ ...flags, config: file }, environment);
      return (configuration as unknown as Record<string, Record<string, unknown>>)[section]?.[key];
    };
    expect(valueOf(FLAGS, {})).toEqual(flag);
    expect(valueOf({}, VARIABLES)).toEqual(variable);
    const isFlag = ['listen.port', 'listen.trusted_proxies', 'taxii.strict', 'console.enabled', 'tls.certificate'].includes(setting);
    expect(valueOf(FLAGS, VARIABLES)).toEqual(isFlag ? flag : variable);
  });

  test.each([
    ['1', true],
    ['true', true],
    ['YES', true],
    ['on', true],
    ['0', false],
    ['false', false],
    ['no', false],
    ['off', false],
    ['', false],
  ])('of LIAISON_STRICT=%j is %j', (word, expected) => {
    expect(readConfiguration({}, { LIAISON_STRICT: word }).configuration.taxii.strict).toBe(expected);
  });

  test('an empty variable says nothing, and LIAISON_CONFIG names the file', () => {
    const environment = { LIAISON_CONFIG: write(EVERYTHING), LIAISON_PORT: '', LIAISON_PUBLIC_URL: '' };
    expect(readConfiguration({}, environment).configuration.listen).toMatchObject({ port: 8443, public_url: 'https://taxii.example' });
  });

  test.each<[what: string, flags: object, environment: Record<string, string>, file: string, expected: object]>([
    ['a folder by flag over a connection string by variable', { data: 'x' }, { LIAISON_STORE: 'mongodb://a' }, '', { data: 'x' }],
    ['a folder by variable over a connection string in the file', {}, { LIAISON_DATA: 'x' }, 'store: { uri: mongodb://a }', { data: 'x' }],
    ['a connection string over a folder, in the environment', {}, { LIAISON_DATA: 'x', LIAISON_STORE: 'mongodb://a' }, '', { uri: 'mongodb://a' }],
    ['its file over a folder, in the environment', {}, { LIAISON_DATA: 'x', LIAISON_STORE_FILE: '/f' }, 'store: { uri: mongodb://a }', { uri_file: '/f' }],
    ['a connection string in the file', {}, {}, 'store: { uri: mongodb+srv://a }', { uri: 'mongodb+srv://a' }],
    ['its file in the file', {}, {}, 'store: { uri_file: /f }', { uri_file: '/f' }],
  ])('of the store comes from one place: %s', (_, flags, environment, file, expected) => {
    expect(readConfiguration({ ...flags, config: write(file) }, environment).configuration.store).toEqual(expected);
  });

  test('is the default where the file is empty, or has only comments', () => {
    for (const text of ['', '# nothing\n', '---\n', '{}']) {
      expect(readConfiguration({ config: write(text) }, {}).configuration.listen.port).toBe(8080);
    }
  });
});

describe('a mistake in the file is told with file, line, path, what is there and what should be', () => {
  const MISTAKES: readonly [what: string, text: string, line: number, message: string | RegExp][] = [
    ['a section that there is not', 'listen: { port: 1 }\nlitsen: { port: 1 }', 2, 'litsen: is no key of the configuration; did you mean "listen"?'],
    ['a setting that there is not', 'listen:\n  prot: 1', 2, 'listen.prot: is no key of the section listen; did you mean "port"?'],
    ['a setting without its section', 'port: 1', 1, 'port: is no key of the configuration; did you mean "port" in the section "listen"?'],
    ['a setting under the name of its flag', 'listen:\n  tls-cert: x', 2, 'listen."tls-cert": is no key of the section listen; did you mean "certificate" in the section "tls"?'],
    ['a setting in another section', 'tls:\n  public_url: https://x', 2, /^tls\.public_url: .* did you mean "public_url" in the section "listen"\?$/],
    ['a setting that nobody knows', 'log:\n  colour: red', 2, 'log.colour: is no key of the section log, which has level'],
    ['a port that is none', 'listen:\n  host: x\n  port: 99999', 3, 'listen.port: must be a port (0 to 65535), but is 99999'],
    ['a text in place of a number', 'listen:\n  port: http', 2, 'listen.port: must be a port (0 to 65535), but is "http"'],
    ['a number in quotes', 'timeouts:\n  idle: "5"', 2, 'timeouts.idle: must be a whole number of seconds from 1 to 3600, but is "5"'],
    ['half a second', 'timeouts:\n  idle: 0.5', 2, 'timeouts.idle: must be a whole number of seconds from 1 to 3600, but is 0.5'],
    ['a text in place of a list', 'listen:\n  trusted_proxies: 10.0.0.1', 2, 'listen.trusted_proxies: must be a list of proxies, but is "10.0.0.1"'],
    ['a proxy that is none', 'listen:\n  trusted_proxies:\n    - 10.0.0.1\n    - proxy.example', 4, /^listen\.trusted_proxies\[1\]: must be an address, a network .* but is "proxy\.example"$/],
    ['a network that is none', 'listen:\n  trusted_proxies: [10.0.0.0/33]', 2, /^listen\.trusted_proxies\[0\]: must be an address/],
    ['a public URL with a path', 'listen:\n  public_url: https://x/taxii2/', 2, 'listen.public_url: must be https://host[:port], without a path, but is "https://x/taxii2/"'],
    ['a public URL without TLS', 'listen:\n  public_url: http://x', 2, /^listen\.public_url: must be https/],
    ['a public URL with a password', 'listen:\n  public_url: https://a:b@x', 2, /^listen\.public_url: must be https/],
    ['a level that there is not', 'log:\n  level: warning', 2, 'log.level: must be fatal, error, warn, info, debug, trace or silent, but is "warning"'],
    ['a text in place of a truth', 'taxii:\n  strict: maybe', 2, 'taxii.strict: must be true or false, but is "maybe"'],
    ['a file without a name', 'tls:\n  certificate: ""\n  key: x', 2, 'tls.certificate: must be the name of a file, but is ""'],
    ['an empty section', 'tls:\nlog: { level: info }', 1, /^tls: must be the section tls, with the keys certificate, key, passphrase_file, client_ca, but is empty$/],
    ['a list in place of sections', '- listen', 1, /^must be the configuration, with the keys listen, tls, .* but is a list$/],
    ['two stores', 'store:\n  data: x\n  uri: mongodb://x', 3, 'store.uri: must not be there beside data: there is one store'],
    ['a certificate without key', 'log: { level: info }\ntls:\n  certificate: x', 3, /^tls\.certificate: is of no use alone: HTTPS needs both --tls-cert and --tls-key, or tls\.certificate and tls\.key/],
    ['a passphrase without key', 'tls:\n  passphrase_file: x', 2, 'tls.passphrase_file: is of no use without certificate and key'],
    ['authorities of clients without certificate', 'tls:\n  client_ca: x', 2, 'tls.client_ca: is of no use without certificate and key'],
    ['a header that is none', 'credentials:\n  api_key_header: "X API Key"', 2, 'credentials.api_key_header: must be the name of a header, but is "X API Key"'],
    ['a header that is taken', 'credentials:\n  api_key_header: authorization', 2, 'credentials.api_key_header: must be a header of its own, and authorization says something else already'],
    ['one header for two things', 'listen: { trusted_proxies: [loopback] }\ncredentials:\n  client_certificate_header: x-api-key', 3, 'credentials.client_certificate_header: must be another header than api_key_header, X-API-Key'],
    ['a header of proxies without proxies', 'credentials:\n  client_certificate_header: Client-Cert', 2, /^credentials\.client_certificate_header: is of no use alone: it is believed from trusted proxies only; name them with --trusted-proxy/],
    ['keys from a network in the open', 'openid:\n  jwks_url: http://login.example/keys', 2, /^openid\.jwks_url: must be an https URL, or an http URL on this machine, but is "http:/],
    ['a collector without a path', 'tracing:\n  endpoint: http://127.0.0.1:4318', 2, /^tracing\.endpoint: must be the http or https URL at which a collector takes spans, such as http:\/\/127\.0\.0\.1:4318\/v1\/traces, but is "http:/],
    ['a collector with a password', 'tracing:\n  endpoint: https://me:secret@collector.example/v1/traces', 2, /^tracing\.endpoint: must be the http or https URL/],
    ['more than all requests', 'tracing:\n  sample_ratio: 1.5', 2, 'tracing.sample_ratio: must be a number from 0 to 1, but is 1.5'],
    ['a ratio in words', 'tracing:\n  sample_ratio: half', 2, 'tracing.sample_ratio: must be a number from 0 to 1, but is "half"'],
    ['a provider without audience', 'openid:\n  issuer: https://login.example\n  jwks_url: https://login.example/keys', 2, /^openid\.issuer: is of no use without audience/],
    ['a provider without keys', 'openid:\n  issuer: https://login.example\n  audience: x', 2, /^openid\.issuer: is of no use without jwks_url or jwks_file/],
    ['keys without a provider', 'openid:\n  jwks_file: x\n  audience: x', 3, /^openid\.audience: is of no use without issuer/],
    ['keys in two places', 'openid:\n  issuer: x\n  audience: x\n  jwks_url: https://login.example/keys\n  jwks_file: x', 5, /^openid\.jwks_file: must not be there beside jwks_url/],
    ['more time for headers than for all', 'timeouts:\n  headers: 60\n  request: 30', 2, 'timeouts.headers: must be no more than request, 30, of which the headers are a part, but is 60'],
    ['a key that is there twice', 'log:\n  level: info\n  level: warn', 3, 'the key "level" is there twice'],
    ['no YAML', 'listen:\n  port: [1', 2, /^is not YAML: /],
    ['a tab', 'listen:\n\tport: 1', 2, /^is not YAML: /],
    ['an alias', 'log: &a { level: info }\ntaxii: *a', 1, 'has a YAML alias, for which a configuration has no use'],
  ];
  test.each(MISTAKES)('%s', (_, text, line, message) => {
    const file = write(text);
    const read = (): unknown => readConfiguration({ config: file }, {});
    expect(read).toThrow(ConfigurationFailure);
    try {
      read();
    } catch (error) {
      const [first = ''] = (error as Error).message.split('\n');
      expect(first.startsWith(`${file}:${line}: `)).toBe(true);
      expect(first.slice(`${file}:${line}: `.length)).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
    }
  });

  test('all of them are told, in the order of the file', () => {
    const file = write('log:\n  level: loud\nlisten:\n  prot: 1\n  host: "a b"\n');
    expect(() => readConfiguration({ config: file }, {})).toThrow(/:2: log\.level: .*\n.*:4: listen\.prot: .*\n.*:5: listen\.host: /);
  });

  test('a file that is not there, or is a folder, is told in a sentence', () => {
    expect(() => readConfiguration({ config: inFolder('nowhere.yaml') }, {})).toThrow(`The configuration file ${inFolder('nowhere.yaml')} can't be read (ENOENT).`);
    expect(() => readConfiguration({ config: folder.path }, {})).toThrow("can't be read (EISDIR).");
  });

  test.each([
    ['uri: mongo://user:topsecret@host/x'],
    ['uri: [mongodb://user:topsecret@host/x]'],
  ])('a secret is not told: %s', (line) => {
    const file = write(`store:\n  ${line}\n`);
    expect(() => readConfiguration({ config: file }, {})).toThrow(`${file}:2: store.uri: must be a connection string; what is there is not shown here`);
  });
});

describe('a mistake in a word is told with the flag or variable, what it is and what it should be', () => {
  test.each<[flags: object, environment: Record<string, string>, message: RegExp]>([
    [{ port: '99999' }, {}, /^--port must be a port \(0 to 65535\), but is 99999\. .*A port is a number from 0 to 65535/],
    [{ port: '80.5' }, {}, /^--port must be a port .* but is "80\.5"\./],
    [{}, { LIAISON_PORT: '-1' }, /^LIAISON_PORT must be a port .* but is -1\./],
    [{}, { LIAISON_STRICT: 'maybe' }, /^LIAISON_STRICT must be true or false, but is "maybe"\./],
    [{}, { LIAISON_LOG: 'loud' }, /^LIAISON_LOG must be fatal, error, .* but is "loud"\./],
    [{ trustedProxy: ['10.0.0.1', 'x'] }, {}, /^--trusted-proxy must be an address, .* but is "x"\./],
    [{}, { LIAISON_TRUSTED_PROXY: '10.0.0.1,,10.0.0.2' }, /^LIAISON_TRUSTED_PROXY must be an address, .* but is ""\./],
    [{}, { LIAISON_TIMEOUTS_IDLE: '1h' }, /^LIAISON_TIMEOUTS_IDLE must be a whole number of seconds from 1 to 3600, but is "1h"\./],
    [{ publicUrl: 'taxii.example' }, {}, /^--public-url must be https:\/\/host\[:port\], without a path, but is "taxii\.example"\./],
    [{ tlsKey: 'x' }, {}, /^--tls-key is of no use alone: HTTPS needs both/],
    [{}, { LIAISON_TLS_CERT: 'x' }, /^LIAISON_TLS_CERT is of no use alone: HTTPS needs both/],
  ])('%j %j', (flags, environment, message) => {
    expect(() => readConfiguration({ ...flags }, environment)).toThrow(message);
  });

  test('a secret is not told', () => {
    const environment = { LIAISON_STORE: 'mongo://user:topsecret@host/x' };
    expect(() => readConfiguration({}, environment)).toThrow(/^LIAISON_STORE must be a connection string; (?!.*topsecret)/);
  });

  test('a command heeds the settings that are about what it does', () => {
    const halfHere = write('tls: { certificate: x }\nstore: { data: /y }');
    expect(readConfiguration({ config: halfHere }, { LIAISON_TLS_KEY: 'x' }).configuration.tls.key).toBe('x');
    expect(readConfiguration({ config: halfHere }, {}, ['store']).configuration.store).toEqual({ data: '/y' });
    expect(readConfiguration({}, { LIAISON_PORT: 'x' }, ['store']).configuration.listen.port).toBe(8080);
  });
});

test.each([
  ['mongodb://user:pass@db1,db2/liaison?replicaSet=rs0&tlsCertificateKeyFilePassword=x', 'mongodb://db1,db2/liaison'],
  ['mongodb+srv://user:p@ss/w@rd@db.example', 'mongodb+srv://db.example'],
  ['mongodb://db', 'mongodb://db'],
])('%s is shown as %s', (uri, shown) => expect(maskConnectionString(uri)).toBe(shown));
