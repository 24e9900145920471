// What is looked at beside the collections: publications and what became of them, and, for operators, the audit log.
import { RED } from '../schemas/stix/tlp.ts';
import { isIn } from './access.ts';
import { isAbout } from './audit/search.ts';
import type { AuditEntry } from './audit/chain.ts';
import type { AuditEvent } from './audit/event.ts';
import type { Session } from './open-collection.ts';
import type { AuditReader, CollectionId, ConsumerDay, PublicationStatus, PublicationSummary, Store } from './storage/port.ts';

/** What somebody may look at beside the collections. */
export interface Oversight {
  /**
   * Publications of the asker's account; operators see those into collections that their agency may read, too. Pending ones
   * first, then those completed last, before the instant if one is given.
   */
  publications(session: Session, completedBefore: number | undefined, limit: number): Promise<PublicationSummary[]>;
  /**
   * The status of such a publication. Of others' publications operators get the objects only where everything in the
   * collection is there for their agency; else `isWhole` is false and there are none.
   */
  publication(session: Session, statusId: string): Promise<{ readonly status: PublicationStatus; readonly isWhole: boolean } | undefined>;
  /** How the asker's account got on, day by day; for operators, how all accounts did. */
  activity(session: Session): Promise<ConsumerDay[]>;
  /** The audit log, for operators. */
  audit(session: Session): AuditReader | undefined;
  /** For operators: the newest entries about an object in a collection, as far back as so many entries are looked at. */
  about(session: Session, collection: CollectionId, objectId: string): Promise<AuditTrail | undefined>;
}

/** Entries about an object. */
export interface AuditTrail {
  /** Oldest first. */
  readonly entries: readonly AuditEntry[];
  /** False when there were more entries than are looked at. */
  readonly isWhole: boolean;
}

const KINDS_ABOUT_OBJECTS: readonly AuditEvent['kind'][] = ['publication', 'deletion', 'disclosure', 'hold', 'release'];
const PORTION = 1_000;
/** How many entries of a collection are looked at for one object. */
const MOST_LOOKED_AT = 20_000;

/** Whether somebody is an operator here, with credentials that aren't limited to something. */
export function isOperator({ asker }: Session): boolean {
  return asker.agency.kind === 'operator' && asker.scopes === undefined;
}

/** Looks into a store. */
export function createOversight(store: Store): Oversight {
  const isOwn = ({ asker }: Session, { account, collection }: PublicationSummary | PublicationStatus): boolean =>
    account === asker.account && asker.scopes?.every((scope) => isIn(scope, collection)) !== false;

  const readableBy = ({ asker, directory }: Session): CollectionId[] =>
    directory.catalogue?.apiRoots.flatMap(({ collections }) => collections.map(({ id }) => id)).filter((id) => directory.rights(asker.agency, id).canRead) ?? [];

  return {
    async publications(session, completedBefore, limit) {
      const page = completedBefore === undefined ? {} : { completedBefore };
      const own = (await store.publications.recent({ ...page, account: session.asker.account }, limit)).filter((each) => isOwn(session, each));
      if (!isOperator(session)) return own;
      const all = await store.publications.recent({ ...page, collections: readableBy(session) }, limit);
      const known = new Set(all.map(({ statusId }) => statusId));
      const together = [...all, ...own.filter(({ statusId }) => !known.has(statusId))];
      return together.toSorted((one, other) => (other.completedAt ?? Infinity) - (one.completedAt ?? Infinity)).slice(0, limit);
    },
    async publication(session, statusId) {
      const status = await store.publications.status(statusId);
      if (status === undefined) return undefined;
      if (isOwn(session, status)) return { status, isWhole: true };
      if (!isOperator(session) || !readableBy(session).includes(status.collection)) return undefined;
      const isWhole = session.directory.sights.clearance(session.asker.agency.name, status.collection) === RED;
      return isWhole ? { status, isWhole } : { status: { ...status, successes: [], failures: [] }, isWhole };
    },
    activity: (session) => store.consumers.days(isOperator(session) ? undefined : session.asker.account),
    audit: (session) => (isOperator(session) ? store.audit : undefined),
    async about(session, collection, objectId) {
      if (!isOperator(session)) return undefined;
      const versions = (await store.audit.versionsOf(objectId)).filter((version) => version.collection === collection);
      const entries: AuditEntry[] = [];
      const query = { collection, kinds: KINDS_ABOUT_OBJECTS };
      let after: AuditEntry | undefined;
      for (let lookedAt = 0; lookedAt < MOST_LOOKED_AT; lookedAt += PORTION) {
        const page = await store.audit.find({ ...query, ...(after === undefined ? {} : { after }) }, PORTION);
        entries.push(...page.filter((entry) => isAbout(entry, objectId, versions)));
        if (page.length < PORTION) return { entries, isWhole: true };
        after = page.at(-1);
      }
      return { entries, isWhole: false };
    },
  };
}
