// What nobody expects: whatever is thrown on a request's way, the answer is TAXII's or none, never a page of Express'.
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import type { Exchange } from '../../collections/exchange.ts';
import { createApp } from '../../server/app.ts';
import { NotFound, Overloaded, TaxiiProblem } from '../../server/errors.ts';
import { listen } from '../../server/listen.ts';
import { createErrorSender, sendProblem } from '../../server/send-error.ts';
import { faultsOf } from '../protocol/check-answer.ts';
import { sendText } from '../protocol/raw-request.ts';
import { basic, TAXII, type Answer } from '../protocol/running-exchange.ts';

const REQUEST = `GET /taxii2/ HTTP/1.1\r\nHost: x\r\nAuthorization: ${basic('a', 'b')}\r\nConnection: close\r\n\r\n`;

/** An exchange that does nothing but fail. */
function brokenExchange(fail: () => unknown): Exchange {
  return { authenticate: fail, noticeOutage: () => undefined } as unknown as Exchange;
}

function logInto(lines: string[]): pino.Logger {
  return pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
}

async function answerAt(exchange: Exchange, lines: string[]): Promise<Answer> {
  const app = createApp(exchange, { negotiation: 'lenient' }, logInto(lines));
  const server = await listen(app, { host: '127.0.0.1', port: 0 });
  const answer = await sendText(server.origin, REQUEST);
  await server.close();
  return answer;
}

class WithHeaders extends Error {
  readonly status = 418;
  readonly headers = { 'content-type': 'text/html' };
}

describe.each<[what: string, fail: () => unknown]>([
  ['an error', () => Promise.reject(new Error('the secret of the inside'))],
  ['an error at once', () => { throw new TypeError('the secret of the inside'); }],
  ['an error with a status and headers', () => Promise.reject(new WithHeaders('the secret of the inside'))],
  ['an object', () => Promise.reject({ reason: 'the secret of the inside' } as unknown as Error)],
  ['a text', () => Promise.reject('the secret of the inside' as unknown as Error)],
])('%s that is thrown', (_, fail) => {
  const name = 'becomes a 500 that says nothing of the inside, and a line in the log that says all';
  test(`T-3.1-05, T-3.6.1-04 ${name}`, async () => {
    const lines: string[] = [];
    const answer = await answerAt(brokenExchange(fail), lines);
    expect(faultsOf('GET', '/taxii2/', answer)).toEqual(['the status is 500']);
    expect(answer.json).toMatchObject({ error_code: 'internal-error', http_status: '500' });
    expect(answer.body.toString()).not.toContain('secret');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 50, requestId: answer.json.error_id, method: 'GET' });
    expect(lines[0]).toContain('the secret of the inside');
  });
});

test.each([
  ['route', 500],
  ['router', 404],
])('T-3.1-05 what Express takes for its own word %j is no way past it', async (word, status) => {
  const answer = await answerAt(brokenExchange(() => Promise.reject(word as unknown as Error)), []);
  expect(answer.status).toBe(status);
  expect(answer.headers['content-type']).toBe(TAXII);
  expect(answer.json.http_status).toBe(String(status));
});

/** All that a client gets of an answer before its connection ends. */
async function answerOf(listener: RequestListener): Promise<{ text: string; isWhole: boolean }> {
  const server = createServer(listener);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  let text = '';
  try {
    const response = await fetch(`http://127.0.0.1:${port}/`);
    for await (const chunk of response.body ?? []) text += new TextDecoder().decode(chunk);
    return { text, isWhole: true };
  } catch {
    return { text, isWhole: false };
  } finally {
    server.close();
  }
}

test('T-3.1-05 an answer that fails half-way is cut, and the failure is logged', async () => {
  const lines: string[] = [];
  const sendError = createErrorSender(brokenExchange(() => undefined), logInto(lines));
  const answer = await answerOf((request, response) => {
    response.writeHead(200, { 'Content-Type': 'application/taxii+json;version=2.1' });
    response.write('{"objects":[', () => sendError(new Error('the disk is gone'), request, response));
  });
  expect(answer).toEqual({ text: '{"objects":[', isWhole: false });
  expect(JSON.parse(lines[0] ?? '').err.message).toBe('the disk is gone');
});

test('T-3.1-05 an error that can not be told cuts the connection and takes nothing down', async () => {
  const headers = { 'X-Bad': 'a\r\nb' };
  const unspeakable = new TaxiiProblem('no-host', { description: 'x', headers });
  const answerWith = (problem: TaxiiProblem) =>
    answerOf((request, response) => void sendProblem(request, response, problem));
  expect(await answerWith(unspeakable)).toEqual({ text: '', isWhole: false });
  const { text, isWhole } = await answerWith(new NotFound('resource'));
  expect({ status: JSON.parse(text).http_status, isWhole }).toEqual({ status: '404', isWhole: true });
});

test('a server that has too much to do says so to each client, and fills no log with it', async () => {
  const lines: string[] = [];
  const answer = await answerAt(brokenExchange(() => Promise.reject(new Overloaded())), lines);
  expect(faultsOf('GET', '/taxii2/', answer)).toEqual(['the status is 503']);
  expect(lines).toEqual([]);
});
