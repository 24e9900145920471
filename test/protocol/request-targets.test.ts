// Request targets and methods that only a raw socket sends (RFC 9112, 3): whatever is asked, TAXII answers.
import fc from 'fast-check';
import { METHODS } from 'node:http';
import { faultsOf } from './check-answer.ts';
import { sendText } from './raw-request.ts';
import { basic, passwordOf, startExchange, TAXII, type Answer, type RunningExchange } from './running-exchange.ts';

let exchange: RunningExchange;
beforeAll(async () => {
  exchange = await startExchange();
});
afterAll(() => exchange.close());

const CREDENTIALS = `Authorization: ${basic('both', passwordOf('both'))}\r\n`;

const ask = (method: string, target: string, headers = CREDENTIALS): Promise<Answer> =>
  sendText(exchange.origin, `${method} ${target} HTTP/1.1\r\nHost: x\r\n${headers}Connection: close\r\n\r\n`);

function expectError(answer: Answer, status: number, code: string): void {
  expect(answer.status).toBe(status);
  expect(answer.headers['content-type']).toBe(TAXII);
  expect(answer.headers.date).toBeDefined();
  expect(answer.json).toMatchObject({ title: expect.any(String), error_code: code, http_status: String(status) });
}

/** No paths, and no URLs of any; some of them Express would answer with a page of its own. */
const MALFORMED = [
  'http:///taxii2/',
  'http://[',
  'http://[/x',
  'http://[::1/taxii2/',
  'http://a:99999/taxii2/',
  'http://a:b/taxii2/',
  'https://%/taxii2/',
  'ftp://a/taxii2/',
  'ws://a/taxii2/',
  'file:///etc/passwd',
  'javascript://a/taxii2/',
  '*',
  '/#',
  '/taxii2/#x',
  '/taxii2/?#',
  '/one/{}?x#y',
  'http://a/taxii2/#x',
];
describe.each(MALFORMED)('the target %s', (target) => {
  test.each([
    ['with credentials', CREDENTIALS],
    ['without', ''],
  ])('T-3.1-05, T-3.1-04, T-3.6-01 is 400 with an error message, %s', async (_, headers) => {
    expectError(await ask('GET', target, headers), 400, 'malformed-target');
    expectError(await ask('OPTIONS', target, headers), 400, 'malformed-target');
  });

  test('T-3.1-04, T-3.1-14 is 400 without a body for HEAD', async () => {
    const { status, headers, body } = await ask('HEAD', target);
    expect({ status, type: headers['content-type'], body: body.length }).toEqual({ status: 400, type: TAXII, body: 0 });
  });
});

const IN_NO_FORM = ['?x', '#', 'taxii2/', 'mailto:a', 'http:/taxii2/', 'http://a\\b/', '\\taxii2'];
const WITH_FORBIDDEN_OCTETS = ['/taxii2/ x', '/\u00e4/', '/\u00a0', '/\t/', '/\u0000', '/\u007f'];
test.each([...IN_NO_FORM, ...WITH_FORBIDDEN_OCTETS])(
  'T-3.1-05, T-3.6-01 the target %j is no HTTP, which is 400 with an error message',
  async (target) => expectError(await ask('GET', target), 400, 'malformed-http'),
);

describe.each([
  ['/', 404],
  ['//', 404],
  ['///', 404],
  ['/%', 400],
  ['/taxii2%', 400],
  ['/%2', 400],
  ['/%zz', 400],
  ['/%c0%af', 400],
  ['/%00', 404],
  ['/%2e%2e/taxii2/', 404],
  ['/*', 404],
  ['/:', 404],
  ['/\\', 404],
  ['/{"|^`}/', 404],
  ['/;/', 404],
  ['/?', 404],
  ['/?x=%', 404],
  ['//taxii2//', 200],
  ['/taxii2', 200],
  ['/taxii2?', 200],
  ['/taxii2/??', 200],
  ['/taxii2/?x=http://a//b', 200],
  ['http://a', 404],
  ['http://a?x', 404],
  ['http://a:/taxii2/', 200],
  ['HTTPS://[::1]:8080/taxii2/', 200],
  ['http://a//taxii2/', 200],
  ['https://%zz@a/taxii2/', 200],
])('the target %s', (target, status) => {
  test(`T-1.6.9-02, T-3.1-05 asks for credentials, and is ${status} with them`, async () => {
    expectError(await ask('GET', target, ''), 401, 'unauthenticated');
    const answer = await ask('GET', target);
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe(TAXII);
  });
});

describe.each(METHODS.filter((method) => method !== 'CONNECT'))('the method %s', (method) => {
  const main = '/one/collections/main/';
  test.each(['/taxii2/', '/one/', main, `${main}objects/`, '/one/nothing/', '/nowhere/', '/'])(
    'T-1.6.9-02, T-3.1-05, T-3.1-13 is answered by TAXII at %s',
    async (path) => {
      expect((await ask(method, path, '')).status).toBe(401);
      const answer = await ask(method, path);
      expect(faultsOf(method, path, answer)).toEqual([]);
      if (!['GET', 'HEAD', 'POST', 'DELETE'].includes(method)) expect([404, 405]).toContain(answer.status);
    },
  );
});

test.each(['a:1', '/taxii2/', 'a'])('T-3.1-14, T-3.1-05 CONNECT %s is 405 with Allow', async (target) => {
  const answer = await ask('CONNECT', target, '');
  expectError(answer, 405, 'method-not-allowed');
  expect(answer.headers.allow).toBe('GET, HEAD, POST, DELETE');
});

test('T-3.1-05, T-1.6.9-02 whatever the target, TAXII answers, and strangers get nothing (fuzzed)', async () => {
  const character = fc.oneof(
    fc.constantFrom(...'/:?#[]@%*.\\'),
    fc.integer({ min: 0x21, max: 0xff }).map((code) => String.fromCharCode(code)),
  );
  const word = fc.constantFrom('http://', 'https://', '//', 'taxii2', 'one', '%2F', '%C3%A4', '::1');
  const piece = fc.oneof(word, character);
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { minLength: 1, maxLength: 12 }), async (pieces) => {
      const target = pieces.join('');
      const answer = await ask('GET', target, '');
      expect([400, 401]).toContain(answer.status);
      expect(faultsOf('GET', target, answer)).toEqual([]);
    }),
    { numRuns: 500 },
  );
});
