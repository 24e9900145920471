// A collection as one asker sees it: the only way to what is in it, and each step asks what they may (P5).
import type { AgencyEntry, ApiRootEntry, CollectionEntry } from '../schemas/catalogue/catalogue.ts';
import { now, type Microseconds } from '../schemas/timestamp.ts';
import { decide, type Action, type Rights, type Scope } from './access.ts';
import type { Disclosure, Recorder } from './audit/recorder.ts';
import type { ConsumerNotes, Observation } from './consumers/consumers.ts';
import type { Directory } from './directory.ts';
import { lookFor, type Found, type Sieve } from './look.ts';
import type { ExchangeObserver } from './observer.ts';
import type { Publisher } from './publishing/publisher.ts';
import type {
  Change,
  Hold,
  ObjectQuery,
  Page,
  PublicationStatus,
  Removal,
  Store,
  StoredObject,
  Tally,
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

/** The object is there, and kept from being deleted. */
export class UnderHold extends Error {
  override readonly name = 'UnderHold';
  /** Absent when it is the whole collection that is held. */
  readonly hold: Hold | undefined;

  constructor(hold: Hold | undefined) {
    super(hold === undefined ? 'The collection is under legal hold.' : `${hold.id} is under legal hold.`);
    this.hold = hold;
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
  /** How much is there for the asker. */
  tally(): Promise<Tally>;
  /** Looks for objects that `sieve` keeps; nobody is given what it doesn't keep. */
  look(query: ObjectQuery, sieve: Sieve, most: number): Promise<Found>;
  /** Publishes an envelope; see `Publisher.publish`. The body is moved away: don't use it afterwards. */
  publish(body: Uint8Array<ArrayBuffer>): Promise<PublicationStatus>;
  /**
   * What was added, revoked and deleted after the date, as far as the asker is, or was, shown it. Who deleted something is
   * told by the id of their STIX identity, and not at all where authors aren't told.
   */
  changes(after: Microseconds | undefined, limit: number): Promise<Page<Change>>;
  /**
   * Deletes versions of an object that the asker is shown, and gives their number.
   * @throws {UnderHold}
   */
  remove(removal: Removal, reason?: string): Promise<number>;
}

/** Where notes are taken of what is asked. */
export interface Notes {
  readonly recorder: Recorder;
  readonly consumers: ConsumerNotes;
  readonly observer: Required<ExchangeObserver>;
}

/** Opens a collection for an asker who may see it. */
export function openCollection(
  store: Store,
  publisher: Publisher,
  { recorder, consumers, observer }: Notes,
  { asker, directory }: Session,
  root: ApiRootEntry,
  entry: CollectionEntry,
  rights: Rights,
): OpenCollection {
  const viewer = directory.viewer(asker.agency, entry);
  const who = { agency: asker.agency.name, account: asker.account, collection: entry.id };
  const require = (action: Action): void => {
    if (decide(rights, action) === 'allowed') return;
    recorder.denied({ ...who, reason: 'right', wanted: action });
    throw new AccessForbidden(action);
  };
  const disclosed = <Item extends { readonly dateAdded: Microseconds }>(of: Disclosure['of'], page: Page<Item>): Page<Item> => {
    recorder.disclosed({ ...who, of }, page.items.map(({ dateAdded }) => dateAdded));
    observer.given(who, page.items.length);
    return page;
  };
  const noted = (observation: Observation): void => consumers.note(asker.account, entry.id, observation);
  const given = <Item extends { readonly dateAdded: Microseconds }>(of: Disclosure['of'], asked: ObjectQuery, from: Microseconds, page: Page<Item>): Page<Item> => {
    // Whoever asks for objects by id doesn't follow the collection.
    if (asked.ids !== undefined) noted({});
    else noted({ isPoll: true, position: page.more ? (page.items.at(-1)?.dateAdded ?? 0) : from });
    return disclosed(of, page);
  };
  const refuseHeld = (hold: Hold | undefined): never => {
    recorder.denied({ ...who, reason: 'hold', wanted: 'delete' });
    throw new UnderHold(hold);
  };
  const finds = async ({ id, ...which }: Removal): Promise<boolean> => {
    const query = { specVersions: ['2.0', '2.1'], ...which, ids: [id], limit: 1, maximumBytes: 1 };
    return (await store.objects.records(entry.id, viewer, query)).items.length > 0;
  };
  return {
    entry,
    rights,
    require,
    async page(query) {
      require('read');
      const from = now();
      return given('objects', query, from, await store.objects.page(entry.id, viewer, query));
    },
    async records(query) {
      require('read');
      const from = now();
      return given('records', query, from, await store.objects.records(entry.id, viewer, query));
    },
    async has(objectId) {
      require('read');
      return store.objects.has(entry.id, viewer, objectId);
    },
    async tally() {
      require('read');
      return store.objects.tally(entry.id, viewer);
    },
    async look(query, sieve, most) {
      require('read');
      const found = await lookFor((asked) => store.objects.page(entry.id, viewer, asked), query, sieve, most);
      noted({});
      disclosed('objects', { items: found.items, more: found.position !== undefined });
      return found;
    },
    async publish(body) {
      require('write');
      const origin = { apiRoot: root.path, account: asker.account, agency: asker.agency.name, requestedAt: now() };
      const status = await publisher.publish(entry, origin, directory, body);
      noted({ isPublication: true });
      return status;
    },
    async changes(after, limit) {
      require('read');
      const { items, more } = await store.objects.changes(entry.id, viewer, after, limit);
      disclosed('records', { items: items.filter(({ kind }) => kind !== 'deleted').map(({ record }) => record), more });
      noted({});
      const isTold = !hidesAuthors(entry, directory);
      return { items: items.map((change) => withDeleter(change, isTold ? directory : undefined)), more };
    },
    async remove(removal, reason) {
      require('delete');
      if (entry.legalHold) {
        // What isn't there for the asker isn't there, held or not.
        if (await finds(removal)) refuseHeld(undefined);
        return 0;
      }
      const outcome = await store.writer.remove(entry.id, removal, {
        viewer,
        by: asker.agency.name,
        account: asker.account,
        ...(reason === undefined ? {} : { reason }),
      });
      return 'hold' in outcome ? refuseHeld(outcome.hold) : outcome.removed;
    },
  };
}

// Through an aggregate, any of its parts may be where it was deleted.
function hidesAuthors({ attribution, aggregate }: CollectionEntry, { catalogue }: Directory): boolean {
  if (attribution === 'proxy') return true;
  const entries = catalogue?.apiRoots.flatMap(({ collections }) => collections) ?? [];
  return entries.some((part) => part.attribution === 'proxy' && aggregate?.of.includes(part.id));
}

function withDeleter(change: Change, directory: Directory | undefined): Change {
  if (change.removal?.by === undefined) return change;
  const { by, ...removal } = change.removal;
  const identity = directory?.agency(by)?.identity;
  return { ...change, removal: { ...removal, ...(identity === undefined ? {} : { by: identity }) } };
}
