// next values: good for what they were made for, and for nothing else (T-3.4-15..-17, T-B-01).
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { readCursor, writeCursor, type CursorScope } from '../../collections/cursor.ts';

const key = randomBytes(32);
const scope: CursorScope = { endpoint: 'objects', collection: 'one', agency: 'fin-cert' };
const cursor = { position: 1_704_067_200_000_001, match: { type: 'indicator,malware', id: 'ünïcode "quotes"' } };

test('T-3.4-15 a next value is one opaque word that needs no escaping in a URL', () => {
  const next = writeCursor(key, scope, cursor);
  expect(encodeURIComponent(next)).toBe(next);
});

test('T-3.4-17 it carries position and filters', () => {
  expect(readCursor(key, scope, writeCursor(key, scope, cursor))).toEqual(cursor);
});

test.each<[string, CursorScope]>([
  ['another collection', { ...scope, collection: 'two' }],
  ['another endpoint', { ...scope, endpoint: 'manifest' }],
  ['another agency', { ...scope, agency: 'swe-cert' }],
  ['an object', { ...scope, objectId: 'note--1' }],
])('T-3.4-17 a value made for a collection is none for %s', (_what, other) => {
  expect(readCursor(key, other, writeCursor(key, scope, cursor))).toBeUndefined();
  expect(readCursor(key, scope, writeCursor(key, other, cursor))).toBeUndefined();
});

test('T-3.4-16 a value of another store is none', () => {
  expect(readCursor(randomBytes(32), scope, writeCursor(key, scope, cursor))).toBeUndefined();
});

test('T-3.4-16 a value with any character changed, added or gone is none', () => {
  const next = writeCursor(key, scope, cursor);
  fc.assert(
    fc.property(fc.nat({ max: next.length - 1 }), fc.constantFrom('', 'A', '.', '-', '%', '\0'), fc.boolean(), (at, character, replaces) => {
      const changed = next.slice(0, at) + character + next.slice(replaces ? at + 1 : at);
      if (changed !== next) expect(readCursor(key, scope, changed)).toBeUndefined();
    }),
  );
});

test('T-3.4-16 any other text is none', () => {
  fc.assert(fc.property(fc.string(), (text) => expect(readCursor(key, scope, text)).toBeUndefined()));
});
