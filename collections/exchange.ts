// The exchange: a store, the catalogue in force, and the doors through which an agency reaches what it may.
import type { AgencyEntry, ApiRootEntry, CollectionEntry } from '../schemas/catalogue/catalogue.ts';
import { now } from '../schemas/timestamp.ts';
import { decide, isIn, type Action, type Rights, type Scope } from './access.ts';
import type { Attempts } from './accounts/attempts.ts';
import { createAuthenticator, type Attempt } from './accounts/authenticator.ts';
import { createLastUses } from './accounts/last-uses.ts';
import { createDirectory, type Directory } from './directory.ts';
import { watchOutages } from './outage.ts';
import type { Log } from './publishing/log.ts';
import { createPublisher, type Publisher, type PublisherOptions } from './publishing/publisher.ts';
import type { EnvelopeReport } from './publishing/validate-envelope.ts';
import { withinScopes } from './scoped-directory.ts';
import type {
  ObjectQuery,
  Page,
  PublicationStatus,
  Removal,
  Store,
  StoredObject,
  VersionRecord,
} from './storage/port.ts';

/** Who is asking: a login and the agency that it belongs to. */
export interface Asker {
  readonly account: string;
  readonly agency: AgencyEntry;
  /** What the credentials are limited to that let them in; absent where they aren't. */
  readonly scopes?: readonly Scope[];
}

/**
 * Who asks, and the catalogue as it was when they were let in, as far as their credentials go: one request is decided by
 * one state of it.
 */
export interface Session {
  readonly asker: Asker;
  readonly directory: Directory;
}

/** The agency sees the collection, but lacks the right for this (T-5.7-03). */
export class AccessForbidden extends Error {
  override readonly name = 'AccessForbidden';
  readonly action: Action;

  constructor(action: Action) {
    super(`The agency may not ${action} here.`);
    this.action = action;
  }
}

/** A collection as one asker sees it. Whatever is done passes the asker's rights. */
export interface OpenCollection {
  readonly entry: CollectionEntry;
  readonly rights: Rights;
  /** @throws {AccessForbidden} */
  require(action: Action): void;
  page(query: ObjectQuery): Promise<Page<StoredObject>>;
  records(query: ObjectQuery): Promise<Page<VersionRecord>>;
  has(objectId: string): Promise<boolean>;
  /** Publishes an envelope; see `Publisher.publish`. The body is moved away: don't use it afterwards. */
  publish(body: Uint8Array<ArrayBuffer>): Promise<PublicationStatus>;
  /** Deletes versions of an object and gives their number. */
  remove(removal: Removal): Promise<number>;
}

/** The whole exchange, whatever speaks to it. */
export interface Exchange {
  /** Signs `next` values. */
  readonly signingKey: Uint8Array;
  /**
   * A session of whoever is let in by what the request presents, if their agency is in force.
   * @throws {TooManyAttempts}
   */
  authenticate(attempt: Attempt): Promise<Session | undefined>;
  /** The collection with that id or alias; `undefined` where it doesn't exist for the asker. */
  openCollection(session: Session, root: ApiRootEntry, idOrAlias: string): OpenCollection | undefined;
  /** A dry run of publishing, into a collection or into none: nothing is stored. The body is moved away. */
  validate(collection: OpenCollection | undefined, body: Uint8Array<ArrayBuffer>): Promise<EnvelopeReport>;
  /** The status of a publication that this very account made under this API root (T-4.3-04, -05). */
  status(asker: Asker, root: ApiRootEntry, statusId: string): Promise<PublicationStatus | undefined>;
  /** Resolves when the store answers. @throws {StoreUnavailable} */
  ready(): Promise<void>;
  /** To be told of a call that found the store away: the log has the outage once, whatever number of calls fail. */
  noticeOutage(error: unknown): void;
  /** Ends running publications and closes the store. */
  close(): Promise<void>;
}

/** What can be otherwise in tests. */
export interface ExchangeOptions extends PublisherOptions {
  /** Counts failed attempts to be let in. */
  readonly attempts?: Attempts;
}

/** Opens an exchange on a store. Publications that an earlier process left pending are finished from here on. */
export function openExchange(store: Store, log: Log, options: ExchangeOptions = {}): Exchange {
  const authenticator = createAuthenticator(store.accounts, log, options.attempts);
  const lastUses = createLastUses(store.writer, log);
  const outages = watchOutages(() => store.ready(), log);
  const publisher = createPublisher(store, outages, log, options);
  let known = createDirectory(0, undefined);

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

  return {
    signingKey: store.signingKey,
    async authenticate(attempt) {
      if (attempt.presented === undefined && attempt.certificate === undefined) return undefined;
      const [identity, inForce] = await Promise.all([authenticator.authenticate(attempt), directory()]);
      const agency = identity === undefined ? undefined : inForce.agency(identity.agency);
      if (identity === undefined || agency === undefined) return undefined;
      const { account, credentials, scopes } = identity;
      lastUses.note(account, credentials);
      const limits = scopes.length === 0 ? {} : { scopes };
      return { asker: { account, agency, ...limits }, directory: withinScopes(inForce, scopes) };
    },
    openCollection({ asker, directory: inForce }, root, idOrAlias) {
      const entry = root.collections.find(({ id, alias }) => id === idOrAlias || alias === idOrAlias);
      if (entry === undefined) return undefined;
      const rights = inForce.rights(asker.agency, entry.id);
      if (decide(rights, 'see') === 'hidden') return undefined;
      return openCollection(store, publisher, asker, root, entry, rights);
    },
    validate: (collection, body) => publisher.validate(collection?.entry, body),
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
    async close() {
      outages.close();
      await publisher.close();
      await lastUses.close();
      await store.close();
    },
  };
}

function openCollection(
  store: Store,
  publisher: Publisher,
  asker: Asker,
  root: ApiRootEntry,
  entry: CollectionEntry,
  rights: Rights,
): OpenCollection {
  const require = (action: Action): void => {
    if (decide(rights, action) !== 'allowed') throw new AccessForbidden(action);
  };
  return {
    entry,
    rights,
    require,
    async page(query) {
      require('read');
      return store.objects.page(entry.id, query);
    },
    async records(query) {
      require('read');
      return store.objects.records(entry.id, query);
    },
    async has(objectId) {
      require('read');
      return store.objects.has(entry.id, objectId);
    },
    async publish(body) {
      require('write');
      const origin = { apiRoot: root.path, account: asker.account, agency: asker.agency.name, requestedAt: now() };
      return publisher.publish(entry, origin, body);
    },
    async remove(removal) {
      require('delete');
      return store.writer.remove(entry.id, removal);
    },
  };
}
