// Inserts objects in a plain table with the indexes that TAXII's questions need, durably; what has gathered meanwhile
// shares a commit.
import { DatabaseSync } from 'node:sqlite';
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { contentOf } from '../../../collections/storage/packed-objects.ts';
import type { CheckedEnvelope } from '../../../collections/storage/port.ts';

interface Insertion {
  readonly call: number;
  readonly envelope: CheckedEnvelope;
}

const { file, most } = workerData as { file: string; most: number };
const port = parentPort;
if (port === null) throw new Error('This is a thread.');
const database = new DatabaseSync(file);
database.exec(`
  PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
  CREATE TABLE objects (date_added INTEGER PRIMARY KEY, id TEXT, type TEXT, version TEXT, is_last INTEGER, body BLOB);
  CREATE UNIQUE INDEX versions ON objects (id, version);
  CREATE INDEX latest ON objects (date_added) WHERE is_last = 1;
  CREATE INDEX latest_of_type ON objects (type, date_added) WHERE is_last = 1;
`);
const find = database.prepare('SELECT version FROM objects WHERE id = ? ORDER BY version DESC LIMIT 1');
const insert = database.prepare('INSERT INTO objects VALUES (?, ?, ?, ?, 1, ?) ON CONFLICT (id, version) DO NOTHING');
let date = Date.now() * 1000;

port.on('message', (first: Insertion) => {
  const insertions = [first];
  while (insertions.length < most) {
    const next = receiveMessageOnPort(port) as { message: Insertion } | undefined;
    if (next === undefined) break;
    insertions.push(next.message);
  }
  database.exec('BEGIN IMMEDIATE');
  for (const { envelope } of insertions) insertAll(envelope);
  database.exec('COMMIT');
  for (const { call, envelope } of insertions) port.postMessage({ call, inserted: envelope.objects.accepted });
});

function insertAll(envelope: CheckedEnvelope): void {
  for (const { id, type, version = '', start, end } of contentOf(envelope).accepted) {
    find.get(id);
    date += 1;
    insert.run(date, id, type, version, envelope.bytes.subarray(start, end));
  }
}
