// What stands in rows of the embedded store for ids, types and versions: the very text comes back, and the order is the same.
import fc from 'fast-check';
import { DatabaseSync } from 'node:sqlite';
import { ID, idList, idOf, keptId, keptType, keptVersion, LISTED_IDS, typeOf, VERSION, versionOf } from '../../collections/storage/sqlite/kept-values.ts';
import { versionKey } from '../../schemas/timestamp.ts';
import { STANDARD_TYPES } from '../../schemas/stix/types.ts';

const TYPE = fc.oneof(fc.constantFrom(...STANDARD_TYPES), fc.constantFrom('x-custom', 'Indicator', ''));
/** Ids as they should be, and nearly so. */
const AN_ID = fc.oneof(
  fc.tuple(TYPE, fc.uuid()).map(([type, uuid]) => `${type}--${uuid}`),
  fc.tuple(TYPE, fc.uuid()).map(([type, uuid]) => `${type}--${uuid.toUpperCase()}`),
  fc.tuple(TYPE, fc.uuid(), fc.nat(60), fc.constantFrom('', '-', '0', 'g', "'", 'é')).map(([type, uuid, at, other]) => {
    const id = `${type}--${uuid}`;
    return `${id.slice(0, at)}${other}${id.slice(at + 1)}`;
  }),
  fc.string(),
);
const INSTANT = fc.tuple(fc.date({ min: new Date('0000-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true }), fc.constantFrom('', '0', '001', '4', '999999'));
const VERSIONS = INSTANT.map(([date, digits]) => versionKey(`${date.toISOString().slice(0, -1)}${digits}Z`) ?? '');

let database: DatabaseSync;
beforeAll(() => {
  database = new DatabaseSync(':memory:', { allowUnknownNamedParameters: true });
  database.exec('CREATE TABLE objects (object_id ANY, type ANY, version BLOB) STRICT');
});
afterEach(() => database.exec('DELETE FROM objects'));
afterAll(() => database.close());

test('P3 ids, types and versions come back as they were', () => {
  fc.assert(
    fc.property(AN_ID, TYPE, VERSIONS, (id, type, version) => {
      fc.pre(!id.includes('\0'));
      database.exec('DELETE FROM objects');
      database.prepare('INSERT INTO objects VALUES (?, ?, ?)').run(keptId(id), keptType(type), keptVersion(version));
      const row = database.prepare(`SELECT ${ID} AS id, type, typeof(type) AS kind, ${VERSION} AS version FROM objects o`).get();
      expect([idOf(row?.['id']), typeOf(row?.['type']), versionOf(row?.['version'])]).toEqual([id.toWellFormed(), type, version]);
      expect(row?.['kind']).toMatch(/^(integer|text)$/);
    }),
    { numRuns: 2_000 },
  );
});

test('T-3.4.1-13 versions sort as their texts do', () => {
  fc.assert(
    fc.property(VERSIONS, VERSIONS, (one, other) => {
      expect(Math.sign(Buffer.compare(keptVersion(one), keptVersion(other)))).toBe(one < other ? -1 : Number(one > other));
    }),
    { numRuns: 2_000 },
  );
});

test('the usual id takes 17 octets, and the usual version 7', () => {
  expect(keptId('windows-registry-key--a6c8d8a4-9a2c-4f0e-8a8d-3f5f0f2b7c61')).toHaveLength(17);
  expect(keptVersion('2026-01-01T00:00:00.123')).toHaveLength(7);
});

test('a list of ids finds those and no others', () => {
  const ids = ['note--a6c8d8a4-9a2c-4f0e-8a8d-3f5f0f2b7c61', 'note--1', 'x-note--a6c8d8a4-9a2c-4f0e-8a8d-3f5f0f2b7c61', 'tool--a6c8d8a4-9a2c-4f0e-8a8d-3f5f0f2b7c61'];
  for (const id of ids) database.prepare('INSERT INTO objects VALUES (?, 1, zeroblob(5))').run(keptId(id));
  const found = database.prepare(`SELECT ${ID} AS id FROM objects o WHERE o.object_id IN (${LISTED_IDS})`).all({ ...idList(ids.slice(0, 3)) });
  expect(found.map(({ id }) => idOf(id)).toSorted()).toEqual(ids.slice(0, 3).toSorted());
});
