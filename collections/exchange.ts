// The exchange: a store, the catalogue in force, and the doors through which an agency reaches what it may.
import type { ApiRootEntry } from '../schemas/catalogue/catalogue.ts';
import { now } from '../schemas/timestamp.ts';
import { decide, isIn } from './access.ts';
import { createAdministration, type Administration } from './accounts/administration.ts';
import { createAttempts, TooManyAttempts, type Attempts } from './accounts/attempts.ts';
import { createAuthenticator, type Attempt, type Identity } from './accounts/authenticator.ts';
import { isEnded, type Stay } from './accounts/ended-sessions.ts';
import type { Ticket } from './accounts/ticket.ts';
import type { VerifiedPasswords } from './accounts/verified-passwords.ts';
import { createLastUses } from './accounts/last-uses.ts';
import { createRecorder, type Denial } from './audit/recorder.ts';
import { auditUpkeep } from './audit/audit-upkeep.ts';
import { createFeeder } from './aggregates/feeder.ts';
import { inBackground } from './background.ts';
import { createCatalogueEditor, type CatalogueEditor } from './catalogue-editor.ts';
import { noteConsumers } from './consumers/consumers.ts';
import { consumerHealth, type ConsumerHealth } from './consumers/health.ts';
import { createDirectory, type Directory } from './directory.ts';
import { createKeptAnswers, KEPT_BYTES } from './kept-answers.ts';
import { createKeptStretches } from './kept-stretches.ts';
import { openCollection, type Asker, type OpenCollection, type Session } from './open-collection.ts';
import { createOversight, isOperator, type Oversight } from './oversight.ts';
import { together, type ExchangeObserver } from './observer.ts';
import { watchOutages } from './outage.ts';
import { createReading } from './reading.ts';
import type { Log } from './publishing/log.ts';
import { createPublisher, type Backlog, type PublisherOptions } from './publishing/publisher.ts';
import type { EnvelopeReport } from './publishing/validate-envelope.ts';
import { createRates, type RateLimits, type Rates } from './rates/rates.ts';
import { shareRates } from './rates/share-rates.ts';
import { withinScopes } from './scoped-directory.ts';
import { observedStore } from './storage/observed-store.ts';
import type { PublicationStatus, Store } from './storage/port.ts';
import { unattended } from './storage/unattended.ts';
import { startUpkeep } from './upkeep.ts';

/** The whole exchange, whatever speaks to it. */
export interface Exchange {
  /** Signs `next` values. */
  readonly signingKey: Uint8Array;
  /**
   * A session of whoever is let in by what the request presents, if their agency is in force.
   * @throws {TooManyAttempts}
   */
  authenticate(attempt: Attempt): Promise<Session | undefined>;
  /**
   * Whether the attempt that led to this session would lead to the very same one now, as far as that can be told at once; if
   * so, it counts as one that did. Never for tokens and certificates, nor where the store is a database elsewhere.
   */
  staysIn(session: Session): boolean;
  /** The same for somebody who wants to stay, with a ticket for `resume`. @throws {TooManyAttempts} */
  signIn(attempt: Attempt): Promise<{ readonly session: Session; readonly ticket: Ticket } | undefined>;
  /** A session of whoever was given that ticket, as long as their account and what let them in count as they did, and the stay wasn't ended. */
  resume(ticket: Ticket, stay: Stay, attempt: Omit<Attempt, 'presented'>): Promise<Session | undefined>;
  /** Ends a stay of the ticket's account, for every process on the store. */
  leave(ticket: Ticket, stay: Stay): Promise<void>;
  /** The collection with that id or alias; `undefined` where it doesn't exist for the asker. */
  openCollection(session: Session, root: ApiRootEntry, idOrAlias: string): OpenCollection | undefined;
  /** A dry run of publishing, into a collection or into none: nothing is stored. The body is moved away. */
  validate(
    session: Session,
    collection: OpenCollection | undefined,
    body: Uint8Array<ArrayBuffer>,
  ): Promise<EnvelopeReport>;
  /** The status of a publication that this very account made under this API root (T-4.3-04, -05). */
  status(asker: Asker, root: ApiRootEntry, statusId: string): Promise<PublicationStatus | undefined>;
  /** Resolves when the store answers. @throws {StoreUnavailable} */
  ready(): Promise<void>;
  /** To be told of a call that found the store away: the log has the outage once, whatever number of calls fail. */
  noticeOutage(error: unknown): void;
  /** To be told of a request for an API root that isn't there for the asker, and for which collection, by id or alias, if any. */
  noticeHidden(session: Session, root: ApiRootEntry, idOrAlias: string | undefined): void;
  /** To be told of a request to a collection that was answered with an error. */
  noticeFailure(session: Session, collection: OpenCollection): void;
  /** How the asker's account gets on with the collections that it used. */
  health(session: Session): Promise<ConsumerHealth[]>;
  /** How all accounts get on. */
  consumers(): Promise<ConsumerHealth[]>;
  /** Accounts and credentials, for operators. */
  administration(session: Session): Administration | undefined;
  /** The catalogue, for operators. */
  catalogueEditor(session: Session): CatalogueEditor | undefined;
  /** What is looked at beside the collections. */
  readonly oversight: Oversight;
  /** How much accounts and agencies may still take; absent where there are no such limits. */
  readonly rates?: Rates;
  /** What was taken in and isn't finished. */
  backlog(): Backlog;
  /** Ends running publications and closes the store. */
  close(): Promise<void>;
}

/** How an exchange works; the defaults are for production. */
export interface ExchangeOptions extends Omit<PublisherOptions, 'afterPublication' | 'observer' | 'tends'> {
  /**
   * Whether it is for this process to do what has to be done now and then, asked each time; always when left out. Several may
   * do it at once: it is a waste, and nothing worse.
   */
  readonly tends?: () => boolean;
  /** Counts failed attempts to be let in. */
  readonly attempts?: Attempts;
  /** Remembers passwords that were verified. */
  readonly verified?: VerifiedPasswords;
  /** For how many days entries of the audit log are kept; for ever when left out. */
  readonly auditKeepDays?: number;
  /** Octets of answers that are kept, and of the rows that they are made of; `KEPT_BYTES` when left out, none with 0. */
  readonly keptBytes?: number;
  /** How much accounts and agencies may take; as much as they like when left out. */
  readonly rates?: RateLimits;
  /** Are told what the exchange does; the time that its store takes is measured only where there are some. */
  readonly observers?: readonly ExchangeObserver[];
}

/** Opens an exchange on a store. Publications that an earlier process left pending are finished from here on. */
export function openExchange(opened: Store, log: Log, options: ExchangeOptions = {}): Exchange {
  const { observers = [] } = options;
  const rates = options.rates === undefined ? undefined : createRates(options.rates);
  const observer = together([...observers, ...(rates === undefined ? [] : [countObjects(rates)])]);
  const store = observers.length === 0 ? opened : observedStore(opened, observer);
  const batchWriter = observers.length === 0 ? store.writer : unattended(store.writer);
  const sharing = rates === undefined ? undefined : shareRates(batchWriter, rates, log);
  let known = createDirectory(0, undefined);
  const attempts = options.attempts ?? createAttempts();
  const authenticator = createAuthenticator(store.accounts, log, attempts, options.verified);
  const entries = new WeakMap<Asker, EntryState & { readonly identity: Identity }>();
  const lastUses = createLastUses(batchWriter, log);
  const recorder = createRecorder(batchWriter, log);
  const consumers = noteConsumers(batchWriter, log);
  const kept = (options.keptBytes ?? KEPT_BYTES) / 2;
  const notes = { answers: createKeptAnswers(kept), stretches: createKeptStretches(kept), reading: createReading(), recorder, consumers, observer };
  const outages = watchOutages(() => store.ready(), log);
  const background = inBackground(outages, log);
  const feeder = createFeeder(store.writer, directory, background);
  const { afterPublication } = feeder;
  const publisher = createPublisher(store, directory, outages, log, { ...options, observer, afterPublication });
  const upkeep = startUpkeep(store.writer, directory, feeder, auditUpkeep(store, log, options.auditKeepDays), background, undefined, options.tends);

  // Looked at on every request: a change by any process is in the very next answer.
  async function directory(): Promise<Directory> {
    if ((await store.catalogue.revision()) === known.revision) return known;
    const { revision, catalogue } = await store.catalogue.read();
    known = createDirectory(revision, catalogue);
    return known;
  }

  function noticeOutage(error: unknown): void {
    void outages.untilOver(error);
  }

  async function identify(attempt: Attempt): Promise<Identity | undefined> {
    try {
      return await authenticator.authenticate(attempt);
    } catch (error) {
      if (error instanceof TooManyAttempts) recorder.denied({ ...presentedBy(attempt), reason: 'attempts' });
      throw error;
    }
  }

  // Looked up before the accounts are: what is committed meanwhile makes it another state.
  const stateOf = (): EntryState => ({ mark: store.mark?.(), failures: attempts.counted });

  function sessionOf(identity: Identity | undefined, inForce: Directory): Session | undefined {
    const agency = identity === undefined ? undefined : inForce.agency(identity.agency);
    if (identity === undefined || agency === undefined) return undefined;
    const { account, credentials, scopes } = identity;
    lastUses.note(account, credentials);
    const limits = scopes.length === 0 ? {} : { scopes };
    return { asker: { account, agency, ...limits }, directory: withinScopes(inForce, scopes) };
  }

  async function letIn(attempt: Attempt): Promise<{ readonly session: Session; readonly identity: Identity } | undefined> {
    if (attempt.presented === undefined && attempt.certificate === undefined) return undefined;
    const state = stateOf();
    const [identity, inForce] = await Promise.all([identify(attempt), directory()]);
    const session = sessionOf(identity, inForce);
    if (session !== undefined && identity !== undefined) {
      entries.set(session.asker, { ...state, identity });
      return { session, identity };
    }
    recorder.denied({ ...presentedBy(attempt), reason: 'credentials' });
    return undefined;
  }

  return {
    signingKey: store.signingKey,
    authenticate: async (attempt) => (await letIn(attempt))?.session,
    staysIn({ asker }) {
      const entry = entries.get(asker);
      if (entry?.mark === undefined || entry.mark !== store.mark?.() || entry.failures !== attempts.counted) return false;
      if (now() >= entry.identity.staysUntil) return false;
      lastUses.note(entry.identity.account, entry.identity.credentials);
      return true;
    },
    async signIn(attempt) {
      const found = await letIn(attempt);
      const ticket = found === undefined ? undefined : await authenticator.ticketFor(found.identity);
      return found === undefined || ticket === undefined ? undefined : { session: found.session, ticket };
    },
    async resume(ticket, stay, attempt) {
      const [identity, inForce] = await Promise.all([authenticator.resume(ticket, stay, attempt), directory()]);
      return sessionOf(identity, inForce);
    },
    async leave({ account: name }, stay) {
      const account = await store.accounts.find(name);
      if (account !== undefined && !isEnded(account.endedSessions, stay)) await store.writer.endSession(name, stay);
    },
    administration: (session) =>
      isOperator(session) ? createAdministration(store.accounts, store.writer, session.directory, `${session.asker.account} (console)`) : undefined,
    catalogueEditor(session) {
      const { catalogue } = session.directory;
      return isOperator(session) && catalogue !== undefined ? createCatalogueEditor(store, session.directory, catalogue, session.asker) : undefined;
    },
    oversight: createOversight(store),
    openCollection(session, root, idOrAlias) {
      const { asker, directory: inForce } = session;
      const entry = root.collections.find(({ id, alias }) => id === idOrAlias || alias === idOrAlias);
      if (entry === undefined) return undefined;
      const rights = inForce.rights(asker.agency, entry.id);
      if (decide(rights, 'see') === 'hidden') {
        recorder.denied({ account: asker.account, agency: asker.agency.name, collection: entry.id, reason: 'hidden' });
        return undefined;
      }
      return openCollection(store, publisher, notes, session, root, entry, rights);
    },
    validate: ({ asker, directory: inForce }, collection, body) =>
      publisher.validate(collection?.entry, asker.agency.name, inForce, body),
    async status(asker, root, statusId) {
      const status = await store.publications.status(statusId);
      if (status?.account !== asker.account || status.apiRoot !== root.path) return undefined;
      return asker.scopes?.every((scope) => isIn(scope, status.collection)) === false ? undefined : status;
    },
    async ready() {
      try {
        await store.ready();
      } catch (error) {
        noticeOutage(error);
        throw error;
      }
    },
    noticeOutage,
    noticeHidden({ asker }, root, idOrAlias) {
      const entry = root.collections.find(({ id, alias }) => idOrAlias !== undefined && (id === idOrAlias || alias === idOrAlias));
      const collection = entry === undefined ? {} : { collection: entry.id };
      recorder.denied({ account: asker.account, agency: asker.agency.name, ...collection, reason: 'hidden' });
    },
    noticeFailure({ asker }, collection) {
      consumers.note(asker.account, collection.entry.id, { isFailure: true });
    },
    async health({ asker, directory: inForce }) {
      await consumers.writeNow();
      return consumerHealth(store, inForce, async () => asker.agency.name, asker.account);
    },
    async consumers() {
      const agencies = new Map((await store.accounts.list()).map(({ name, agency }) => [name, agency]));
      return consumerHealth(store, await directory(), async (account) => agencies.get(account));
    },
    ...(rates === undefined ? {} : { rates }),
    backlog: () => publisher.backlog(),
    async close() {
      outages.close();
      await Promise.all([upkeep.close(), publisher.close(), feeder.close(), lastUses.close(), sharing?.close()]);
      await Promise.all([recorder.close(), consumers.close()]);
      await store.close();
    },
  };
}

/** What may keep somebody out who was let in: a commit, and failed attempts. */
interface EntryState {
  readonly mark: number | undefined;
  readonly failures: number;
}

// What was published counts as what was given.
function countObjects(rates: Rates): ExchangeObserver {
  return {
    given: (consumer, versions) => rates.count(consumer, 'objects', versions),
    published: (consumer, accepted, refused) => rates.count(consumer, 'objects', accepted + refused),
  };
}

// Names only, cut short: whoever knocks may send anything, and sometimes the password as the name.
function presentedBy({ address, presented }: Attempt): Pick<Denial, 'address' | 'account'> {
  return presented?.kind === 'password' ? { address, account: presented.name.slice(0, LONGEST_NAME) } : { address };
}

const LONGEST_NAME = 64;
