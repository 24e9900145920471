// /openapi.json and /openapi/ as everybody gets them: the same at every exchange, saying nothing of any, and harmless.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { html, prose } from '../../server/openapi/html.ts';
import { DOCUMENT } from '../protocol/check-document.ts';
import { sendText } from '../protocol/raw-request.ts';
import { startExchange, type Answer, type RunningExchange } from '../protocol/running-exchange.ts';
import { releaseCatalogue } from './release-catalogue.ts';

let exchange: RunningExchange;
let other: RunningExchange;
beforeAll(async () => {
  exchange = await startExchange();
  const settings = { publicUrl: 'https://taxii.secret.example', apiKeyHeader: 'X-Secret-Key', negotiation: 'strict' } as const;
  other = await startExchange({ settings, exchange: { rates: { windowSeconds: 60, account: { requests: 9 }, agency: {} } } });
  await other.changeCatalogue(releaseCatalogue);
});
afterAll(() => Promise.all([exchange.close(), other.close()]));

const get = ({ origin }: RunningExchange, path: string, method = 'GET'): Promise<Answer> =>
  sendText(origin, `${method} ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);

describe.each(['/openapi.json', '/openapi/'])('%s', (path) => {
  test('is the same for everybody at every exchange, and says nothing of any', async () => {
    const [here, there] = [await get(exchange, path), await get(other, path)];
    expect([here.status, there.status]).toEqual([200, 200]);
    expect(there.body.equals(here.body)).toBe(true);
    const { date: _date, 'x-request-id': _id, ...headers } = here.headers;
    expect(there.headers).toMatchObject(headers);
    const texts = JSON.stringify([(await other.store.catalogue.read()).catalogue, 'taxii.secret.example', 'X-Secret-Key']).match(/"[^"]{12,}"/g) ?? [];
    expect(texts.length).toBeGreaterThan(20);
    const told = texts.map((text) => text.slice(1, -1)).filter((text) => here.body.includes(text));
    expect(told.filter((text) => !text.startsWith('application/'))).toEqual([]);
  });

  test('may be kept by anybody, and is what its media type says', async () => {
    const { headers } = await get(exchange, path);
    expect(headers).toMatchObject({ 'cache-control': 'public, max-age=3600', 'x-content-type-options': 'nosniff' });
  });

  test('is there with and without a slash at its end, and to HEAD', async () => {
    const plain = await get(exchange, path.replace(/\/$/, ''));
    expect([plain.status, plain.body.length]).toEqual([200, (await get(exchange, `${plain.status === 200 ? path : ''}?x=y`)).body.length]);
    const head = await get(exchange, path, 'HEAD');
    expect([head.status, head.body.length, head.headers['content-length']]).toEqual([200, 0, String(plain.body.length)]);
  });
});

test.each(['/openapi', '/openapi/x', '/openapi.json/x', '/OpenAPI.json', '/openapi.yaml', '/one/openapi.json'])(
  'T-1.6.9-02 what is beside it asks for credentials, if it is not the page itself: %s',
  async (path) => expect((await get(exchange, path)).status).toBe(path === '/openapi' ? 200 : 401),
);

test('/openapi.json is the document that answers are held against', async () => {
  expect((await get(exchange, '/openapi.json')).json).toEqual(DOCUMENT);
});

describe('the page', () => {
  let page: string;
  let policy: string;
  beforeAll(async () => {
    const { body, headers } = await get(exchange, '/openapi/');
    page = body.toString();
    policy = String(headers['content-security-policy']);
  });

  test('lets the browser load nothing and run nothing but its own style sheet', () => {
    const [, style = ''] = /<style>([^]*?)<\/style>/.exec(page) ?? [];
    const digest = createHash('sha256').update(style).digest('base64');
    expect(policy).toBe(`default-src 'none'; style-src 'sha256-${digest}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`);
    expect(style).not.toMatch(/url\(|@import/);
    expect(page).not.toMatch(/<script|<iframe|<img|<form|\son\w+=|\sstyle=|\ssrc=|javascript:/i);
    expect(page.match(/<link[^>]*>/g)).toEqual(['<link rel="icon" href="data:,">']);
  });

  test('has every operation, parameter, error, header and schema, and every link inside leads somewhere', () => {
    const ids = new Set([...page.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id));
    const { paths, components } = DOCUMENT;
    const operations = Object.values(paths).flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId));
    const expected = [
      ...operations,
      ...Object.keys(DOCUMENT['x-errors']).map((code) => `error-${code}`),
      ...Object.keys(components.headers).map((name) => `header-${name}`),
      ...Object.keys(components.schemas).map((name) => `schema-${name}`),
    ];
    expect(expected.filter((id) => !ids.has(id))).toEqual([]);
    const targets = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(targets.length).toBeGreaterThan(100);
    expect(targets.filter((id) => !ids.has(id))).toEqual([]);
    for (const { name } of Object.values(components.parameters)) expect(page).toContain(`<code>${name}</code>`);
  });

  test('has no ids twice, and nothing that was left unsaid', () => {
    const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(page).not.toMatch(/undefined|\[object|NaN|>null</);
  });
});

describe('HTML', () => {
  test('nothing that is put into it can become more than text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('<', '>', '"', "'", '&', 'a', '`', '[', ']', '(', ')', 'https:') }), (text) => {
        expect(html`${text}`.text).not.toMatch(/[<>"']/);
        const allowed = prose(text).text.replaceAll(/<\/?code>|<\/a>|<a href="https:[^"<>']*">/g, '');
        expect(allowed).not.toMatch(/[<>"']/);
      }),
      { numRuns: 500 },
    );
  });

  test('links and code are made of prose', () => {
    expect(prose('See `a<b` and [there](https://x.example/?a=b&c).').text).toBe(
      'See <code>a&#60;b</code> and <a href="https://x.example/?a=b&#38;c">there</a>.',
    );
  });
});
