// `next` values: where a page ended and what was asked, signed, so that nothing is kept on the server (T-3.4-15..-17).
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Microseconds } from '../schemas/timestamp.ts';

/** What a page belongs to; a `next` value is good for one of these only. */
export interface CursorScope {
  readonly endpoint: 'objects' | 'manifest' | 'object' | 'versions' | 'changes';
  readonly collection: string;
  /** Another agency's `next` is a damaged one, whatever it points at. What the agency sees is looked up each time. */
  readonly agency: string;
  /** The object id, on the endpoints of one object. */
  readonly objectId?: string;
}

/** The match parameters as they were sent, by field name. */
export type MatchParameters = Readonly<Partial<Record<'id' | 'type' | 'version' | 'spec_version', string>>>;

/** A position in a collection and the filters that were in force when it was reached. */
export interface Cursor {
  /** The last `date_added` of the page before. */
  readonly position: Microseconds;
  readonly match: MatchParameters;
}

const FORM = /^1\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{22})$/;
const SIGNATURE_BYTES = 16;

/** The `next` value of a cursor: `1.` + payload + `.` + signature, in characters that need no escaping in a URL. */
export function writeCursor(signingKey: Uint8Array, scope: CursorScope, cursor: Cursor): string {
  const payload = Buffer.from(JSON.stringify([cursor.position, cursor.match])).toString('base64url');
  return `1.${payload}.${sign(signingKey, scope, payload)}`;
}

/** The cursor of a `next` value, or `undefined` when it is damaged, forged, or of another scope. */
export function readCursor(signingKey: Uint8Array, scope: CursorScope, next: string): Cursor | undefined {
  const [, payload = '', signature = ''] = FORM.exec(next) ?? [];
  if (!isSame(signature, sign(signingKey, scope, payload))) return undefined;
  const [position, match] = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as [number, MatchParameters];
  return { position, match };
}

function sign(signingKey: Uint8Array, scope: CursorScope, payload: string): string {
  const signed = JSON.stringify([scope.endpoint, scope.collection, scope.agency, scope.objectId ?? null, payload]);
  return createHmac('sha256', signingKey).update(signed).digest().subarray(0, SIGNATURE_BYTES).toString('base64url');
}

function isSame(given: string, expected: string): boolean {
  return given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected));
}
