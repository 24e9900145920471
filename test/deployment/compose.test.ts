// docker-compose.yml and what it takes from files: what must hold for it to start, and to be safe.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { isPlainOnNetwork } from '../../cli/configuration-transport.ts';
import { readConfiguration } from '../../cli/configuration.ts';
import { pathOf, readComposeFile, textOf, type Service } from './compose-file.ts';

const cluster = readComposeFile('docker-compose.yml');
const embedded = readComposeFile('docker-compose.embedded.yml');
const services = Object.entries(cluster.services);
const everyService = [...services, ...Object.entries(embedded.services)];
const namesOf = (kind: string): string[] => Object.keys(cluster.services).filter((name) => name.startsWith(kind)).toSorted();

const MEMBERS = ['mongo-1', 'mongo-2', 'mongo-3'];
const SERVERS = ['liaison-1', 'liaison-2'];

let folder: string;
let printed: string;

function makeSecrets(...words: string[]): { code: number | null; out: string } {
  const { status, stdout, stderr } = spawnSync(pathOf('deployment/make-secrets.sh'), words, { encoding: 'utf8' });
  return { code: status, out: stdout + stderr };
}

const secret = (name: string): string => readFileSync(join(folder, name), 'utf8').trim();

beforeAll(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'liaison-secrets-')), 'secrets');
  printed = makeSecrets('taxii.example.org', folder).out;
});

afterAll(() => rmSync(join(folder, '..'), { recursive: true }));

test('there are two servers and three members', () => {
  expect(namesOf('liaison-')).toEqual(SERVERS);
  expect(namesOf('mongo-').filter((name) => name !== 'mongo-init')).toEqual(MEMBERS);
});

describe.each(everyService)('%s', (_name, service: Service) => {
  test('runs an image of one exact version, or the one that is built here', () => {
    if (service.build === undefined) expect(service.image).toMatch(/^[a-z]+:\d+\.\d+\.\d+(?:-[a-z]+)?$/);
    else expect(service.image).toBe('liaison:local');
  });

  test('is confined: nothing to write to, no capabilities, no more privileges, no root, limited memory', () => {
    expect(service.read_only).toBe(true);
    expect(service.cap_drop).toEqual(['ALL']);
    expect(service.security_opt).toEqual(['no-new-privileges:true']);
    expect(service.mem_limit).toMatch(/^\d+[mg]$/);
    if (service.build === undefined) expect(service.user).toMatch(/^(?:1000:1000|mongodb)$/);
  });

  test('has no secret in its environment', () => {
    const settings = Object.entries(service.environment ?? {});
    expect(settings.filter(([key]) => /PASSWORD|SECRET|TOKEN|STORE$/i.test(key))).toEqual([]);
    expect(settings.filter(([, value]) => /:\/\/[^/]*@/.test(value ?? ''))).toEqual([]);
  });

  test('starts again by itself, and has time to end', () => {
    if (service.restart === 'no') return;
    expect(service.restart).toBe('unless-stopped');
    expect(Number.parseInt(service.stop_grace_period ?? '', 10)).toBeGreaterThanOrEqual(30);
  });

  test('tells how it is, itself or by the HEALTHCHECK of the image that is built here', () => {
    if (service.restart !== 'no') expect(service.healthcheck ?? service.build).toBeDefined();
  });
});

test('no capability is added but the one without which the image of the proxy cannot start', () => {
  const added = services.filter(([, { cap_add: capabilities }]) => capabilities !== undefined);
  expect(added.map(([name, { cap_add: capabilities }]) => [name, capabilities])).toEqual([['proxy', ['NET_BIND_SERVICE']]]);
});

describe('the networks', () => {
  test('only the proxy is reachable, on 443; the embedded exchange from its own machine only', () => {
    const published = services.flatMap(([name, { ports }]) => (ports ?? []).map((port) => [name, port]));
    expect(published).toEqual([['proxy', '443:8443']]);
    expect(embedded.services['liaison']?.ports).toEqual(['127.0.0.1:8080:8080']);
  });

  test('the database is in a network that leads nowhere, with the servers and nobody else', () => {
    expect(cluster.networks?.['store']?.internal).toBe(true);
    const inStore = services.filter(([, { networks }]) => networks?.includes('store')).map(([name]) => name);
    expect(inStore.toSorted()).toEqual([...SERVERS, ...MEMBERS]);
    for (const name of MEMBERS) expect(cluster.services[name]?.networks).toEqual(['store']);
  });

  test('the servers are in no network that leads outside', () => {
    for (const name of SERVERS) {
      const networks = cluster.services[name]?.networks ?? [];
      expect(networks.map((network) => cluster.networks?.[network]?.internal)).toEqual(networks.map(() => true));
    }
  });

  test('the first user is made from the machine of mongo-1', () => {
    expect(cluster.services['mongo-init']?.network_mode).toBe('service:mongo-1');
  });
});

describe.each(everyService.filter(([, { image }]) => image === 'liaison:local'))('%s, which speaks plain HTTP', (_name, { environment }) => {
  const [, ofImage = ''] = /^ENV (.*)$/m.exec(textOf('Dockerfile')) ?? [];
  const image = Object.fromEntries([...ofImage.matchAll(/(\w+)=(\S+)/g)].map(([, name, value]) => [name, value]));
  const own = Object.fromEntries(Object.entries(environment ?? {}).map(([name, value]) => [name, value?.replace(/^\$\{\w+:-(.*)\}$/, '$1') ?? '']));

  test('may do so, as it is told which proxies are in front; of the image alone that is refused', () => {
    expect(isPlainOnNetwork(readConfiguration({}, { ...image, ...own }))).toBe(false);
    expect(isPlainOnNetwork(readConfiguration({}, image))).toBe(true);
  });
});

describe('what is named is there', () => {
  const volumesOf = ({ volumes }: Service): string[] =>
    (volumes ?? []).filter((volume) => typeof volume === 'string').map((volume) => volume.split(':')[0] ?? '');

  test.each([
    ['networks', cluster.networks, ({ networks }: Service) => networks ?? []],
    ['volumes', cluster.volumes, volumesOf],
    ['configs', cluster.configs, ({ configs }: Service) => (configs ?? []).map(({ source }) => source)],
    ['secrets', cluster.secrets, ({ secrets }: Service) => secrets ?? []],
  ] as const)('%s: what is used is declared, what is declared is used', (_kind, declared, usedBy) => {
    const used = new Set(services.flatMap(([, service]) => [...usedBy(service)]));
    expect([...used].toSorted()).toEqual(Object.keys(declared ?? {}).toSorted());
  });

  test('who waits for a healthy service waits for one that tells', () => {
    const waits = services.flatMap(([, { depends_on: others }]) => Object.entries(others ?? {}));
    expect(waits.length).toBeGreaterThan(0);
    for (const [name, { condition }] of waits) {
      const service = cluster.services[name];
      expect(service).toBeDefined();
      if (condition === 'service_healthy') expect(service?.healthcheck ?? service?.build).toBeDefined();
      if (condition === 'service_completed_successfully') expect(service?.restart).toBe('no');
    }
  });

  test('liaison-2 waits for liaison-1, so that there is one first start', () => {
    expect(cluster.services['liaison-2']?.depends_on).toEqual({ 'liaison-1': { condition: 'service_healthy' } });
  });

  test('every member keeps its data in a volume of its own', () => {
    for (const name of MEMBERS) expect(volumesOf(cluster.services[name] as Service)).toEqual([name]);
  });

  test('configuration files exist', () => {
    for (const { file } of Object.values(cluster.configs ?? {})) expect(existsSync(pathOf(file))).toBe(true);
  });

  test('make-secrets.sh makes exactly the secrets that are declared, in a folder that git ignores', () => {
    const files = Object.values(cluster.secrets ?? {}).map(({ file }) => file);
    for (const file of files) expect(file).toMatch(/^deployment\/secrets\//);
    expect(readdirSync(folder).toSorted()).toEqual(files.map((file) => basename(file)).toSorted());
    expect(textOf('.gitignore').split('\n')).toContain('deployment/secrets/');
  });
});

describe('make-secrets.sh', () => {
  test('makes a folder for its owner, with files that the users of the containers can read', () => {
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o444);
  });

  test('makes long random secrets', () => {
    expect(secret('mongodb-keyfile').replaceAll('\n', '')).toMatch(/^[A-Za-z0-9+/]{1008}$/);
    expect(secret('mongodb-admin-password')).toMatch(/^[0-9a-f]{64}$/);
    const [, password] = /^mongodb:\/\/liaison:([0-9a-f]{64})@/.exec(secret('liaison-store')) ?? [];
    expect(password).toBeDefined();
    expect(password).not.toBe(secret('mongodb-admin-password'));
  });

  test('leads the servers to the members of the replica set', () => {
    const [, hosts, database, set] = /@([^/]+)\/(\w+)\?replicaSet=(\w+)$/.exec(secret('liaison-store')) ?? [];
    expect(hosts?.split(',')).toEqual(MEMBERS.map((name) => `${name}:27017`));
    expect(database).toBe('liaison');
    for (const name of MEMBERS) expect(cluster.services[name]?.command?.join(' ')).toContain(`--replSet=${set} `);
  });

  test('makes a certificate for the host, and tells how to start', () => {
    const { stdout } = spawnSync('openssl', ['x509', '-in', join(folder, 'tls-certificate.pem'), '-noout', '-ext', 'subjectAltName']);
    expect(String(stdout)).toContain('DNS:taxii.example.org, DNS:localhost');
    expect(printed).toContain('LIAISON_PUBLIC_URL=https://taxii.example.org');
  });

  test('leaves what is there as it is', () => {
    const before = readdirSync(folder).map(secret);
    const { code, out } = makeSecrets('other.example.org', folder);
    expect(code).toBe(0);
    expect(out).not.toContain('made');
    expect(readdirSync(folder).map(secret)).toEqual(before);
  });

  test('makes no certificate for a key that is there already', () => {
    const other = join(folder, '..', 'other');
    expect(makeSecrets('localhost', other).code).toBe(0);
    rmSync(join(other, 'tls-certificate.pem'));
    expect(makeSecrets('localhost', other)).toMatchObject({ code: 1, out: expect.stringContaining('has no tls-certificate.pem') });
    expect(existsSync(join(other, 'tls-certificate.pem'))).toBe(false);
  });
});

describe('the proxy', () => {
  const text = textOf('deployment/proxy/Caddyfile');

  test('takes its requests where they are published', () => {
    expect(text).toMatch(/^:8443 \{$/m);
  });

  test('sends them to the servers, where they listen', () => {
    const [, port] = /^EXPOSE (\d+)$/m.exec(textOf('Dockerfile')) ?? [];
    const [, upstreams] = /^\treverse_proxy (.*) \{$/m.exec(text) ?? [];
    expect(upstreams?.split(' ')).toEqual(SERVERS.map((name) => `${name}:${port}`));
  });

  test('removes what a client says about itself in the header that it does not set', () => {
    for (const name of ['Forwarded', 'Traceparent', 'Tracestate']) expect(text).toMatch(new RegExp(`^\\t\\theader_up -${name}$`, 'm'));
  });

  test('finds its certificate and key among its secrets', () => {
    const [, ...files] = /^\ttls (\S+) (\S+) \{$/m.exec(text) ?? [];
    expect(files).toEqual(cluster.services['proxy']?.secrets?.map((name) => `/run/secrets/${name}`));
  });

  test('takes suites with forward secrecy and AEAD only, and says so with every answer of its own', () => {
    const [, suites = ''] = /^\t\tciphers (.*)$/m.exec(text) ?? [];
    expect(suites.split(' ').filter((suite) => !/^TLS_ECDHE_\w+_(?:GCM_SHA\d+|CHACHA20_POLY1305_SHA256)$/.test(suite))).toEqual([]);
    expect(text).toMatch(/^\t\tprotocols tls1\.2 tls1\.3$/m);
    expect(text.match(/^\t+Strict-Transport-Security max-age=\d{8,}$/gm)).toHaveLength(2);
  });

  test('answers with error resources that are JSON', () => {
    const bodies = [...text.matchAll(/respond `(.*)`/g)].map(([, body = '']) => body.replace('{err.status_text}', 'Bad').replace('{err.status_code}', '400'));
    expect(bodies.map((body) => JSON.parse(body))).toEqual([
      expect.objectContaining({ title: 'Service unavailable', http_status: '503' }),
      { title: 'Bad', http_status: '400' },
    ]);
  });
});
