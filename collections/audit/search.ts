// Looks for entries in the audit log, in pages that are bounded however long it is.
import type { AuditQuery, AuditReader, GivenVersion } from '../storage/port.ts';
import type { AuditEntry } from './chain.ts';
import { hasDate, readDates } from './dates.ts';
import { readEntry, verifyChain, type AuditFinding } from './verify.ts';

const PAGE = 1_000;

/** All entries that are looked for, in order of time. */
export async function* findEntries(audit: AuditReader, query: AuditQuery): AsyncGenerator<AuditEntry> {
  for (let after = query.after; ; ) {
    const page = await audit.find({ ...query, ...(after === undefined ? {} : { after }) }, PAGE);
    yield* page;
    if (page.length < PAGE) return;
    after = page.at(-1);
  }
}

/**
 * Entries about an object: who published, deleted and held it, and who was given any of its versions. Of versions that were
 * deleted it is known as long as their tombstones are kept.
 */
export async function* findAbout(audit: AuditReader, objectId: string, query: AuditQuery): AsyncGenerator<AuditEntry> {
  const versions = Map.groupBy(await audit.versionsOf(objectId), ({ collection }) => collection);
  for await (const entry of findEntries(audit, query)) {
    if (isAbout(entry, objectId, versions.get(entry.collection ?? '') ?? [])) yield entry;
  }
}

/** Whether an entry tells of that object. @param versions those of the object in the entry's collection */
export function isAbout({ text }: AuditEntry, objectId: string, versions: readonly GivenVersion[]): boolean {
  const { objects, dates } = readEntry(text) ?? {};
  if (Array.isArray(objects) && objects.includes(objectId)) return true;
  if (typeof dates !== 'string' || versions.length === 0) return false;
  const runs = readDates(dates);
  return versions.some(({ dateAdded }) => hasDate(runs, dateAdded));
}

/** Checks all chains; `onEntries` is told how many entries were looked at since the last call. */
export async function verifyAudit(audit: AuditReader, onEntries?: (count: number) => void): Promise<AuditFinding[]> {
  const findings: AuditFinding[] = [];
  for (const chain of await audit.chains()) findings.push(await verifyChain(chain, entriesOf(chain.chain)));
  return findings;

  async function* entriesOf(chain: string): AsyncGenerator<AuditEntry> {
    for (let after = 0; ; ) {
      const page = await audit.entries(chain, after, PAGE);
      onEntries?.(page.length);
      yield* page;
      const last = page.at(-1);
      if (last === undefined) return;
      after = last.number;
    }
  }
}
