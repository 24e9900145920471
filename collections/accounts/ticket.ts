// Staying in: whoever was let in once is let in again for a while, as long as what let them in still would.
import { createHash, timingSafeEqual } from 'node:crypto';
import { now } from '../../schemas/timestamp.ts';
import type { Account } from '../storage/port.ts';
import type { Identity } from './authenticator.ts';
import { credentialsOf, proofsAt, type Credential } from './credential.ts';

/** Says who was let in, and with what. It proves nothing by itself: whoever hands one out has to sign it. */
export interface Ticket {
  readonly account: string;
  /** The ids of the credentials. */
  readonly credentials: readonly string[];
  /** Changes when one of them does. */
  readonly state: string;
}

/** The ticket of somebody who was just let in; `undefined` where there is no account behind them. */
export function ticketOf({ credentials }: Identity, account: Account | undefined): Ticket | undefined {
  const used = account === undefined ? undefined : named(account, credentials);
  return account === undefined || used === undefined ? undefined : { account: account.name, credentials, state: stateOf(used) };
}

/** The credentials that a ticket was given for, as long as all of them are what they were and count. */
export function credentialsFor({ credentials, state }: Ticket, account: Account): readonly Credential[] | undefined {
  const used = named(account, credentials);
  if (used === undefined || used.some((credential) => proofsAt(credential, now()).length === 0)) return undefined;
  const [said, is] = [Buffer.from(state), Buffer.from(stateOf(used))];
  return said.length === is.length && timingSafeEqual(said, is) ? used : undefined;
}

function named(account: Account, ids: readonly string[]): readonly Credential[] | undefined {
  const found = ids.map((id) => credentialsOf(account).find((credential) => credential.id === id));
  return found.length === 0 || found.includes(undefined) ? undefined : found.filter((credential) => credential !== undefined);
}

function stateOf(credentials: readonly Credential[]): string {
  return createHash('sha256').update(JSON.stringify(credentials.map(({ proof }) => proof))).digest('base64url');
}
