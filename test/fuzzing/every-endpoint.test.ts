// P8: whatever is sent to whichever endpoint, with whichever headers and body: the answer is TAXII's, in time, never a
// 5xx, and the log stays the server's own.
import fc from 'fast-check';
import { pino } from 'pino';
import { giveKey } from '../accounts/give.ts';
import { startProvider, type Provider } from '../accounts/provider.ts';
import { createTokenVerifier } from '../../server/openid.ts';
import { accessLog } from '../../server/observing/access-log.ts';
import { now } from '../../schemas/timestamp.ts';
import { faultsOf } from '../protocol/check-answer.ts';
import { basic, passwordOf, startExchange, type RunningExchange, type StartOptions } from '../protocol/running-exchange.ts';
import { indicator } from '../protocol/stix-objects.ts';
import { AGENCIES } from '../protocol/test-catalogue.ts';
import { SECRET } from './arbitrary-bodies.ts';
import { arbitraryRequest, FORGERY, type FuzzedRequest, type Known } from './arbitrary-requests.ts';
import { octetsOf, sendAndLeave, sendFuzzed } from './send-request.ts';

/** Properties that are tried on each server, each with up to `MOST_AT_ONCE` requests side by side. */
const RUNS = 120;
const MOST_AT_ONCE = 8;
/** Octets that are surely read at once where they are sent at once, on loopback. */
const SMALLEST_PACKET = 32_000;
/** For all of them: for a hang, not for a slow machine. */
const TIME = 240_000;

let provider: Provider;
beforeAll(async () => {
  provider = await startProvider();
});
afterAll(() => provider.close());

const behindProxy = (): StartOptions => ({
  settings: {
    clientCertificateHeader: 'X-Client-Cert',
    apiKeyHeader: 'X-API-Key',
    publicUrl: 'https://taxii.example',
    openId: createTokenVerifier({ issuer: 'https://issuer.example', audience: 'liaison', keys: { url: provider.url }, accountClaim: 'sub' }, pino({ level: 'silent' })),
  },
  exchange: { rates: { windowSeconds: 60, account: { requests: 1_000_000, bytes: 1e12, objects: 1e9 }, agency: {} } },
  listen: { trustedProxies: ['127.0.0.1'] },
});

describe.each<[what: string, options: () => StartOptions]>([
  ['a server as it comes', () => ({ settings: { apiKeyHeader: 'X-API-Key' } })],
  ['a server behind a proxy, with an OpenID provider and limits of rates', behindProxy],
  ['a strict server', () => ({ settings: { negotiation: 'strict' } })],
])('%s', (_, options) => {
  const lines: string[] = [];
  let exchange: RunningExchange;
  let known: Known;

  beforeAll(async () => {
    const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) });
    const { listen, ...others } = options();
    exchange = await startExchange({ ...others, log, listen: { ...listen, log, observers: [accessLog(log)] } });
    known = await fill(exchange);
  });
  afterAll(() => exchange.close());

  test('T-3.1-05, T-3.6-01 any request gets its answer (fuzzed)', async () => {
    const cuts = fc.oneof({ weight: 3, arbitrary: fc.constant([] as number[]) }, { weight: 1, arbitrary: fc.array(fc.nat(), { maxLength: 3 }) });
    const statuses = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(arbitraryRequest(known), cuts), { minLength: 1, maxLength: MOST_AT_ONCE }), async (requests) => {
        const faults = await Promise.all(
          requests.map(async ([request, places]) => {
            const answer = await sendFuzzed(exchange.origin, request, places);
            statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
            return faultsOf(methodOf(request, places, answer.body), pathOf(request), answer);
          }),
        );
        expect(faults.flat()).toEqual([]);
      }),
      { numRuns: RUNS },
    );
    // Else it would be a door that is tried, and never what is behind it.
    expect([200, 202, 400, 401, 404, 405, 422].filter((status) => !statuses.has(status))).toEqual([]);
  }, TIME);

  test('requests whose clients go away in the middle leave nothing behind (fuzzed)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(arbitraryRequest(known), fc.nat()), { minLength: 1, maxLength: MOST_AT_ONCE }), async (requests) => {
        await Promise.all(requests.map(([request, cut]) => sendAndLeave(exchange.origin, request, cut)));
      }),
      { numRuns: RUNS / 4 },
    );
    expect((await exchange.as('reader').get('/taxii2/')).status).toBe(200);
  }, TIME);

  test('the log has a line of its own for each of them, and nothing that a client said in secret', () => {
    expect(lines.length).toBeGreaterThan(RUNS);
    const secrets = [SECRET, known.key, known.expiredKey, ...AGENCIES.flatMap((name) => [passwordOf(name), basic(name, passwordOf(name)).slice(6)])];
    for (const line of lines) {
      expect(line.trimEnd()).not.toMatch(/[\n\r\u2028\u2029]/);
      const told = JSON.parse(line) as { readonly msg: string; readonly level: number };
      expect(told.msg).not.toBe('forged');
      // From 50 on it would be a defect of the server.
      if (told.level >= 50) throw new Error(line);
      for (const secret of secrets) if (line.includes(secret)) throw new Error(`${secret} is in the log: ${line}`);
    }
    expect(FORGERY).toContain('forged');
  });
});

// Of what can't be read nobody knows that it was HEAD, and that its answer should have no body, unless it came in one packet.
function methodOf(request: FuzzedRequest, cuts: readonly number[], body: Buffer): string {
  const isWhole = cuts.length === 0 && octetsOf(request).length < SMALLEST_PACKET;
  const isUnreadable = /"error_code":"(?:malformed-http|headers-too-large)"/.test(body.toString());
  return request.method === 'HEAD' && isUnreadable && !isWhole ? 'GET' : request.method;
}

// The path as an endpoint sees it.
function pathOf({ target }: FuzzedRequest): string {
  return target.replace(/^https?:\/\/[^/]*/i, '');
}

async function fill(exchange: RunningExchange): Promise<Known> {
  const objects = Array.from({ length: 3 }, () => indicator());
  const { json } = await exchange.as('both').post('/one/collections/main/objects/', { objects });
  const page = await exchange.as('both').get('/one/collections/main/objects/?limit=1');
  const key = await giveKey(exchange.store, 'reader');
  const expiredKey = await giveKey(exchange.store, 'writer', { expiresAt: now() - 1e6 });
  return { object: objects[0]?.id ?? '', status: json.id, next: page.json.next, key, expiredKey };
}
