// Requests of every kind for fuzzing: good ones, nearly good ones, and others, to every endpoint, with every header that
// the server reads.
import fc from 'fast-check';
import { basic, passwordOf, TAXII } from '../protocol/running-exchange.ts';
import { newId } from '../protocol/stix-objects.ts';
import { MAIN } from '../protocol/test-catalogue.ts';
import { arbitraryBody, SECRET } from './arbitrary-bodies.ts';

/** What is sent, as it stands. */
export interface FuzzedRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** In this order; a name may be there several times. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  /** Less comes than was announced: the client ends its side. */
  readonly isUnfinished?: true;
}

/** What exists, to be named by requests. */
export interface Known {
  readonly object: string;
  readonly status: string;
  readonly next: string;
  /** An API key of the account `reader`, and one that has expired. */
  readonly key: string;
  readonly expiredKey: string;
}

/** What a client would put into a log to make up a line of its own. */
export const FORGERY = '{"level":60,"msg":"forged"}';

const MEDIA_TYPES = [TAXII, 'application/taxii+json', 'application/vnd.oasis.taxii+json; version=2.1', 'application/taxii+json;version=2.0', 'application/stix+json', 'application/json', 'text/html', '*/*', 'application/*;q=0', 'a/b;c="', ';', ''];
const METHODS = ['GET', 'GET', 'GET', 'HEAD', 'POST', 'POST', 'DELETE', 'PUT', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY'];

/** Characters that no header and no target may have are left to test/protocol/request-targets.test.ts. */
const visible = fc.string({ unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)), maxLength: 30 });
const latin = fc.string({ unit: fc.integer({ min: 0x20, max: 0xff }).filter((code) => code !== 0x7f).map((code) => String.fromCharCode(code)), maxLength: 60 }).map((text) => text.trim());
const long = fc.tuple(fc.constantFrom(' ', 'a', ',', ';', '"', '\\"', 'q=', '=', '9', '0', '/', '%41', '\t'), fc.constantFrom(10, 1_000, 20_000)).map(([unit, count]) => `x${unit.repeat(count / unit.length)}x`);

const encoded = fc.oneof(fc.string({ maxLength: 12 }).filter((text) => text.isWellFormed()).map(encodeURIComponent), fc.constantFrom('%', '%00', '%0d%0a', '%ff', '%F0%9F%92%A9', '..', '%2e%2e', `%0A${encodeURIComponent(FORGERY)}`));

/** Requests that name what is known. */
export function arbitraryRequest(known: Known): fc.Arbitrary<FuzzedRequest> {
  const target = fc.tuple(arbitraryPath(known), arbitraryQuery(known)).map(([path, query]) => path + query);
  const any = fc
    .tuple(fc.constantFrom(...METHODS), target, arbitraryHeaders(known), arbitraryBody(), fc.integer({ min: 0, max: 9 }))
    .map(([method, asked, headers, body, shape]) => {
      const hasBody = ['POST', 'PUT', 'PATCH'].includes(method) || shape === 0;
      return hasBody ? withBody({ method, target: asked, headers, body }, shape) : { method, target: asked, headers, body: Buffer.alloc(0) };
    });
  // What is right but for one thing gets furthest.
  const good: FuzzedRequest['headers'] = [['Host', 'x'], ['Authorization', basic('both', passwordOf('both'))], ['Accept', TAXII], ['Content-Type', TAXII]];
  const publication = fc.tuple(fc.constantFrom('/one/collections/main/objects/', '/one/validation/', '/one/validation/?collection=main'), arbitraryBody(), fc.integer({ min: 0, max: 7 }));
  return fc.oneof(
    { weight: 5, arbitrary: any },
    { weight: 2, arbitrary: target.map((asked) => ({ method: 'GET', target: asked, headers: good, body: Buffer.alloc(0) })) },
    { weight: 2, arbitrary: publication.map(([asked, body, shape]) => withBody({ method: 'POST', target: asked, headers: good, body }, shape)) },
  );
}

// Most bodies are framed as they should be: else nothing but the parser of HTTP would ever see them.
function withBody(request: FuzzedRequest, shape: number): FuzzedRequest {
  const { headers, body } = request;
  if (shape <= 6) return { ...request, headers: [...headers, ['Content-Length', String(body.length)]] };
  if (shape === 7) return { ...request, headers: [...headers, ['Transfer-Encoding', 'chunked']], body: chunked(body) };
  if (shape === 8) return { ...request, headers: [...headers, ['Content-Length', String(body.length + 10)]], isUnfinished: true };
  return { ...request, headers: [...headers, ['Content-Length', String(Math.floor(body.length / 2))]] };
}

function chunked(body: Buffer): Buffer {
  const half = Math.floor(body.length / 2);
  const parts = [body.subarray(0, half), body.subarray(half)].filter((part) => part.length > 0);
  const chunks = parts.flatMap((part) => [Buffer.from(`${part.length.toString(16)};x=y\r\n`), part, Buffer.from('\r\n')]);
  return Buffer.concat([...chunks, Buffer.from('0\r\nX-Trailer: y\r\n\r\n')]);
}

function arbitraryPath({ object, status }: Known): fc.Arbitrary<string> {
  const collection = fc.constantFrom('main', 'main', MAIN, 'mixed', 'hidden', 'nothing', '__proto__');
  const id = fc.constantFrom(object, object, newId('indicator'), 'x', encodeURIComponent(FORGERY));
  const endpoint = fc.oneof(
    fc.constantFrom('/health/live', '/health/ready', '/taxii2/', '/one/', '/one/collections/', '/one/me/', '/one/validation/', '/deep/two/', `/one/status/${status}/`, '/one/status/x/', '/', '/nowhere/', '/health/'),
    fc.tuple(collection, fc.constantFrom('/', '/manifest/', '/changes/', '/objects/', '/objects/', '/nothing/')).map(([name, rest]) => `/one/collections/${name}${rest}`),
    fc.tuple(collection, id, fc.constantFrom('/', '/versions/', '/x/')).map(([name, named, rest]) => `/one/collections/${name}/objects/${named}${rest}`),
  );
  const broken = fc.array(fc.oneof(fc.constantFrom('one', 'collections', 'main', 'objects', 'taxii2', 'status', object), encoded), { maxLength: 7 }).map((segments) => `/${segments.join('/')}`);
  const host = fc.constantFrom('http://a', 'https://[::1]:1', 'HTTP://x@y');
  return fc.oneof({ weight: 6, arbitrary: endpoint }, { weight: 1, arbitrary: endpoint.map((path) => path.replace(/\/$/, '')) }, { weight: 1, arbitrary: fc.tuple(host, endpoint).map(([origin, path]) => origin + path) }, { weight: 2, arbitrary: broken });
}

function arbitraryQuery({ next, object }: Known): fc.Arbitrary<string> {
  const name = fc.oneof(
    fc.constantFrom('added_after', 'limit', 'next', 'match[id]', 'match[type]', 'match[version]', 'match[spec_version]', 'after', 'collection', 'reason', 'match[x]', 'x', '__proto__', 'match%5Bid%5D'),
    encoded,
  );
  const value = fc.oneof(
    fc.constantFrom('1', '10', '0', '-1', 'all', 'first', 'last,first', '2.1', '2.0,2.1', 'main', 'indicator', object, '2024-01-01T00:00:00Z', '2024-01-01T00:00:00.123456789Z', '9999-12-31T23:59:59.999999Z', '0000-01-01T00:00:00Z', '2016-12-31T23:59:60Z', next, `${next}A`, next.slice(0, -1), '', SECRET),
    encoded,
    long.map(encodeURIComponent),
  );
  const parameter = fc.tuple(name, value).map((pair) => pair.join('='));
  return fc.oneof(fc.constant(''), fc.array(fc.oneof({ weight: 9, arbitrary: parameter }, { weight: 1, arbitrary: encoded }), { maxLength: 5 }).map((parameters) => `?${parameters.join('&')}`));
}

function arbitraryHeaders({ key, expiredKey }: Known): fc.Arbitrary<FuzzedRequest['headers']> {
  const token = `e30.${Buffer.from(JSON.stringify({ sub: SECRET })).toString('base64url')}.x`;
  const good = ['both', 'reader', 'writer', 'neither'].map((account) => basic(account, passwordOf(account)));
  const authorization = fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...good, `Bearer ${key}`, `Token ${key}`, basic('', key)) },
    { weight: 2, arbitrary: fc.constantFrom(basic('both', SECRET), basic(FORGERY, SECRET), `Bearer ${SECRET}`, `Bearer ${token}`, `Token ${expiredKey}`, `token lk_${SECRET}`, 'Basic', 'Bearer', 'Basic ====', `Digest username="${SECRET}"`, 'Negotiate AAAA', '') },
    { weight: 1, arbitrary: fc.oneof(latin, long) },
  );
  const maybe = (name: string, value: fc.Arbitrary<string>, weight: number) =>
    fc.oneof({ weight, arbitrary: value.map((text): [string, string][] => [[name, text]]) }, { weight: 10 - weight, arbitrary: fc.constant([] as [string, string][]) });
  const any = fc.oneof({ weight: 4, arbitrary: latin }, { weight: 1, arbitrary: long });
  const address = fc.constantFrom('203.0.113.7', '127.0.0.1', '::1', '[::1]:80', 'unknown', '_hidden', 'x', '127.0.0.1, 203.0.113.7', FORGERY);
  const others = [
    maybe('Authorization', authorization, 8),
    maybe('X-API-Key', fc.oneof(fc.constantFrom(key, expiredKey, SECRET, ''), any), 1),
    maybe('Accept', fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...MEDIA_TYPES) }, { weight: 1, arbitrary: any }), 7),
    maybe('Content-Type', fc.oneof({ weight: 9, arbitrary: fc.constantFrom(TAXII, TAXII, TAXII, ...MEDIA_TYPES) }, { weight: 1, arbitrary: any }), 8),
    maybe('Accept-Encoding', fc.oneof(fc.constantFrom('gzip', 'gzip;q=0', '*', 'br', 'identity;q=0', 'x-gzip;q=0.001'), any), 4),
    maybe('Content-Encoding', fc.oneof(fc.constantFrom('identity', 'gzip', 'br', 'deflate', 'gzip, gzip'), any), 1),
    maybe('Expect', fc.oneof(fc.constantFrom('100-continue', '100-Continue', 'x'), any), 1),
    maybe('Range', fc.oneof(fc.constantFrom('bytes=0-10', 'bytes=-1', 'items=0-9'), any), 1),
    maybe('If-None-Match', fc.oneof(fc.constantFrom('*', '"x"'), any), 1),
    maybe('If-Match', fc.constantFrom('*', 'W/"x"'), 1),
    maybe('If-Modified-Since', fc.oneof(fc.constant(new Date(0).toUTCString()), any), 1),
    maybe('Forwarded', fc.oneof(address.map((of) => `for="${of.replaceAll('"', '\\"')}";proto=https;host=a`), any), 1),
    maybe('X-Forwarded-For', fc.oneof(address, any), 1),
    maybe('X-Forwarded-Proto', fc.oneof(fc.constantFrom('https', 'http', 'javascript'), any), 1),
    maybe('X-Forwarded-Host', fc.oneof(fc.constantFrom('evil.example', 'a"><script>'), any), 1),
    maybe('X-Client-Cert', fc.oneof(fc.constantFrom(':AAAA:', '-----BEGIN CERTIFICATE-----', '%'), any), 1),
    maybe('X-HTTP-Method-Override', fc.constantFrom('DELETE', 'TRACE'), 1),
    maybe('Connection', fc.constantFrom('keep-alive', 'close', 'x, y', 'Authorization', 'Upgrade'), 2),
    maybe('Upgrade', fc.constantFrom('websocket', 'h2c', FORGERY), 1),
    maybe('Cookie', fc.oneof(fc.constantFrom(`session=${SECRET}`, '__proto__=1'), any), 1),
    maybe('Origin', fc.constantFrom('null', 'https://evil.example'), 1),
    maybe('Trailer', fc.constant('Authorization'), 1),
    maybe('TE', fc.constantFrom('trailers', 'gzip'), 1),
    maybe('X-Request-Id', fc.oneof(fc.constant(FORGERY), any), 1),
    maybe('User-Agent', fc.oneof(fc.constant(FORGERY), any), 1),
    maybe('Referer', visible, 1),
    maybe('Host', fc.oneof(fc.constantFrom('a', 'evil.example"><script>', '', '[::1]:1'), any), 1),
  ];
  return fc.tuple(...others).map((groups) => {
    const headers = groups.flat();
    return headers.some(([name]) => name === 'Host') ? headers : [['Host', 'x'] as [string, string], ...headers];
  });
}
