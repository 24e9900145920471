// A server in a process of its own, to be killed: `node server-process.ts FOLDER`. Prints its origin, then serves.
// Envelopes above 4 KiB are answered `pending`, so that death finds publications in every state.
import { join } from 'node:path';
import { pino } from 'pino';
import { openExchange } from '../../collections/exchange.ts';
import { openSqliteStore } from '../../collections/storage/sqlite/store.ts';
import { createApp } from '../../server/app.ts';
import { listen } from '../../server/listen.ts';

const [folder = '.'] = process.argv.slice(2);
const log = pino({ level: 'error' }, pino.destination(2));
const exchange = openExchange(openSqliteStore(join(folder, 'liaison.db')), log, { pendingAbove: 4096 });
const server = await listen(createApp(exchange, { negotiation: 'lenient' }, log), { host: '127.0.0.1', port: 0 });
process.stdout.write(`${server.origin}\n`);
process.on('SIGTERM', () => {
  void server.close().then(() => exchange.close());
});
