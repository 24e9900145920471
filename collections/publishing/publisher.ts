// Publishing: an envelope is checked, appended in one step, and its status kept (T-5.5).
import { randomUUID } from 'node:crypto';
import type { CollectionEntry } from '../../schemas/catalogue/catalogue.ts';
import { now, type Microseconds } from '../../schemas/timestamp.ts';
import { DEFAULT_POLICY } from '../../schemas/stix/policy.ts';
import { RED } from '../../schemas/stix/tlp.ts';
import type { Directory } from '../directory.ts';
import { freeMemory } from '../freed-memory.ts';
import type { ExchangeObserver } from '../observer.ts';
import { viewerWith, type Viewer } from '../markings/viewer.ts';
import type { OutageWatch } from '../outage.ts';
import type { CheckedEnvelope, CollectionId, FinishedPublication, Publication, PublicationStatus, PublisherRights, Store } from '../storage/port.ts';
import { StoreUnavailable } from '../storage/unavailable.ts';
import { createChecker, isSmall, CHECKERS } from './checker.ts';
import type { CheckedBody } from './check-envelope.ts';
import { createFairQueue } from './fair-queue.ts';
import type { Log } from './log.ts';
import { unexplainedIn, type EnvelopeMarks } from './envelope-marks.ts';
import { judgeMarks, type MarksVerdict } from './judge-marks.ts';
import { labelEnvelope, labelReport } from './label-envelope.ts';
import { policyOf, type PublishingPolicy } from './policy.ts';
import { EnvelopeRefused } from './refusal.ts';
import { demandsOf, type ReleaseDemands } from './release.ts';
import { storedDefinitions } from './stored-definitions.ts';
import type { EnvelopeReport } from './validate-envelope.ts';

/** Who publishes, through which API root, and since when. */
export type PublicationOrigin = Pick<Publication, 'apiRoot' | 'account' | 'agency' | 'requestedAt'>;

/** Takes envelopes into collections. */
export interface Publisher {
  /**
   * Publishes an envelope. A small one is finished when this resolves; a large one is safely kept, pending, and
   * finished in the background, if need be after outages of the store or, after a crash, at the next start (P2).
   * @throws {EnvelopeRefused} when nothing of it can be published; then nothing is stored (T-5.5-12)
   */
  publish(
    collection: CollectionEntry,
    origin: PublicationOrigin,
    directory: Directory,
    body: Uint8Array<ArrayBuffer>,
  ): Promise<PublicationStatus>;
  /**
   * What publishing the envelope into the collection would find, or, without a collection, what the standard says.
   * @throws {EnvelopeRefused}
   */
  validate(
    collection: CollectionEntry | undefined,
    agency: string,
    directory: Directory,
    body: Uint8Array<ArrayBuffer>,
  ): Promise<EnvelopeReport>;
  /** Publications that were answered pending and aren't finished, and what waits to be looked at. */
  backlog(): Backlog;
  /** Waits for publications under way. */
  close(): Promise<void>;
}

/** What a publisher still has to do. */
export interface Backlog {
  readonly publications: number;
  /** Octets of their envelopes. */
  readonly bytes: number;
  /** Envelopes that wait for a process that looks at them. */
  readonly unchecked: number;
}

/** How the publisher works; the defaults are for production. */
export interface PublisherOptions {
  /** Envelopes of more bytes than this are answered `pending` and finished in the background. */
  readonly pendingAbove?: number;
  /** Is called after the objects of a publication are in; it never fails. */
  readonly afterPublication?: (collection: CollectionId, directory: Directory) => Promise<void>;
  readonly observer?: ExchangeObserver;
  /** Processes that look at larger envelopes; `CHECKERS` when left out. */
  readonly checkers?: number;
  /** Whether it is for this process to forget old statuses and to finish what others left behind; always when left out. */
  readonly tends?: () => boolean;
}

const PENDING_ABOVE = 1024 * 1024;
/** Statuses are kept for this long after their publication was completed; at least 24 hours (T-4.3-01). */
const STATUS_RETENTION: Microseconds = 48 * 3600 * 1e6;
const SWEEP_INTERVAL = 60_000;
/** A publication that is pending for longer than this was left behind by a process that died. */
const LEFT_BEHIND_AFTER: Microseconds = 120 * 1e6;

/** Objects at the store's writer: enough to fill a commit that small publications share, and done in some tenths of a second. */
const AT_THE_WRITER = 4_000;

/** What is asked where no collection is named. */
const STANDARD: PublishingPolicy = {
  specVersions: ['2.0', '2.1'],
  validation: { ...DEFAULT_POLICY, stix20: true },
  reportsHints: true,
};
const NO_RIGHTS_TO_ANYTHING: PublisherRights = {
  sight: { agency: '', clearance: undefined, defaultLevel: RED, closed: [] },
  newVersions: 'creator',
};
const TAKES_NOTHING: PublishingPolicy = { specVersions: [], validation: DEFAULT_POLICY, reportsHints: false };

/** Starts publishing into a store; what an earlier process left pending is finished first. */
export function createPublisher(
  store: Store,
  directoryInForce: () => Promise<Directory>,
  outages: OutageWatch,
  log: Log,
  options: PublisherOptions = {},
): Publisher {
  const { checkers = CHECKERS } = options;
  const checker = createChecker(checkers);
  // One more than there are processes, so that none of them waits for the next.
  const checking = createFairQueue(checkers + 1);
  const storing = createFairQueue(AT_THE_WRITER);
  const underWay = new Map<string, Promise<void>>();
  const { observer = {}, tends = () => true } = options;
  let bytesUnderWay = 0;
  const pendingAbove = options.pendingAbove ?? PENDING_ABOVE;
  const sweeping = setInterval(() => {
    if (tends()) void sweep();
  }, SWEEP_INTERVAL);
  sweeping.unref();
  const resuming = resume();

  return {
    async publish(collection, origin, directory, body) {
      const { length } = body;
      const isKept = length > pendingAbove;
      const terms = termsOf(collection, origin.agency, directory);
      const checked = await check(origin.agency, body, terms.policy, isKept);
      refuseUnsupported(checked, collection);
      const envelope = labelEnvelope(checked, await verdictsOn(checked.marks, collection.id, terms));
      const publication = newPublication(collection, origin, envelope);
      const finish = () => finishWith(publication, envelope, terms, directory);
      if (!isKept) return (await finish()).status();
      await storing.run(origin.agency, 1, () => store.writer.receive(publication, body));
      inBackground(publication, finish, length);
      return { ...publication, successes: [], failures: [] };
    },
    async validate(collection, agency, directory, body) {
      if (collection === undefined) return labelReport(await inTurn(agency, body, () => checker.validate(body, STANDARD)), []);
      const terms = termsOf(collection, agency, directory);
      const report = await inTurn(agency, body, () => checker.validate(body, terms.policy));
      return labelReport(report, await verdictsOn(report.marks, collection.id, terms));
    },
    backlog: () => ({ publications: underWay.size, bytes: bytesUnderWay, unchecked: checking.waiting() + checker.waiting() }),
    async close() {
      clearInterval(sweeping);
      await resuming;
      await Promise.all(underWay.values());
      await checker.close();
    },
  };

  // What is looked at on the spot doesn't wait for a process. A body that nobody needs again is given back.
  async function inTurn<Result>(
    agency: string,
    body: Uint8Array<ArrayBuffer>,
    look: () => Promise<Result>,
    isKept = false,
  ): Promise<Result> {
    const { length } = body;
    const isLarge = !isSmall(body);
    const started = performance.now();
    let isNeeded = false;
    try {
      const seen = isLarge ? await checking.run(agency, 1, look) : await look();
      isNeeded = isKept;
      return seen;
    } finally {
      if (isLarge && !isNeeded) freeMemory(body);
      observer.checked?.(length, (performance.now() - started) / 1_000);
    }
  }

  async function check(
    agency: string,
    body: Uint8Array<ArrayBuffer>,
    policy: PublishingPolicy,
    isKept = false,
  ): Promise<CheckedBody> {
    const checked = await inTurn(agency, body, () => checker.check(body, policy), isKept);
    observer.found?.(checked.findings);
    return checked;
  }

  async function verdictsOn(marks: EnvelopeMarks, collection: CollectionId, { demands, viewer }: Terms): Promise<MarksVerdict[]> {
    const unexplained = unexplainedIn(marks, demands.ruled);
    return judgeMarks(marks, demands, await storedDefinitions(store.objects, collection, viewer, unexplained));
  }

  async function finishWith(
    publication: Publication,
    envelope: CheckedEnvelope,
    { rights }: Terms,
    directory: Directory,
  ): Promise<FinishedPublication> {
    const finished = await storing.run(publication.agency, publication.totalCount, () => store.writer.finish(publication, envelope, rights));
    observer.published?.(publication, finished.successCount, finished.failureCount);
    await options.afterPublication?.(publication.collection, directory);
    return finished;
  }

  async function resume(): Promise<void> {
    const started = now();
    try {
      await throughOutages(() => finishLeftBehind(started));
    } catch (error) {
      log.error({ err: error }, 'pending publications could not be finished');
    }
  }

  async function sweep(): Promise<void> {
    try {
      await store.writer.forgetStatuses(now() - STATUS_RETENTION);
      await finishLeftBehind(now() - LEFT_BEHIND_AFTER);
    } catch (error) {
      if (error instanceof StoreUnavailable) void outages.untilOver(error);
      else log.error({ err: error }, 'the sweep of statuses failed');
    }
  }

  async function finishLeftBehind(before: Microseconds): Promise<void> {
    for (const publication of await store.publications.pendingSince(before)) {
      if (underWay.has(publication.statusId)) continue;
      inBackground(publication, () => finishPending(publication));
      await underWay.get(publication.statusId);
    }
  }

  async function finishPending(publication: Publication): Promise<void> {
    const stored = await store.publications.pendingBody(publication.statusId);
    if (stored === undefined) return;
    const directory = await directoryInForce();
    const collections = directory.catalogue?.apiRoots.flatMap((root) => root.collections) ?? [];
    const collection = collections.find(({ id }) => id === publication.collection);
    const body = new Uint8Array(stored);
    if (collection === undefined) {
      // Without its collection the publication fails object by object, so it doesn't matter what is taken.
      const checked = await checker.check(body, TAKES_NOTHING);
      await store.writer.finish(publication, labelEnvelope(checked, []), NO_RIGHTS_TO_ANYTHING);
      return;
    }
    const terms = termsOf(collection, publication.agency, directory);
    const checked = await check(publication.agency, body, terms.policy);
    const envelope = labelEnvelope(checked, await verdictsOn(checked.marks, collection.id, terms));
    await finishWith(publication, envelope, terms, directory);
  }

  // After an outage the kept envelope is looked at again: the first attempt has moved its own away, and may have
  // succeeded without anybody hearing of it.
  function inBackground(publication: Publication, attempt: () => Promise<unknown>, bytes = 0): void {
    const { statusId } = publication;
    bytesUnderWay += bytes;
    const settled = throughOutages(attempt, () => finishPending(publication)).catch((error: unknown) => {
      log.error({ err: error, statusId }, 'a publication could not be finished; it stays pending');
    });
    underWay.set(statusId, settled.finally(() => {
      bytesUnderWay -= bytes;
      underWay.delete(statusId);
    }));
  }

  async function throughOutages(attempt: () => Promise<unknown>, again = attempt): Promise<void> {
    for (let work = attempt; ; work = again) {
      try {
        await work();
        return;
      } catch (error) {
        if (!(error instanceof StoreUnavailable) || !(await outages.untilOver(error))) throw error;
      }
    }
  }
}

/** On what terms an agency publishes in a collection. */
interface Terms {
  readonly policy: PublishingPolicy;
  readonly demands: ReleaseDemands;
  readonly rights: PublisherRights;
  /** As whom it looks up what markings mean; a dry run may be for an aggregate. */
  readonly viewer: Viewer;
}

function termsOf(collection: CollectionEntry, agency: string, directory: Directory): Terms {
  const demands = demandsOf(collection, agency, directory);
  const rights = { sight: directory.sights.in(agency, collection.id), newVersions: collection.newVersions };
  const entry = directory.agency(agency);
  const viewer = entry === undefined ? viewerWith(rights.sight) : directory.viewer(entry, collection);
  return { policy: { ...policyOf(collection), release: demands }, demands, rights, viewer };
}

function newPublication(
  collection: CollectionEntry,
  origin: PublicationOrigin,
  envelope: CheckedEnvelope,
): Publication {
  const totalCount = envelope.objects.accepted + envelope.objects.refused;
  return { statusId: randomUUID(), collection: collection.id, ...origin, totalCount };
}

// T-5.5-13: if none of the objects is of a version that the collection takes, the request as a whole is wrong.
function refuseUnsupported({ envelope: { objects }, ofUnsupportedVersion }: CheckedBody, collection: CollectionEntry): void {
  if (objects.accepted > 0 || ofUnsupportedVersion < objects.refused) return;
  throw new EnvelopeRefused(
    'unsupported-stix-version',
    `None of the objects is of a STIX version that this collection takes: it takes ${collection.mediaTypes.join(', ')}.`,
  );
}
