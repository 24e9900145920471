// A collection as one asker sees it: the only way to what is in it, and each step asks what they may (P5).
import type { AgencyEntry, ApiRootEntry, CollectionEntry } from '../schemas/catalogue/catalogue.ts';
import { now, type Microseconds } from '../schemas/timestamp.ts';
import { decide, type Action, type Rights, type Scope } from './access.ts';
import { runsOf, type Runs } from './audit/dates.ts';
import type { Disclosure, Recorder } from './audit/recorder.ts';
import type { ConsumerNotes, Observation } from './consumers/consumers.ts';
import type { Directory } from './directory.ts';
import type { KeptAnswer, KeptAnswers, Made } from './kept-answers.ts';
import type { KeptStretches, Measures } from './kept-stretches.ts';
import { lookFor, type Found, type Sieve } from './look.ts';
import type { ExchangeObserver } from './observer.ts';
import { keepMemory } from './page-memory.ts';
import type { Publisher } from './publishing/publisher.ts';
import type { Reading } from './reading.ts';
import type {
  Change,
  CollectionState,
  Dated,
  Hold,
  ObjectQuery,
  Page,
  PublicationStatus,
  Removal,
  Store,
  Tally,
  VersionRecord,
} from './storage/port.ts';
import type { StoredObject } from './storage/stored-object.ts';

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

/** A question about a collection, and what is made of the answer. */
export interface Question<Item, Answer extends Made> {
  readonly query: ObjectQuery;
  /** Names everything but the page that `make` goes by; `isPersonal` says whether the agency is part of that. */
  readonly form: string;
  /** Whether nobody waits for the answer any more. */
  isGone(): boolean;
  /** @param dates of the page's items */
  make(page: Page<Item>, dates: Runs): Answer;
  /** How much of it this asker is given. */
  extentOf(answer: Answer): Extent;
}

/**
 * `whole`: the versions are given. `known`: the asker has the very answer from before, and is only told so. `outline`: the
 * asker is told of an answer, and given nothing of it.
 */
export type Extent = 'whole' | 'known' | 'outline';

/** A collection as one asker sees it. Whatever is done passes the asker's rights. */
export interface OpenCollection {
  readonly entry: CollectionEntry;
  readonly rights: Rights;
  /** @throws {AccessForbidden} */
  require(action: Action): void;
  /** What the question makes of the objects that it asks for, maybe for somebody else who asked the same and sees the same. @throws {Abandoned} */
  objects<Answer extends Made>(question: Question<StoredObject, Answer>): Promise<Answer>;
  /** The same of their records. */
  records<Answer extends Made>(question: Question<VersionRecord, Answer>): Promise<Answer>;
  /** Whether there is anything of what is asked for; nobody is given it. */
  hasAny(query: ObjectQuery): Promise<boolean>;
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

/** What all collections of an exchange share: answers and rows that are kept, the line of those who read, and where notes are taken. */
export interface Notes {
  readonly answers: KeptAnswers;
  readonly stretches: KeptStretches;
  readonly reading: Reading;
  readonly recorder: Recorder;
  readonly consumers: ConsumerNotes;
  readonly observer: Required<ExchangeObserver>;
}

/** Opens a collection for an asker who may see it. */
export function openCollection(
  store: Store,
  publisher: Publisher,
  { answers, stretches, reading, recorder, consumers, observer }: Notes,
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
  const disclosed = (of: Disclosure['of'], dates: Runs, versions: number): void => {
    recorder.disclosed({ ...who, of }, dates);
    observer.given(who, versions);
  };
  const noted = (observation: Observation): void => consumers.note(asker.account, entry.id, observation);
  const answer = async <Item extends Dated, Answer extends Made>(
    of: Disclosure['of'],
    question: Question<Item, Answer>,
    read: (query: ObjectQuery) => Promise<Page<Item>>,
    measures: Measures<Item>,
  ): Promise<Answer> => {
    require('read');
    const { query } = question;
    const state = await store.objects.state(entry.id, viewer);
    const reader = { account: asker.account, isGone: question.isGone };
    const { made, dates, versions, endsAt } = await keptOr(state, of, question, () =>
      rowsOf(state, of, query, measures, (asked) => reading.page(reader, asked, read, measures.countOf)),
    );
    const extent = question.extentOf(made);
    // Whoever asks for objects by id doesn't follow the collection, and who asks what there would be hasn't got it.
    if (query.ids !== undefined || extent === 'outline') noted({});
    else noted({ isPoll: true, position: endsAt ?? state.asOf });
    if (extent === 'whole') disclosed(of, dates, versions);
    return made;
  };
  const keptOr = async <Item extends Dated, Answer extends Made>(
    { revision, view, newest }: CollectionState,
    of: Disclosure['of'],
    { query, form, make }: Question<Item, Answer>,
    read: () => Promise<Page<Item>>,
  ): Promise<KeptAnswer<Answer>> => {
    if (query.addedAfter !== undefined && newest <= query.addedAfter) return answerOf({ items: [], more: false }, make);
    // A change of the catalogue may take rows away, and what an answer is made by.
    const shared = JSON.stringify([of, directory.revision, entry.id, view, form, query]);
    const personal = `${asker.agency.name} ${shared}`;
    // What was kept under these keys was made by the same `make`, as `form` names it.
    const kept = answers.find([shared, personal], revision) as KeptAnswer<Answer> | undefined;
    if (kept !== undefined) return kept;
    // What is committed after the state was read may be in the answer, and never anything but that.
    const made = answerOf(await read(), make);
    if (made.versions > 0) answers.keep(made.made.isPersonal ? personal : shared, revision, made);
    return made;
  };
  const rowsOf = async <Item extends Dated>(
    { revision, view }: CollectionState,
    of: Disclosure['of'],
    query: ObjectQuery,
    measures: Measures<Item>,
    read: (query: ObjectQuery) => Promise<Page<Item>>,
  ): Promise<Page<Item>> => {
    // Nobody goes on from there.
    if (query.ids !== undefined || query.newestFirst === true) return read(query);
    const { addedAfter, limit, maximumBytes, ...same } = query;
    const window = { limit, maximumBytes, ...(addedAfter === undefined ? {} : { addedAfter }) };
    const key = JSON.stringify([of, directory.revision, entry.id, view, same]);
    return stretches.page(key, revision, window, measures, (part) => read({ ...same, ...part }));
  };
  const refuseHeld = (hold: Hold | undefined): never => {
    recorder.denied({ ...who, reason: 'hold', wanted: 'delete' });
    throw new UnderHold(hold);
  };
  const findsAny = async (query: ObjectQuery): Promise<boolean> =>
    (await store.objects.records(entry.id, viewer, { ...query, limit: 1 })).items.length > 0;
  return {
    entry,
    rights,
    require,
    objects: (question) => answer('objects', question, (query) => store.objects.page(entry.id, viewer, query), OF_OBJECTS),
    records: (question) => answer('records', question, (query) => store.objects.records(entry.id, viewer, query), OF_RECORDS),
    async hasAny(query) {
      require('read');
      return findsAny(query);
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
      disclosed('objects', runsOf(found.items), found.items.length);
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
      const given = items.filter(({ kind }) => kind !== 'deleted').map(({ record }) => record);
      disclosed('records', runsOf(given), given.length);
      noted({});
      const isTold = !hidesAuthors(entry, directory);
      return { items: items.map((change) => withDeleter(change, isTold ? directory : undefined)), more };
    },
    async remove(removal, reason) {
      require('delete');
      if (entry.legalHold) {
        // What isn't there for the asker isn't there, held or not.
        const { id, ...which } = removal;
        if (await findsAny({ specVersions: ['2.0', '2.1'], ...which, ids: [id], limit: 1, maximumBytes: 1 })) refuseHeld(undefined);
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

const OF_OBJECTS: Measures<StoredObject> = {
  sizeOf: ({ size }) => size,
  countOf: ({ size }) => size,
  retain: ({ memory }) => keepMemory(memory),
};
/** What the texts of a manifest record take in memory, about. */
const RECORD_SIZE = 300;
const OF_RECORDS: Measures<VersionRecord> = { sizeOf: () => RECORD_SIZE, countOf: () => 0, retain: () => undefined };

function answerOf<Item extends Dated, Answer extends Made>(page: Page<Item>, make: Question<Item, Answer>['make']): KeptAnswer<Answer> {
  const { items, more } = page;
  const dates = runsOf(items);
  const last = items.at(-1)?.dateAdded;
  return { made: make(page, dates), dates, versions: items.length, ...(more && last !== undefined ? { endsAt: last } : {}) };
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
