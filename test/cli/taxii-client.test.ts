// What the command line's client asks for, how patient it is, and what it says when it gives up.
import { CommandFailure } from '../../cli/failure.ts';
import { explainUnreachable, resourceOf } from '../../cli/refusal.ts';
import { createTaxiiClient, type Patience } from '../../cli/taxii-client.ts';
import { CREDENTIALS, startScripted, type Reply, type ScriptedServer } from './scripted-server.ts';

let server: ScriptedServer | undefined;
afterEach(() => server?.close());

/** A server that gives these replies in turn, the last one for ever. */
async function replying(...replies: Reply[]): Promise<ScriptedServer> {
  server = await startScripted((_asked, before) => replies[Math.min(before, replies.length - 1)] ?? {});
  return server;
}

async function failureOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(() => undefined, (error: unknown) => error);
  expect(error).toBeInstanceOf(CommandFailure);
  return (error as CommandFailure).message;
}

test('a request accepts TAXII 2.1 and carries Basic credentials in UTF-8; a POST says what it is', async () => {
  const { client, url, asked } = await replying({ body: { title: 'x' } });
  await client().get(url('/taxii2/'));
  await client().post(url('/root/collections/c/objects/'), new Uint8Array(Buffer.from('{"objects":[]}')));
  const taxii = 'application/taxii+json;version=2.1';
  const authorization = `Basic ${Buffer.from('agency:a secret: ünïcode', 'utf8').toString('base64')}`;
  expect(asked[0]).toMatchObject({ method: 'GET', path: '/taxii2/', headers: { accept: taxii, authorization } });
  expect(asked[1]).toMatchObject({ method: 'POST', headers: { accept: taxii, 'content-type': taxii, authorization } });
  expect(asked[1]?.body.toString()).toBe('{"objects":[]}');
});

test('credentials go to their own origin only', async () => {
  const { url, asked } = await replying({});
  await createTaxiiClient({ url: new URL('http://127.0.0.1:1/'), credentials: CREDENTIALS }).get(url('/elsewhere/'));
  expect(asked).toHaveLength(1);
  expect(asked[0]?.headers.authorization).toBeUndefined();
});

describe('an error resource becomes a sentence', () => {
  test.each<[string, Reply, RegExp]>([
    ['title and description', { status: 403, body: { title: 'Forbidden', description: 'Ask the desk.' } }, /\/x\/ answers 403 \(Forbidden\): Ask the desk\.$/],
    ['a title only', { status: 404, body: { title: 'Not found' } }, /answers 404 \(Not found\)\.$/],
    ['no error resource', { status: 500, body: '<html>' }, /answers 500 \(HTTP 500\)\.$/],
    ['an error that is none', { status: 400, body: '{"title":{"a":1},"description":5}' }, /answers 400 \(HTTP 400\)\.$/],
    ['JSON null', { status: 400, body: 'null' }, /answers 400 \(HTTP 400\)\.$/],
    ['wrong credentials', { status: 401, body: { title: 'No' } }, /^http:\/\/127\.0\.0\.1:\d+ does not accept this account name and password\.$/],
    ['a redirect', { status: 308, headers: { Location: 'https://new.example/taxii2/' } }, /has moved to https:\/\/new\.example\/taxii2\/: name that/],
    ['what a terminal would obey', { status: 400, body: { title: '\u001b[2J\nfake \u202e' } }, /\(\\u001b\[2J\\u000afake \\u202e\)\.$/],
  ])('%s', async (_what, reply, expected) => {
    const { client, url, asked } = await replying(reply);
    const message = await failureOf(client().get(url('/x/')));
    expect(message).toMatch(expected);
    expect(message).not.toContain('secret');
    expect(asked).toHaveLength(1);
  });

  test('without credentials, that an account is wanted', async () => {
    const { url } = await replying({ status: 401 });
    const nobody = createTaxiiClient({ url: url('/') });
    expect(await failureOf(nobody.get(url('/')))).toMatch(/wants an account: give --user/);
  });
});

test.each(['<html>', '[]', 'null', '"text"'])('a 200 with %s is no TAXII resource', async (body) => {
  const { client, url } = await replying({ body });
  const answer = await client().get(url('/taxii2/'));
  expect(() => resourceOf(url('/taxii2/'), answer)).toThrow(/\/taxii2\/ answers with something that is no TAXII resource\./);
});

describe('what passes is waited for', () => {
  test.each<[string, Reply]>([
    ['429', { status: 429 }],
    ['502', { status: 502 }],
    ['503', { status: 503 }],
    ['504', { status: 504 }],
    ['a cut connection', { isCut: true }],
    ['a silent server', { delay: 300 }],
  ])('%s', async (_what, trouble) => {
    const { client, url, asked } = await replying(trouble, trouble, { body: { title: 'back' } });
    const told: string[] = [];
    const answer = await client({ timeout: 150, onOutage: (sentence) => told.push(sentence) }).get(url('/taxii2/'));
    expect(answer.status).toBe(200);
    expect(asked).toHaveLength(3);
    expect(told).toEqual([expect.stringMatching(/Trying again\.$/)]);
  });

  test('a POST is sent again whole', async () => {
    const { client, url, asked } = await replying({ isCut: true }, { status: 503 }, { status: 202 });
    const body = new Uint8Array(Buffer.from(`{"objects":[${'1'.repeat(200_000)}]}`));
    await client().post(url('/o/'), body);
    expect(asked.map((one) => one.body.equals(body))).toEqual([true, true, true]);
  });

  test('five times, and then there is a sentence', async () => {
    const { client, url, asked } = await replying({ status: 503, body: { title: 'Busy' } });
    expect(await failureOf(client().get(url('/x/')))).toMatch(/answers 503 \(Busy\)\.$/);
    expect(asked).toHaveLength(5);
  });

  test('a server that is not there is told with its origin and the reason', async () => {
    const gone = await replying({});
    await gone.close();
    expect(await failureOf(gone.client().get(gone.url('/x/')))).toBe(`${gone.origin} can't be reached (ECONNREFUSED).`);
  });

  test('each outage is told once, and the next one again', async () => {
    const { client, url } = await replying({ status: 503 }, { status: 503 }, {}, { status: 503 }, {});
    const told: string[] = [];
    const one = client({ onOutage: (sentence) => told.push(sentence) });
    await one.get(url('/'));
    await one.get(url('/'));
    expect(told).toHaveLength(2);
  });

  test('without limit, when told so, until stopped', async () => {
    const { client, url, asked } = await replying({ status: 503 });
    const stopping = new AbortController();
    const work = client({ tries: Infinity, signal: stopping.signal }).get(url('/')).catch((error: Error) => error.name);
    for (let look = 0; look < 2_000 && asked.length < 8; look += 1) await new Promise((later) => setTimeout(later, 10));
    stopping.abort();
    expect(await work).toBe('AbortError');
    expect(asked.length).toBeGreaterThan(5);
  });
});

describe('Retry-After is honoured (RFC 9110, 10.2.3)', () => {
  const pauseWith = async (retryAfter: string, patience: Patience): Promise<number> => {
    const { client, url } = await replying({ status: 503, headers: { 'Retry-After': retryAfter } }, {});
    const start = performance.now();
    await client(patience).get(url('/'));
    return performance.now() - start;
  };

  test('as a number of seconds, instead of a shorter pause of our own', async () => {
    expect(await pauseWith('1', { firstPause: 1 })).toBeGreaterThan(950);
  });

  test('as a number of seconds, instead of a longer one', async () => {
    expect(await pauseWith('1', { firstPause: 120_000 })).toBeLessThan(30_000);
  });

  test('as a date', async () => {
    const date = new Date(Date.now() + 1_950);
    expect(await pauseWith(date.toUTCString(), { firstPause: 120_000 })).toBeGreaterThan(800);
  });

  test.each(['soon', '-5', '0', ''])('but not as "%s"', async (value) => {
    expect(await pauseWith(value, { firstPause: 20 })).toBeLessThan(30_000);
  });
});

describe('what keeps TLS from working is told apart, and not tried again', () => {
  test.each([
    ['DEPTH_ZERO_SELF_SIGNED_CERT', /isn't trusted here; --ca names/],
    ['SELF_SIGNED_CERT_IN_CHAIN', /isn't trusted here; --ca names/],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /isn't trusted here; --ca names/],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', /isn't trusted here; --ca names/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', /certificate for another host/],
    ['CERT_HAS_EXPIRED', /has expired/],
    ['CERT_NOT_YET_VALID', /isn't valid yet/],
    ['CERT_REVOKED', /can't be accepted/],
    ['ERR_SSL_WRONG_VERSION_NUMBER', /doesn't speak TLS; is it an http:\/\/ server\?/],
    ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', /agree on no TLS connection/],
  ])('%s', (code, expected) => {
    const error = new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code }) });
    const { sentence, mayPass } = explainUnreachable(new URL('https://h.example/x'), error);
    expect(sentence).toMatch(expected);
    expect(sentence).toMatch(new RegExp(`^https://h\\.example .*\\(${code}\\)\\.$`));
    expect(mayPass).toBe(false);
  });

  test('https to a server that speaks plain HTTP', async () => {
    const plain = await replying({});
    const client = createTaxiiClient({ url: new URL(plain.origin.replace('http:', 'https:')), firstPause: 60_000 });
    expect(await failureOf(client.get(new URL(`${plain.origin.replace('http:', 'https:')}/`)))).toMatch(/doesn't speak TLS/);
  });
});
