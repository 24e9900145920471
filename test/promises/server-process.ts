// A server in a process of its own, to be killed: `node server-process.ts PLACE`. Prints its origin, then serves.
// Envelopes above 4 KiB are answered `pending`, so that death finds publications in every state.
import { pino } from 'pino';
import { openExchange } from '../../collections/exchange.ts';
import { openMongoStore } from '../../collections/storage/mongodb/store.ts';
import { isConnectionString, openStore } from '../../collections/storage/open-store.ts';
import { createApp } from '../../server/app.ts';
import { listen } from '../../server/listen.ts';

/** Milliseconds after which a server on MongoDB takes another for dead: far less than in production, tests can't wait. */
const PATIENCE = 1_500;

const [place = ''] = process.argv.slice(2);
const log = pino({ level: 'error' }, pino.destination(2));
const store = await (isConnectionString(place) ? openMongoStore(place, { patience: PATIENCE }) : openStore(place));
const exchange = openExchange(store, log, { pendingAbove: 4096 });
const server = await listen(createApp(exchange, { negotiation: 'lenient' }, log), { host: '127.0.0.1', port: 0 });
process.stdout.write(`${server.origin}\n`);
process.on('SIGTERM', () => {
  void server.close().then(() => exchange.close());
});
