// The writer of the yardstick: rows into a plain table, a transaction for each envelope, as durable as Liaison's.
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { contentOf } from '../../collections/storage/packed-objects.ts';
import type { CheckedEnvelope } from '../../collections/storage/port.ts';

const database = new DatabaseSync((workerData as { file: string }).file);
database.exec(`
  PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
  CREATE TABLE objects (collection INTEGER, date_added INTEGER, id TEXT, type TEXT, version TEXT, is_last INTEGER, body BLOB) STRICT;
  CREATE UNIQUE INDEX by_identity ON objects (collection, id, version);
  CREATE INDEX current ON objects (collection, date_added) WHERE is_last = 1;
  CREATE INDEX by_type ON objects (collection, type, date_added) WHERE is_last = 1;
`);
const newest = database.prepare('SELECT version FROM objects WHERE collection = 1 AND id = ? ORDER BY version DESC LIMIT 1');
const insert = database.prepare('INSERT INTO objects VALUES (1, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING');
let date = 0;

parentPort?.on('message', (envelope: CheckedEnvelope) => {
  const { accepted } = contentOf(envelope);
  database.exec('BEGIN IMMEDIATE');
  for (const { id, type, version = '', start, end } of accepted) {
    const known = newest.get(id)?.['version'];
    insert.run((date += 1), id, type, version, Number(known === undefined || String(known) < version), envelope.bytes.subarray(start, end));
  }
  database.exec('COMMIT');
  parentPort?.postMessage(accepted.length);
});
