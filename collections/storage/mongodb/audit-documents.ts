// What lies in the database of the audit log.
import type { Binary } from 'mongodb';
import type { Microseconds } from '../../../schemas/timestamp.ts';
import { NO_HASH, type AuditChain, type AuditEntry } from '../../audit/chain.ts';
import type { AuditEvent } from '../../audit/event.ts';
import { binary, bytesOf, int64 } from './documents.ts';

/** `audit`: an entry. */
export interface AuditDocument {
  /** chain/number. */
  readonly _id: string;
  readonly chain: string;
  readonly number: number;
  readonly at: Microseconds;
  readonly kind: AuditEvent['kind'];
  readonly agency?: string;
  readonly account?: string;
  readonly collection?: string;
  readonly text: string;
  readonly hash: Binary;
}

/** `audit_chains`: where a chain is; it may be behind the entries, never before them. */
export interface AuditChainDocument {
  readonly _id: string;
  readonly number: number;
  readonly hash: Binary;
  readonly pruned_up_to: number;
  readonly pruned_hash: Binary;
}

/** An entry as it is kept. */
export function toDocument({ chain, number, at, kind, agency, collection, text, hash }: AuditEntry): AuditDocument {
  const { account } = JSON.parse(text) as { account?: string };
  return {
    _id: `${chain}/${number}`,
    chain,
    number: int64(number),
    at: int64(at),
    kind,
    ...(agency === undefined ? {} : { agency }),
    ...(account === undefined ? {} : { account }),
    ...(collection === undefined ? {} : { collection }),
    text,
    hash: binary(hash),
  };
}

/** A chain as it is kept. */
export function toChainDocument(chain: AuditChain): AuditChainDocument {
  const { chain: _id, number, hash, prunedUpTo, prunedHash } = chain;
  return { _id, number: int64(number), hash: binary(hash), pruned_up_to: int64(prunedUpTo), pruned_hash: binary(prunedHash) };
}

/** The chain of a document. */
export function toChain({ _id, number, hash, pruned_up_to: prunedUpTo, pruned_hash: prunedHash }: AuditChainDocument): AuditChain {
  return { chain: _id, number, hash: bytesOf(hash), prunedUpTo, prunedHash: prunedUpTo === 0 ? NO_HASH : bytesOf(prunedHash) };
}

/** The entry of a document. */
export function toEntry({ chain, number, at, kind, agency, collection, text, hash }: AuditDocument): AuditEntry {
  return {
    chain,
    number,
    at,
    kind,
    ...(agency === undefined ? {} : { agency }),
    ...(collection === undefined ? {} : { collection }),
    text,
    hash: bytesOf(hash),
  };
}
