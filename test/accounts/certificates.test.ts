// Client certificates, over real TLS: mapped by fingerprint or subject, alone or beside a password.
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { pino } from 'pino';
import { handleOfFingerprint, handleOfSubject } from '../../collections/accounts/credential.ts';
import { canonicalSubject } from '../../collections/accounts/subject.ts';
import { now } from '../../schemas/timestamp.ts';
import { createApp } from '../../server/app.ts';
import { listen, type RunningServer } from '../../server/listen.ts';
import { basic, passwordOf, startExchange, type RunningExchange } from '../protocol/running-exchange.ts';
import { certificateFolder, pairIn, type CertificateFolder } from '../server/certificates.ts';
import { askInSession, askOverTls, makeAuthority, makeClient, type ClientCertificate } from './agents.ts';
import { change, give, giveKey, HOUR, withHeaders } from './give.ts';

let folder: CertificateFolder;
let exchange: RunningExchange;
let server: RunningServer;
let certificate: Buffer;
let [tool, twin, other, expired, stranger]: (ClientCertificate | undefined)[] = [];

beforeAll(async () => {
  folder = certificateFolder();
  const [authority] = [makeAuthority(folder, 'authority'), makeAuthority(folder, 'forger')];
  tool = makeClient(folder, 'authority', '/C=SG/O=CERT/CN=tool');
  other = makeClient(folder, 'authority', '/C=SG/O=CERT/CN=other');
  expired = makeClient(folder, 'authority', '/C=SG/O=CERT/CN=expired', -1);
  stranger = makeClient(folder, 'forger', '/C=SG/O=CERT/CN=forged');
  // The same subject, from somebody who has no say here.
  twin = makeClient(folder, 'forger', '/C=SG/O=CERT/CN=tool ');
  exchange = await startExchange({ settings: { apiKeyHeader: 'X-API-Key' } });
  const pair = pairIn(folder.make('localhost'));
  certificate = pair.certificate;
  const app = createApp(exchange.exchange, { negotiation: 'lenient', apiKeyHeader: 'X-API-Key' }, pino({ level: 'silent' }));
  server = await listen(app, { host: '127.0.0.1', port: 0, tls: { ...pair, clientAuthorities: readFileSync(authority) } });
});
afterAll(async () => {
  await server.close();
  await exchange.close();
  folder.remove();
});
beforeEach(() => change(exchange.store, 'both', ({ credentials: _all, certificateRequired: _required, ...account }) => account));

const ask = (shown?: ClientCertificate, headers: Readonly<Record<string, string>> = {}) => askOverTls(server.origin, certificate, shown, headers);
const statusOf = async (shown?: ClientCertificate, headers?: Readonly<Record<string, string>>): Promise<number> => (await ask(shown, headers)).status;
const subjectOf = (name: string): string => handleOfSubject(canonicalSubject(`CN=${name}, O=CERT, C=SG`) ?? '');
const fingerprintOf = (shown: ClientCertificate | undefined): string => handleOfFingerprint(shown?.fingerprint ?? '');
const password = { authorization: basic('both', passwordOf('both')) };

test('without a certificate everything is as it was', async () => {
  expect([await statusOf(), await statusOf(undefined, password)]).toEqual([401, 200]);
});

test.each<[how: string, proof: () => string]>([
  ['its fingerprint', () => fingerprintOf(tool)],
  ['its subject', () => subjectOf('tool')],
])('a certificate alone is enough for the account that has %s', async (_how, proof) => {
  expect(await statusOf(tool)).toBe(401);
  await give(exchange.store, 'both', 'certificate', proof());
  expect([await statusOf(tool), await statusOf(other), await statusOf()]).toEqual([200, 401, 401]);
});

test('a certificate of somebody who has no say here counts for nothing, whatever it says', async () => {
  await give(exchange.store, 'both', 'certificate', subjectOf('tool'));
  await give(exchange.store, 'both', 'certificate', subjectOf('forged'));
  await give(exchange.store, 'both', 'certificate', fingerprintOf(stranger));
  await give(exchange.store, 'both', 'certificate', fingerprintOf(twin));
  expect([await statusOf(stranger), await statusOf(twin), await statusOf(tool)]).toEqual([401, 401, 200]);
});

test('an expired certificate counts for nothing', async () => {
  await give(exchange.store, 'both', 'certificate', subjectOf('expired'));
  await give(exchange.store, 'both', 'certificate', fingerprintOf(expired));
  expect(await statusOf(expired)).toBe(401);
});

test('an expired credential counts for nothing, though its certificate would', async () => {
  await give(exchange.store, 'both', 'certificate', fingerprintOf(tool), { expiresAt: now() - 1 });
  expect(await statusOf(tool)).toBe(401);
});

test('while it is rotated, the old one and the new one count', async () => {
  await give(exchange.store, 'both', 'certificate', fingerprintOf(other), { previous: { proof: fingerprintOf(tool), validUntil: now() + HOUR } });
  expect([await statusOf(tool), await statusOf(other)]).toEqual([200, 200]);
  await change(exchange.store, 'both', (account) => ({
    ...account,
    credentials: (account.credentials ?? []).map((one) => ({ ...one, previous: { proof: fingerprintOf(tool), validUntil: now() - 1 } })),
  }));
  expect([await statusOf(tool), await statusOf(other)]).toEqual([401, 200]);
});

test('where it is required, neither it nor anything else is enough alone', async () => {
  const key = await giveKey(exchange.store, 'both');
  await give(exchange.store, 'both', 'certificate', subjectOf('tool'));
  await change(exchange.store, 'both', (account) => ({ ...account, certificateRequired: true }));
  const found: Record<string, number[]> = {};
  for (const [what, headers] of Object.entries({ nothing: {}, password, bearer: { authorization: `Bearer ${key}` }, header: { 'x-api-key': key }, wrong: { authorization: basic('both', 'x') } })) {
    found[what] = [await statusOf(undefined, headers), await statusOf(tool, headers), await statusOf(other, headers), await statusOf(stranger, headers)];
  }
  expect(found).toEqual({
    nothing: [401, 401, 401, 401],
    password: [401, 200, 401, 401],
    bearer: [401, 200, 401, 401],
    header: [401, 200, 401, 401],
    wrong: [401, 401, 401, 401],
  });
  // Once its certificate is taken away nobody gets in any more.
  await change(exchange.store, 'both', ({ credentials: _all, ...account }) => account);
  expect([await statusOf(undefined, password), await statusOf(tool, password)]).toEqual([401, 401]);
});

test('where both are required, the scopes of both hold', async () => {
  await give(exchange.store, 'both', 'certificate', subjectOf('tool'), { scope: { collections: [] } });
  expect((await ask(tool, password)).status).toBe(200);
  await change(exchange.store, 'both', (account) => ({ ...account, certificateRequired: true }));
  const session = await exchange.exchange.authenticate({
    address: '127.0.0.1',
    presented: { kind: 'password', name: 'both', password: passwordOf('both') },
    certificate: { fingerprint: '', subject: canonicalSubject('CN=tool,O=CERT,C=SG') ?? '' },
  });
  expect(session?.asker.scopes).toEqual([{ collections: [] }]);
  expect(session === undefined ? [] : session.directory.visibleRoots(session.asker.agency).filter(({ collections }) => collections.length > 0)).toEqual([]);
});

test('a password that is wrong is not made right by a certificate', async () => {
  await give(exchange.store, 'both', 'certificate', subjectOf('tool'));
  expect(await statusOf(tool, { authorization: basic('both', 'wrong') })).toBe(401);
  expect(await statusOf(tool, { authorization: basic('reader', 'wrong') })).toBe(401);
});

test('other authorities are taken into use without a restart', async () => {
  await give(exchange.store, 'both', 'certificate', subjectOf('forged'));
  expect(await statusOf(stranger)).toBe(401);
  const pair = pairIn({ certificate: join(folder.path, 'localhost.crt'), key: join(folder.path, 'localhost.key') });
  const authorities = (...names: string[]): Buffer => Buffer.concat(names.map((name) => readFileSync(join(folder.path, `${name}.crt`))));
  server.useCertificate({ ...pair, clientAuthorities: authorities('authority', 'forger') });
  expect(await statusOf(stranger)).toBe(200);
  server.useCertificate({ ...pair, clientAuthorities: authorities('authority') });
  expect(await statusOf(stranger)).toBe(401);
});

test.each(['TLSv1.2', 'TLSv1.3'] as const)('a resumed session of %s shows its certificate, until its authority is taken out', async (version) => {
  await give(exchange.store, 'both', 'certificate', subjectOf('tool'));
  const pair = pairIn({ certificate: join(folder.path, 'localhost.crt'), key: join(folder.path, 'localhost.key') });
  const trust = (name: string): void => server.useCertificate({ ...pair, clientAuthorities: readFileSync(join(folder.path, `${name}.crt`)) });
  const first = await askInSession(server.origin, certificate, tool, version);
  const again = await askInSession(server.origin, certificate, tool, version, first.session);
  expect([first.status, first.isReused, again.status, again.isReused]).toEqual([200, false, 200, true]);
  trust('forger');
  try {
    expect((await askInSession(server.origin, certificate, tool, version, first.session)).status).toBe(401);
    expect((await askInSession(server.origin, certificate, undefined, version, again.session)).status).toBe(401);
  } finally {
    trust('authority');
  }
});

describe('behind a proxy', () => {
  let behind: RunningExchange;
  beforeAll(async () => {
    behind = await startExchange({ settings: { clientCertificateHeader: 'X-Client-Cert' }, listen: { trustedProxies: ['127.0.0.1'] } });
    await give(behind.store, 'both', 'certificate', fingerprintOf(tool));
  });
  afterAll(() => behind.close());

  const pem = (shown?: ClientCertificate): string => shown?.cert.toString() ?? '';
  const base64 = (shown?: ClientCertificate): string => pem(shown).replaceAll(/-----[A-Z ]+-----|\s/g, '');
  const spellings: [spelling: string, write: (shown?: ClientCertificate) => string][] = [
    ['percent-encoded PEM', (shown) => encodeURIComponent(pem(shown))],
    ['PEM in one line', (shown) => pem(shown).trim().replaceAll('\n', ' ')],
    ['base64', base64],
    ['base64 between colons (RFC 9440)', (shown) => `:${base64(shown)}:`],
    ['a chain', (shown) => `${base64(shown)},${base64(other)}`],
    ['percent-encoded base64', (shown) => encodeURIComponent(base64(shown))],
  ];

  test.each(spellings)('the header tells the certificate as %s', async (_spelling, write) => {
    const statuses = [tool, other, expired].map(async (shown) => (await withHeaders(behind.origin, { 'x-client-cert': write(shown) }).get('/taxii2/')).status);
    expect(await Promise.all(statuses)).toEqual([200, 401, 401]);
  });

  test.each([
    ['nonsense', 'nonsense'],
    ['half a certificate', 'MIIB'],
    ['broken percent-encoding', '%E0%A4%A'],
    ['a subject', 'CN=tool,O=CERT,C=SG'],
  ])('%s is 400', async (_what, value) => {
    const answer = await withHeaders(behind.origin, { 'x-client-cert': value }).get('/taxii2/');
    expect([answer.status, answer.json.error_code]).toEqual([400, 'malformed-client-certificate']);
  });

  test('the header twice is 400: one of them may be the client’s own', async () => {
    const raw = await rawStatus(behind.origin, [`X-Client-Cert: ${base64(other)}`, `X-Client-Cert: ${base64(tool)}`]);
    expect(raw).toBe(400);
  });

  test('an empty header is none', async () => {
    expect((await withHeaders(behind.origin, { 'x-client-cert': '' }).get('/taxii2/')).status).toBe(401);
  });

  test('from anybody else the header counts for nothing', async () => {
    await give(exchange.store, 'both', 'certificate', fingerprintOf(tool));
    const open = await startExchange({ settings: { clientCertificateHeader: 'X-Client-Cert' }, listen: { trustedProxies: ['192.0.2.1'] } });
    await give(open.store, 'both', 'certificate', fingerprintOf(tool));
    expect((await withHeaders(open.origin, { 'x-client-cert': base64(tool) }).get('/taxii2/')).status).toBe(401);
    await open.close();
  });

  test('the certificate of the proxy itself counts for nothing', async () => {
    await give(exchange.store, 'both', 'certificate', fingerprintOf(tool));
    const pair = pairIn({ certificate: join(folder.path, 'localhost.crt'), key: join(folder.path, 'localhost.key') });
    const app = createApp(exchange.exchange, { negotiation: 'lenient' }, pino({ level: 'silent' }));
    const tls = { ...pair, clientAuthorities: readFileSync(join(folder.path, 'authority.crt')) };
    const proxied = await listen(app, { host: '127.0.0.1', port: 0, tls, trustedProxies: ['loopback'] });
    expect((await askOverTls(proxied.origin, certificate, tool)).status).toBe(401);
    expect(await statusOf(tool)).toBe(200);
    await proxied.close();
  });
});

async function rawStatus(origin: string, headers: readonly string[]): Promise<number> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(`GET /taxii2/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${headers.join('\r\n')}\r\n\r\n`);
    });
    let text = '';
    socket.on('data', (chunk) => (text += String(chunk)));
    socket.on('error', reject).on('end', () => resolve(Number(text.slice(9, 12))));
  });
}
