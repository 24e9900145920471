// Decides who is asking, by whatever a request presents: a password, an API key, a token, a client certificate.
import { now, type Microseconds } from '../../schemas/timestamp.ts';
import type { Scope } from '../access.ts';
import type { Log } from '../publishing/log.ts';
import type { Account, AccountReader } from '../storage/port.ts';
import { parseApiKey } from './api-key.ts';
import { createAttempts, type Attempts, type Origin } from './attempts.ts';
import { credentialsOf } from './credential.ts';
import { isEnded, type Stay } from './ended-sessions.ts';
import { createFinder, type Found } from './finder.ts';
import { hostOf } from './networks.ts';
import { createPasswordCheck } from './password-check.ts';
import { createRefusals } from './refusals.ts';
import { credentialsFor, ticketOf, type Ticket } from './ticket.ts';
import { refusalOf } from './verdict.ts';
import { rememberVerified, type VerifiedPasswords } from './verified-passwords.ts';

/** What a request presents beside a certificate. */
export type Presented =
  | { readonly kind: 'password'; readonly name: string; readonly password: string }
  | { readonly kind: 'api-key'; readonly key: string }
  | { readonly kind: 'token'; readonly token: VerifiedToken }
  /** A token that was looked at, and isn't what it should be. */
  | { readonly kind: 'refused-token' };

/** What a token of the OpenID provider says, once it is known to be one. */
export interface VerifiedToken {
  readonly issuer: string;
  /** The claim that names an account's credential, where the token has it. */
  readonly account?: string;
  /** The claim that names an agency, where there is such a claim. */
  readonly agency?: string;
  readonly subject: string;
}

/** A client certificate that was found good. */
export interface ShownCertificate {
  /** SHA-256, 64 hexadecimal digits in lower case. */
  readonly fingerprint: string;
  /** As by `canonicalSubject`. */
  readonly subject: string;
}

/** A request that wants to be let in. */
export interface Attempt {
  /** Where it is from, as `plainAddress` spells it. */
  readonly address: string;
  readonly presented?: Presented;
  readonly certificate?: ShownCertificate;
}

/** Who was let in, and with what. */
export interface Identity {
  /** An account's name; of a subject that only the provider knows `openid:` and the subject. */
  readonly account: string;
  /** The agency's name. */
  readonly agency: string;
  /** The ids of the credentials. */
  readonly credentials: readonly string[];
  /** What they are limited to. */
  readonly scopes: readonly Scope[];
  /**
   * Until just before this instant the same attempt would be let in again without a look at the clock, as long as the accounts
   * stay as they are and nobody failed; 0 where that can't be said.
   */
  readonly staysUntil: Microseconds;
}

/** Lets in who may come in. */
export interface Authenticator {
  /**
   * Who it is; `undefined` where that isn't proven, or not enough.
   * @throws {TooManyAttempts} where it isn't even looked at
   */
  authenticate(attempt: Attempt): Promise<Identity | undefined>;
  /** For somebody who was just let in, so that they can stay; `undefined` for those whom only a provider knows. */
  ticketFor(identity: Identity): Promise<Ticket | undefined>;
  /** Who it is, where what the ticket was given for still counts, the stay wasn't ended and the account lets them in from there. */
  resume(ticket: Ticket, stay: Stay, attempt: Omit<Attempt, 'presented'>): Promise<Identity | undefined>;
}

/** As the accounts are read on every request, whatever is changed in them counts at once, in every process. */
export function createAuthenticator(
  accounts: Pick<AccountReader, 'find' | 'holding'>,
  log: Log,
  attempts: Attempts = createAttempts(),
  verified: VerifiedPasswords = rememberVerified(),
): Authenticator {
  const finder = createFinder(accounts);
  const passwords = createPasswordCheck(verified);
  const refusals = createRefusals(log);

  async function byPassword(attempt: Attempt, name: string, password: string): Promise<Identity | undefined> {
    const origin = { host: hostOf(attempt.address), account: name };
    attempts.admit(origin);
    const account = await accounts.find(name);
    // Once more, as others may have failed while the account was looked up.
    const begin = (): void => {
      attempts.admit(origin);
      count(origin, account);
    };
    const match = await passwords.check({ origin: origin.host, name, password, account }, begin);
    if (match === undefined || account === undefined) return undefined;
    const identity = await admit({ account, credential: match.credential }, attempt);
    // What was right is no failure, unless it is of no use here: then it must not be told from what is wrong.
    if (identity !== undefined && match.isVerifiedNow) attempts.succeeded(origin);
    if (identity === undefined && !match.isVerifiedNow) count(origin, account);
    return identity;
  }

  // Keys and tokens can't be guessed, so that right ones are taken whatever others have tried from there.
  async function byFinding(attempt: Attempt, found: Promise<Found | undefined>): Promise<Identity | undefined> {
    const known = await found;
    if (known !== undefined) return admit(known, attempt);
    const origin = { host: hostOf(attempt.address) };
    attempts.admit(origin);
    count(origin, undefined);
    return undefined;
  }

  async function byToken(attempt: Attempt, token: VerifiedToken): Promise<Identity | undefined> {
    const found = await finder.byToken(token);
    if (found === 'refused') return undefined;
    if (found !== undefined) return admit(found, attempt);
    if (token.agency === undefined) return undefined;
    return { account: `openid:${token.subject}`, agency: token.agency, credentials: [], scopes: [], staysUntil: 0 };
  }

  async function admit(found: Found, attempt: Attempt): Promise<Identity | undefined> {
    const certificate = attempt.certificate === undefined ? undefined : finder.certificateOf(found.account, attempt.certificate);
    const refusal = refusalOf(found, certificate, attempt.address);
    if (refusal !== undefined) {
      refusals.tell(found, attempt.address, refusal);
      return undefined;
    }
    const isBoth = found.account.certificateRequired === true && certificate !== undefined;
    const credentials = isBoth ? [found.credential, certificate] : [found.credential];
    return {
      account: found.account.name,
      agency: found.account.agency,
      credentials: credentials.map(({ id }) => id),
      scopes: credentials.flatMap(({ scope }) => scope ?? []),
      staysUntil: staysUntil(found.account, attempt),
    };
  }

  function count(origin: Origin, account: Account | undefined): void {
    const locked = attempts.count(origin);
    if (locked !== undefined) refusals.tellLock(locked, origin.host, account?.name);
  }

  return {
    ticketFor: async (identity) => ticketOf(identity, await accounts.find(identity.account)),
    async resume(ticket, stay, attempt) {
      const account = await accounts.find(ticket.account);
      if (isEnded(account?.endedSessions, stay)) return undefined;
      const [credential] = account === undefined ? [] : (credentialsFor(ticket, account) ?? []);
      return account === undefined || credential === undefined ? undefined : admit({ account, credential }, attempt);
    },
    async authenticate(attempt) {
      const { presented, certificate } = attempt;
      switch (presented?.kind) {
        case 'password': {
          const key = parseApiKey(presented.password);
          if (key !== undefined) return byFinding(attempt, finder.byKey(key));
          return byPassword(attempt, presented.name, presented.password);
        }
        case 'api-key': {
          const key = parseApiKey(presented.key);
          return byFinding(attempt, key === undefined ? Promise.resolve(undefined) : finder.byKey(key));
        }
        case 'token':
          return byToken(attempt, presented.token);
        case 'refused-token':
          return byFinding(attempt, Promise.resolve(undefined));
        case undefined: {
          const found = certificate === undefined ? undefined : await finder.byCertificate(certificate);
          return found === undefined ? undefined : admit(found, attempt);
        }
      }
    },
  };
}

/** A password or key that was looked at counts so long without another look, in microseconds. */
const LONGEST_STAY = 60 * 1e6;

// Certificates and tokens have ends of their own.
function staysUntil(account: Account, { presented, certificate }: Attempt): Microseconds {
  const isPlain = certificate === undefined && (presented?.kind === 'password' || presented?.kind === 'api-key');
  if (!isPlain) return 0;
  const instant = now();
  const ends = credentialsOf(account).flatMap(({ expiresAt, previous }) => [expiresAt ?? Infinity, previous?.validUntil ?? Infinity]);
  return Math.min(instant + LONGEST_STAY, ...ends.filter((end) => end > instant));
}
