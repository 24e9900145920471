// The audit log is a chain: each entry's hash covers its text and the hash before it, so that nothing in it can be changed,
// taken out or moved without the hashes saying so. Each process that writes to a store in MongoDB has a chain of its own; an
// embedded store has one.
import { createHash } from 'node:crypto';
import { formatTimestamp, type Microseconds } from '../../schemas/timestamp.ts';
import type { AuditEvent } from './event.ts';

/** An entry as it is kept. Everything but `hash` and `text` is in the text, too, and here to be found by. */
export interface AuditEntry {
  readonly chain: string;
  /** From 1 on, without gaps. */
  readonly number: number;
  readonly at: Microseconds;
  readonly kind: AuditEvent['kind'];
  readonly agency?: string;
  readonly collection?: string;
  /** JSON: chain, number and the event. */
  readonly text: string;
  /** SHA-256 of the hash before (32 bytes; zeros before the first entry) and the UTF-8 text. */
  readonly hash: Uint8Array;
}

/** Where a chain is: its last entry, and the last of those that were pruned. */
export interface AuditChain {
  readonly chain: string;
  readonly number: number;
  readonly hash: Uint8Array;
  /** 0 when none were. */
  readonly prunedUpTo: number;
  readonly prunedHash: Uint8Array;
}

/** The hash before a chain's first entry. */
export const NO_HASH: Uint8Array = new Uint8Array(32);

/** A chain without entries. */
export function newChain(chain: string): AuditChain {
  return { chain, number: 0, hash: NO_HASH, prunedUpTo: 0, prunedHash: NO_HASH };
}

/** Entries for events, in order, that go on from where the chain is. */
export function linkEvents({ chain, number, hash }: Pick<AuditChain, 'chain' | 'number' | 'hash'>, events: readonly AuditEvent[]): AuditEntry[] {
  let [last, before] = [number, hash];
  return events.map((event) => {
    last += 1;
    const { at, kind, agency, collection } = event;
    const text = JSON.stringify({ chain, number: last, ...event, at: formatTimestamp(at) });
    before = hashOf(before, text);
    return {
      chain,
      number: last,
      at,
      kind,
      ...(agency === undefined ? {} : { agency }),
      ...(collection === undefined ? {} : { collection }),
      text,
      hash: before,
    };
  });
}

/** The hash of an entry with that text after one with that hash. */
export function hashOf(before: Uint8Array, text: string): Uint8Array {
  return new Uint8Array(createHash('sha256').update(before).update(text, 'utf8').digest());
}
