// What became of a publication, on its way from the thread that stored it.
import type { FinishedPublication, Publication, PublicationStatus, StatusDetails } from './port.ts';

/** What became of each object. */
export type StatusLists = Pick<PublicationStatus, 'successes' | 'failures'>;

/** A finished publication whose lists are one text, `JSON.stringify` of `StatusLists`: that is quick to hand on. */
export interface PackedStatus {
  readonly publication: Publication & Pick<PublicationStatus, 'completedAt'>;
  readonly successCount: number;
  readonly failureCount: number;
  readonly lists: string;
}

/** The publication of a packed status. */
export function unpackStatus({ publication, successCount, failureCount, lists }: PackedStatus): FinishedPublication {
  return { successCount, failureCount, status: () => ({ ...publication, ...(JSON.parse(lists) as StatusLists) }) };
}

/** The publication of a status that is at hand. */
export function finishedPublication(status: PublicationStatus): FinishedPublication {
  return { successCount: status.successes.length, failureCount: status.failures.length, status: () => status };
}

/** The packed form of a status that is at hand. */
export function packStatus({ successes, failures, ...publication }: PublicationStatus, lists = listsText(successes, failures)): PackedStatus {
  return { publication, successCount: successes.length, failureCount: failures.length, lists };
}

/** The lists as one text, as they are packed and kept. */
export function listsText(successes: readonly StatusDetails[], failures: readonly StatusDetails[]): string {
  return JSON.stringify({ successes, failures } satisfies StatusLists);
}
