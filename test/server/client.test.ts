// Who asks: told by the connection, and by proxies only where they are declared.
import { request as httpRequest } from 'node:http';
import { connect as connectTls } from 'node:tls';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { clientOf } from '../../server/client.ts';
import { listen, type RunningServer } from '../../server/listen.ts';
import { plainAddress, trustedProxies } from '../../server/trusted-proxies.ts';
import { basic, clientOf as taxiiClient, passwordOf, startExchange, type RunningExchange } from '../protocol/running-exchange.ts';
import { createApp } from '../../server/app.ts';
import { pino } from 'pino';
import { certificateFolder, pairIn } from './certificates.ts';

/** The proxy's address in these tests, and that of somebody who is none. */
const [PROXY, STRANGER] = ['127.0.0.2', '127.0.0.3'];

/** Answers every request with what is known of its client. */
const tellClient = (request: Parameters<typeof clientOf>[0], response: { end(text: string): void }): void =>
  response.end(JSON.stringify(clientOf(request)));

let server: RunningServer;
beforeAll(async () => {
  server = await listen(tellClient, { host: '127.0.0.1', port: 0, trustedProxies: [PROXY, '10.0.0.0/8', '2001:db8:1::/48'] });
});
afterAll(() => server.close());

/** Asks from an address of this machine. */
function ask(from: string, headers: Readonly<Record<string, string | string[]>>, path = '/', origin = server.origin) {
  const { hostname, port } = new URL(origin);
  return new Promise<{ status: number; json: Record<string, unknown> }>((resolve, reject) => {
    const request = httpRequest({ hostname, port, path, localAddress: from, headers: { host: 'inside:8080', ...headers } }, (response) => {
      text(response).then((body) => resolve({ status: response.statusCode ?? 0, json: JSON.parse(body) }), reject);
    });
    request.on('error', reject).end();
  });
}

const INSIDE = { isSecure: false, host: 'inside:8080' };

describe('a trusted proxy is believed:', () => {
  test.each<[what: string, headers: Record<string, string | string[]>, expected: object]>([
    ['nothing is said', {}, { address: PROXY, ...INSIDE }],
    ['X-Forwarded-For', { 'x-forwarded-for': '203.0.113.7' }, { address: '203.0.113.7', ...INSIDE }],
    ['… with a port', { 'x-forwarded-for': '203.0.113.7:4711' }, { address: '203.0.113.7', ...INSIDE }],
    ['… of IPv6', { 'x-forwarded-for': '2001:DB8:0::7' }, { address: '2001:db8::7', ...INSIDE }],
    ['… of IPv6, with a port', { 'x-forwarded-for': '[2001:db8::7]:4711' }, { address: '2001:db8::7', ...INSIDE }],
    ['… of IPv4 in IPv6', { 'x-forwarded-for': '::ffff:203.0.113.7' }, { address: '203.0.113.7', ...INSIDE }],
    ['… unknown', { 'x-forwarded-for': 'unknown' }, { address: PROXY, ...INSIDE }],
    ['… empty', { 'x-forwarded-for': '' }, { address: PROXY, ...INSIDE }],
    ['X-Forwarded-Proto', { 'x-forwarded-proto': 'HTTPS' }, { address: PROXY, isSecure: true, host: 'inside:8080' }],
    ['X-Forwarded-Host', { 'x-forwarded-host': 'taxii.example' }, { address: PROXY, isSecure: false, host: 'taxii.example' }],
    ['all three', { 'x-forwarded-for': '203.0.113.7', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'taxii.example:8443' }, { address: '203.0.113.7', isSecure: true, host: 'taxii.example:8443' }],
    ['a host that fits no URL', { 'x-forwarded-host': 'evil.example/path?' }, { address: PROXY, isSecure: false }],
    ['Forwarded', { forwarded: 'for=203.0.113.7;proto=https;host=taxii.example' }, { address: '203.0.113.7', isSecure: true, host: 'taxii.example' }],
    ['… in quotes, and capitals', { forwarded: 'For="203.0.113.7:80"; PROTO="https" ;Host="taxii.example:8443"' }, { address: '203.0.113.7', isSecure: true, host: 'taxii.example:8443' }],
    ['… of IPv6', { forwarded: 'for="[2001:db8::7]:4711"' }, { address: '2001:db8::7', ...INSIDE }],
    ['… with escapes', { forwarded: 'for="\\2\\03.0.113.7"' }, { address: '203.0.113.7', ...INSIDE }],
    ['… hidden', { forwarded: 'for=_hidden;proto=https' }, { address: PROXY, isSecure: true, host: 'inside:8080' }],
    ['… without for', { forwarded: 'proto=https;by=203.0.113.43' }, { address: PROXY, isSecure: true, host: 'inside:8080' }],
    ['… with empty parameters and elements', { forwarded: ', for=203.0.113.7;;proto=https; ,' }, { address: '203.0.113.7', isSecure: true, host: 'inside:8080' }],
    ['both, and both say the same', { forwarded: 'for=203.0.113.7', 'x-forwarded-for': '203.0.113.7', 'x-forwarded-proto': 'https' }, { address: '203.0.113.7', isSecure: true, host: 'inside:8080' }],
  ])('%s', async (_, headers, expected) => {
    expect(await ask(PROXY, headers)).toEqual({ status: 200, json: expected });
  });
});

describe('of a chain of proxies the last one that is not trusted is the client, whatever stands before it:', () => {
  test.each<[what: string, hops: string, expected: string]>([
    ['a client that adds an address', '198.51.100.1, 203.0.113.7', '203.0.113.7'],
    ['a client that adds a trusted address', '10.0.0.9, 203.0.113.7', '203.0.113.7'],
    ['a client behind two trusted proxies', '203.0.113.7, 10.0.0.9', '203.0.113.7'],
    ['a client that adds addresses behind two trusted proxies', '1.2.3.4, 10.9.9.9, 203.0.113.7, 10.0.0.9', '203.0.113.7'],
    ['a trusted network of IPv6', '203.0.113.7, 2001:db8:1::5', '203.0.113.7'],
    ['beside a trusted network of IPv6', '203.0.113.7, 2001:db8:2::5', '2001:db8:2::5'],
    ['nobody but trusted proxies', '10.0.0.1, 10.0.0.2', '10.0.0.1'],
    ['a hop that is not named, behind a trusted one', '203.0.113.7, unknown, 10.0.0.9', '10.0.0.9'],
    ['nonsense', '203.0.113.7, <script>', PROXY],
  ])('%s', async (_, hops, expected) => {
    expect((await ask(PROXY, { 'x-forwarded-for': hops })).json['address']).toBe(expected);
    const forwarded = hops.split(', ').map((hop) => `for="${hop.includes(':') ? `[${hop}]` : hop}"`);
    expect((await ask(PROXY, { forwarded: forwarded.join(', ') })).json['address']).toBe(expected);
    expect((await ask(PROXY, { forwarded })).json['address']).toBe(expected);
  });

  test('the scheme and host are those that the client came by, where each proxy adds its own', async () => {
    const headers = { 'x-forwarded-for': '203.0.113.7, 10.0.0.9', 'x-forwarded-proto': 'https, http', 'x-forwarded-host': 'outside, between' };
    expect((await ask(PROXY, headers)).json).toEqual({ address: '203.0.113.7', isSecure: true, host: 'outside' });
    const forwarded = 'for=1.1.1.1;host=evil;proto=http, for=203.0.113.7;host=outside;proto=https, for=10.0.0.9;proto=http;host=between';
    expect((await ask(PROXY, { forwarded })).json).toEqual({ address: '203.0.113.7', isSecure: true, host: 'outside' });
  });
});

describe('what a trusted proxy passes on and nobody can believe is 400, so that no request goes under a wrong name:', () => {
  test.each<[what: string, headers: Record<string, string>, code: string]>([
    ['Forwarded of the client beside X-Forwarded-For of the proxy', { forwarded: 'for=10.0.0.1', 'x-forwarded-for': '203.0.113.7' }, 'contradictory-forwarded'],
    ['X-Forwarded-For of the client beside Forwarded of the proxy that names nobody', { forwarded: 'for=unknown', 'x-forwarded-for': '198.51.100.1' }, 'contradictory-forwarded'],
    ['a quotation that swallows what the proxy adds', { forwarded: 'for="198.51.100.1, for=203.0.113.7' }, 'malformed-forwarded'],
    ['no parameters', { forwarded: '203.0.113.7' }, 'malformed-forwarded'],
    ['a parameter without value', { forwarded: 'for=' }, 'malformed-forwarded'],
    ['brackets without quotes', { forwarded: 'for=[2001:db8::1]' }, 'malformed-forwarded'],
  ])('%s', async (_, headers, code) => {
    expect(await ask(PROXY, headers)).toMatchObject({ status: 400, json: { error_code: code, http_status: '400' } });
  });
});

describe('what anybody else says of themselves counts for nothing:', () => {
  const forged = { 'x-forwarded-for': '203.0.113.7', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'evil.example' };
  test.each<[what: string, headers: Record<string, string>]>([
    ['X-Forwarded-*', forged],
    ['Forwarded', { forwarded: 'for=203.0.113.7;proto=https;host=evil.example' }],
    ['nonsense', { forwarded: '"', 'x-forwarded-for': '"' }],
    ['contradictions', { forwarded: 'for=203.0.113.7', 'x-forwarded-for': '203.0.113.8' }],
    ['its own address', { 'x-forwarded-for': PROXY }],
  ])('%s', async (_, headers) => {
    expect(await ask(STRANGER, headers)).toEqual({ status: 200, json: { address: STRANGER, ...INSIDE } });
  });
});

test('of a proxy that is not declared the log is told, once for all requests, and not of anybody else', async () => {
  const warnings: object[] = [];
  const log = { info: () => undefined, warn: (details: object) => void warnings.push(details), error: () => undefined };
  const own = await listen(tellClient, { host: '127.0.0.1', port: 0, trustedProxies: [PROXY], log });
  await ask(PROXY, { 'x-forwarded-for': '203.0.113.7' }, '/', own.origin);
  await ask(STRANGER, {}, '/', own.origin);
  expect(warnings).toEqual([]);
  for (let request = 0; request < 3; request += 1) await ask(STRANGER, { 'x-forwarded-proto': 'https' }, '/', own.origin);
  expect(warnings).toEqual([{ address: STRANGER, requests: 1 }]);
  await own.close();
});

test('over TLS the client is secure, whoever it is', async () => {
  const folder = certificateFolder();
  const tls = pairIn(folder.make('localhost'));
  folder.remove();
  const secure = await listen(tellClient, { host: '127.0.0.1', port: 0, tls });
  const socket = connectTls({ host: '127.0.0.1', port: Number(new URL(secure.origin).port), rejectUnauthorized: false });
  socket.write('GET / HTTP/1.1\r\nHost: x\r\nX-Forwarded-Proto: http\r\nConnection: close\r\n\r\n');
  expect(await text(socket)).toContain('{"address":"127.0.0.1","isSecure":true,"host":"x"}');
  await secure.close();
});

describe('T-4.1.1-04 absolute URLs in discovery', () => {
  let exchange: RunningExchange;
  let configured: RunningServer;
  const authorization = basic('both', passwordOf('both'));
  const rootsFor = async (from: string, headers: Record<string, string>, origin = configured.origin): Promise<unknown> =>
    (await ask(from, { authorization, ...headers }, '/taxii2/', origin)).json['api_roots'];
  const serve = (publicUrl?: string): Promise<RunningServer> => {
    const settings = { negotiation: 'lenient', ...(publicUrl === undefined ? {} : { publicUrl }) } as const;
    const app = createApp(exchange.exchange, settings, pino({ level: 'silent' }));
    return listen(app, { host: '127.0.0.1', port: 0, trustedProxies: [PROXY] });
  };
  beforeAll(async () => {
    exchange = await startExchange();
    configured = await serve();
  });
  afterAll(async () => {
    await configured.close();
    await exchange.close();
  });

  const relative = ['/one/', '/deep/two/'];
  test.each<[what: string, from: string, headers: Record<string, string>, expected: string[]]>([
    ['are built from what a trusted proxy says', PROXY, { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'taxii.example' }, relative.map((path) => `https://taxii.example${path}`)],
    ['… by RFC 7239', PROXY, { forwarded: 'for=203.0.113.7;proto=https;host="taxii.example:8443"' }, relative.map((path) => `https://taxii.example:8443${path}`)],
    ['have the host of the request where the proxy says none', PROXY, { host: 'asked.example', 'x-forwarded-proto': 'https' }, relative.map((path) => `https://asked.example${path}`)],
    ['are none where the client came by plain HTTP', PROXY, { 'x-forwarded-proto': 'http', 'x-forwarded-host': 'taxii.example' }, relative],
    ['are none where the host fits no URL', PROXY, { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'evil.example/?' }, relative],
    ['are none of a stranger’s', STRANGER, { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'evil.example' }, relative],
  ])('%s', async (_, from, headers, expected) => {
    expect(await rootsFor(from, headers)).toEqual(expected);
  });

  test('begin with the public URL where it is configured, whatever a proxy says', async () => {
    const server = await serve('https://public.example');
    const headers = { 'x-forwarded-proto': 'http', 'x-forwarded-host': 'inside' };
    expect(await rootsFor(PROXY, headers, server.origin)).toEqual(relative.map((path) => `https://public.example${path}`));
    expect((await taxiiClient(server.origin, authorization).get('/taxii2/')).json.default).toBe('https://public.example/one/');
    await server.close();
  });
});

describe('trusted proxies', () => {
  test.each<[entry: string, trusted: string[], others: string[]]>([
    ['192.0.2.1', ['192.0.2.1'], ['192.0.2.2']],
    ['192.0.2.77/24', ['192.0.2.0', '192.0.2.255'], ['192.0.3.0']],
    ['0.0.0.0/0', ['1.1.1.1', '255.255.255.255'], ['::1']],
    ['2001:db8::/32', ['2001:db8::', '2001:db8:ffff::1'], ['2001:db9::', '1.1.1.1']],
    ['loopback', ['127.0.0.1', '127.9.9.9', '::1'], ['10.0.0.1', '::2']],
    ['private', ['10.1.1.1', '172.16.0.1', '172.31.255.255', '192.168.9.9', 'fd00::1'], ['172.32.0.0', '127.0.0.1', '11.0.0.1', 'fe80::1']],
  ])('%s', (entry, trusted, others) => {
    const proxies = trustedProxies([entry]);
    expect(trusted.filter((address) => !proxies.trust(address))).toEqual([]);
    expect(others.filter((address) => proxies.trust(address))).toEqual([]);
  });

  test.each(['', 'proxy', 'proxy.example', '10.0.0.0/33', '::/129', '10.0.0.0/8/8', '10.0.0.0/', '10.0.0', 'fe80::1%eth0', '10.0.0.0/-1'])(
    '%j is none',
    (entry) => expect(() => trustedProxies([entry])).toThrow(RangeError),
  );

  test('an address is trusted however it is spelt', () => {
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        const plain = plainAddress(address);
        expect(plainAddress(plain)).toBe(plain);
        expect(trustedProxies([address]).trust(plain)).toBe(true);
      }),
      { numRuns: 200 },
    );
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(plainAddress(`::ffff:${address}`)).toBe(address);
      }),
      { numRuns: 100 },
    );
  });
});

test('P8 whatever a proxy or a client puts into these headers, the answer is 200 or 400, and soon', async () => {
  const piece = fc.constantFrom('for=', 'for="', '"', ';', ',', ' ', '\\', '[::1]', '203.0.113.7', ':80', 'proto=https', 'host=x', 'unknown', '=', '%', '<');
  const header = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));
  await fc.assert(
    fc.asyncProperty(header, header, async (forwarded, older) => {
      const { status } = await ask(PROXY, { forwarded, 'x-forwarded-for': older, 'x-forwarded-host': older });
      expect([200, 400]).toContain(status);
    }),
    { numRuns: 150 },
  );
  const started = performance.now();
  for (const long of [`for="${'\\a'.repeat(100_000)}`, `${' '.repeat(200_000)}x`, 'for=a,'.repeat(40_000), `for=${'a'.repeat(200_000)}"`]) {
    await ask(PROXY, { forwarded: long });
    await ask(PROXY, { 'x-forwarded-for': long });
  }
  expect(performance.now() - started).toBeLessThan(30_000);
});
