// The session cookie: a ticket of the exchange, sealed with its signing key, so that any server on the store takes it.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Stay } from '../../collections/accounts/ended-sessions.ts';
import type { Ticket } from '../../collections/accounts/ticket.ts';

/** What the cookie holds. Instants are milliseconds since 1970. */
export interface Seal {
  /** Of this session. */
  readonly id: string;
  readonly ticket: Ticket;
  readonly since: number;
  /** When it was last used, nearly. */
  readonly used: number;
}

/** The cookie's name. Only paths of the console get it. */
export const COOKIE = 'liaison-console';
/** How long somebody stays in without doing anything, and at all, in milliseconds. */
export const STAYS_IDLE = 60 * 60 * 1_000;
export const STAYS = 12 * 60 * 60 * 1_000;
/** After how long the cookie is renewed. */
export const RENEWED_AFTER = 5 * 60 * 1_000;

const ID_BYTES = 16;
const FORM = /^([A-Za-z0-9_-]{1,4000})\.([A-Za-z0-9_-]{43})$/;

/** A new session's. */
export function newSeal(ticket: Ticket, at: number): Seal {
  return { id: randomBytes(ID_BYTES).toString('base64url'), ticket, since: at, used: at };
}

/** The stay that the cookie is good for. */
export function stayOf({ id, since }: Seal): Stay {
  return { id, since: since * 1_000, until: (since + STAYS) * 1_000 };
}

/** The value of the cookie. */
export function writeSeal(signingKey: Uint8Array, seal: Seal): string {
  const payload = Buffer.from(JSON.stringify(seal)).toString('base64url');
  return `${payload}.${signatureOf(signingKey, 'cookie', payload)}`;
}

/** What a `Cookie` header holds for the console, if it is one of ours and its time hasn't run out. */
export function readSeal(signingKey: Uint8Array, header: string | undefined, at: number): Seal | undefined {
  const values = (header ?? '').split(';').map((part) => part.trim()).filter((part) => part.startsWith(`${COOKIE}=`));
  const [, payload = '', signature = ''] = FORM.exec(values[0]?.slice(COOKIE.length + 1) ?? '') ?? [];
  if (values.length !== 1 || !isSame(signature, signatureOf(signingKey, 'cookie', payload))) return undefined;
  const seal = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Seal;
  return at - seal.since < STAYS && at - seal.used < STAYS_IDLE ? seal : undefined;
}

/** The `Set-Cookie` header for a value; an empty one takes the cookie away. */
export function cookieHeader(value: string, isSecure: boolean): string {
  const life = value === '' ? '; Max-Age=0' : '';
  return `${COOKIE}=${value}; Path=/console; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}${life}`;
}

/** What requests that change something have to show beside the cookie. */
export function csrfToken(signingKey: Uint8Array, { id }: Seal): string {
  return signatureOf(signingKey, 'csrf', id);
}

/** Whether two texts are the same, without telling by the time it takes how much of them is. */
export function isSame(one: string, other: string): boolean {
  const [first, second] = [Buffer.from(one), Buffer.from(other)];
  return first.length === second.length && timingSafeEqual(first, second);
}

function signatureOf(signingKey: Uint8Array, use: string, text: string): string {
  return createHmac('sha256', signingKey).update(`console ${use} ${text}`).digest('base64url');
}
