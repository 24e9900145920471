// Servers in every condition in which they refuse something: started when they are needed.
import { once } from 'node:events';
import { connect } from 'node:net';
import { pino } from 'pino';
import { createAttempts } from '../../collections/accounts/attempts.ts';
import { createApp } from '../../server/app.ts';
import { listen } from '../../server/listen.ts';
import { createTokenVerifier } from '../../server/openid.ts';
import { basic, passwordOf, startExchange, TAXII, type StartOptions } from '../protocol/running-exchange.ts';
import { MAIN } from '../protocol/test-catalogue.ts';
import { prepareFolder, startFailing, type Fault, type MethodName } from './failing-store.ts';

/** A server in some condition. */
export interface Place {
  readonly origin: string;
  close(): Promise<unknown>;
}

/** The header in which the proxy of `behindProxy` says which certificate its client has. */
export const CERTIFICATE_HEADER = 'X-Client-Certificate';

const SILENT = pino({ level: 'silent' });
const TOKENS = {
  issuer: 'https://provider.example/',
  audience: 'liaison',
  keys: { file: '/nowhere/keys.json' },
  accountClaim: 'sub',
};

/** How to start a server in each condition. */
export const PLACES = {
  behindProxy: () => startExchange({ settings: { clientCertificateHeader: CERTIFICATE_HEADER }, listen: { trustedProxies: ['loopback'] } }),
  impatient: () => startExchange({ listen: { patience: { headers: 100, request: 200 } } }),
  crowded: () => withHeldPublication({ listen: { connections: { perAddress: 1 } } }),
  busy: () => withHeldPublication({ listen: { mostRunning: 1 } }),
  publishing: () => withHeldPublication({ settings: { publishing: { perAccount: 1, perAgency: 9, bytes: 1e9 } } }),
  guarded: () => startExchange({ exchange: { attempts: createAttempts() } }),
  rationed: () => startExchange({ exchange: { rates: { windowSeconds: 3_600, account: { requests: 1 }, agency: {} } } }),
  generous: () => startExchange({ exchange: { rates: { windowSeconds: 60, account: { requests: 1_000 }, agency: {} } } }),
  withoutKeys: () => startExchange({ settings: { openId: createTokenVerifier(TOKENS, SILENT) } }),
  broken: startBroken,
  away: () => startFailed('away', 'all'),
  full: () => startFailed('full', 'writer.finish', 'writer.receive', 'writer.remove'),
} as const satisfies Readonly<Record<string, () => Promise<Place>>>;

/** All servers that were started, each once. */
export function openPlaces(): { at(name: keyof typeof PLACES): Promise<Place>; close(): Promise<void> } {
  const places = new Map<string, Promise<Place>>();
  return {
    at(name) {
      const place = places.get(name) ?? PLACES[name]();
      places.set(name, place);
      return place;
    },
    async close() {
      await Promise.all([...places.values()].map(async (place) => (await place).close()));
    },
  };
}

// A POST of which the body doesn't come: it runs, on a connection of its own, until the server is closed. That it runs is
// known when the server asks for the body.
async function withHeldPublication(options: StartOptions): Promise<Place> {
  const exchange = await startExchange(options);
  const { hostname, port } = new URL(exchange.origin);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  const lines = [
    `POST /one/collections/${MAIN}/objects/ HTTP/1.1`,
    'Host: x',
    `Accept: ${TAXII}`,
    `Content-Type: ${TAXII}`,
    `Authorization: ${basic('both', passwordOf('both'))}`,
    'Content-Length: 1000',
    'Expect: 100-continue',
  ];
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  await once(socket, 'data');
  return {
    origin: exchange.origin,
    close() {
      socket.destroy();
      return exchange.close();
    },
  };
}

async function startBroken(): Promise<Place> {
  const exchange = await startExchange();
  const authenticate = () => Promise.reject(new TypeError('the secret of the inside'));
  const server = await listen(createApp({ ...exchange.exchange, authenticate }, { negotiation: 'lenient' }, SILENT), { host: '127.0.0.1', port: 0 });
  return { origin: server.origin, close: () => Promise.all([server.close(), exchange.close()]) };
}

async function startFailed(fault: Fault, ...methods: readonly MethodName[]): Promise<Place> {
  const folder = await prepareFolder();
  const failing = await startFailing(folder.folder);
  failing.break(fault, ...methods);
  return {
    origin: failing.server.origin,
    async close() {
      failing.heal();
      await failing.close();
      folder.remove();
    },
  };
}
