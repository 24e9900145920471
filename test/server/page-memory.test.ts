// Memory of long pages is given back when they were sent: whoever asks is given all octets all the same, whatever others ask, break off
// and take slowly meanwhile.
import { readFileSync } from 'node:fs';
import { Agent as PlainAgent, request as plainly } from 'node:http';
import { Agent as SecureAgent, request as securely } from 'node:https';
import { pino } from 'pino';
import { createApp } from '../../server/app.ts';
import { listen, type RunningServer } from '../../server/listen.ts';
import { publish } from '../protocol/conversation.ts';
import { basic, passwordOf, startExchange, TAXII, type RunningExchange } from '../protocol/running-exchange.ts';
import { indicator } from '../protocol/stix-objects.ts';
import { certificateFolder } from './certificates.ts';

/** Of a page, and of several pieces in which it is sent. */
const OBJECTS = 400;
const CLIENTS = 6;
const REQUESTS = 6;

describe.each([['nothing is kept', 0], ['little is kept', 1024 * 1024], ['much is kept', undefined]])('where %s', (_what, keptBytes) => {
  const certificates = certificateFolder();
  let exchange: RunningExchange;
  let secure: RunningServer;
  let path: string;
  let ids: string[];

  beforeAll(async () => {
    exchange = await startExchange({ exchange: keptBytes === undefined ? {} : { keptBytes } });
    const { certificate, key } = certificates.make('server');
    const app = createApp(exchange.exchange, { negotiation: 'lenient' }, pino({ level: 'silent' }));
    secure = await listen(app, { host: '127.0.0.1', port: 0, tls: { certificate: readFileSync(certificate), key: readFileSync(key) } });
    path = await exchange.newCollection();
    const objects = Array.from({ length: OBJECTS }, (_, index) => indicator({ description: `${index} `.repeat(1_500) }));
    for (let start = 0; start < OBJECTS; start += 100) await publish(exchange.as('both'), path, ...objects.slice(start, start + 100));
    ids = objects.map(({ id }) => id);
  });
  afterAll(async () => {
    await secure.close();
    await exchange.close();
    certificates.remove();
  });

  test.each(['HTTP', 'HTTPS'])('over %s, each page is whole', async (protocol) => {
    const agent = protocol === 'HTTP' ? new PlainAgent(FEW) : new SecureAgent({ ...FEW, rejectUnauthorized: false });
    const origin = protocol === 'HTTP' ? exchange.origin : secure.origin;
    const pages = await Promise.all(Array.from({ length: CLIENTS * REQUESTS }, (_, number) => pageOf(agent, `${origin}${path}objects/`, number)));
    for (const [number, found] of pages.entries()) {
      expect(found).toEqual(goesAway(number) ? 'gone' : ids.slice(0, limitOf(number)));
    }
    agent.destroy();
  });
});

const FEW = { keepAlive: true, maxSockets: CLIENTS };
const limitOf = (number: number): number => OBJECTS - (number % 5);
const goesAway = (number: number): boolean => number % 4 === 1;
const isSlow = (number: number): boolean => number % 4 === 2;

/** The ids on a page that nobody else asks for. One client in four goes away in the middle, and one in four takes it slowly. */
function pageOf(agent: PlainAgent, objects: string, number: number): Promise<string[] | 'gone'> {
  return new Promise((resolve, reject) => {
    const options = { agent, headers: { accept: TAXII, authorization: basic('both', passwordOf('both')) } };
    const ask = objects.startsWith('https:') ? securely : plainly;
    const url = `${objects}?limit=${limitOf(number)}&added_after=2020-01-01T00:00:00.${number}Z`;
    const request = ask(url, options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        if (goesAway(number) && chunks.length === 3) {
          resolve('gone');
          response.destroy();
        }
        if (!isSlow(number)) return;
        response.pause();
        setTimeout(() => response.resume(), 2);
      });
      response.on('error', reject);
      response.on('end', () => {
        const envelope = JSON.parse(Buffer.concat(chunks).toString()) as { readonly objects: readonly { readonly id: string }[] };
        resolve(envelope.objects.map(({ id }) => id));
      });
    });
    request.setTimeout(60_000, () => request.destroy(new Error('Nothing came.'))).on('error', reject).end();
  });
}
