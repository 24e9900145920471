// Credentials in words and in JSON, without what proves them.
import type { Scope } from '../collections/access.ts';
import { proofsAt, type Credential } from '../collections/accounts/credential.ts';
import { referenceTo } from '../schemas/catalogue/document.ts';
import type { Catalogue } from '../schemas/catalogue/catalogue.ts';
import { formatTimestamp, now, type Microseconds } from '../schemas/timestamp.ts';
import { printable } from './printable.ts';

/** A credential, and when it was last used, nearly. */
export interface ListedCredential {
  readonly credential: Credential;
  readonly lastUsed: Microseconds | undefined;
}

/** For programs. */
export function credentialJson({ credential, lastUsed }: ListedCredential): object {
  const { id, name, kind, proof, previous, scope, expiresAt, createdAt, rotatedAt } = credential;
  const instants = { expires: expiresAt, old_valid_until: previous?.validUntil, created: createdAt, rotated: rotatedAt, last_used: lastUsed };
  const told = Object.entries(instants).flatMap(([key, instant]) => (instant === undefined ? [] : [[key, formatTimestamp(instant)]]));
  const isPublic = kind === 'certificate' || kind === 'openid';
  return { id, name, kind, ...(isPublic ? { matches: proof } : {}), ...(scope === undefined ? {} : { scope }), ...Object.fromEntries(told) };
}

/** For people: a line for each. */
export function credentialLines(listed: readonly ListedCredential[], catalogue: Catalogue | undefined): string {
  const rows = listed.map(({ credential, lastUsed }) => [
    credential.name,
    credential.kind,
    scopeInWords(credential.scope, catalogue),
    expiryInWords(credential),
    lastUsed === undefined ? 'never used' : `used ${minuteOf(lastUsed)}`,
    credential.kind === 'certificate' || credential.kind === 'openid' ? printable(credential.proof) : '',
  ]);
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) => `${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd()}\n`).join('');
}

/** `2026-11-24 04:30 UTC` */
export function minuteOf(instant: Microseconds): string {
  return `${formatTimestamp(instant).slice(0, 16).replace('T', ' ')} UTC`;
}

function scopeInWords(scope: Scope | undefined, catalogue: Catalogue | undefined): string {
  const rights = scope?.rights?.join(', ') ?? 'all rights';
  const collections = scope?.collections?.map((id) => referenceOf(id, catalogue)).join(', ');
  return collections === undefined ? rights : `${rights} in ${collections}`;
}

function referenceOf(id: string, catalogue: Catalogue | undefined): string {
  for (const { path, collections } of catalogue?.apiRoots ?? []) {
    const alias = collections.find((entry) => entry.id === id)?.alias;
    if (alias !== undefined) return referenceTo(path, alias);
  }
  return id;
}

function expiryInWords(credential: Credential): string {
  const { expiresAt, previous } = credential;
  const proofs = proofsAt(credential, now()).length;
  if (expiresAt !== undefined && proofs === 0) return `expired ${minuteOf(expiresAt)}`;
  const expiry = expiresAt === undefined ? 'no expiry' : `expires ${minuteOf(expiresAt)}`;
  return previous === undefined || proofs === 1 ? expiry : `${expiry}, the old one too until ${minuteOf(previous.validUntil)}`;
}
