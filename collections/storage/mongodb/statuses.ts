// Publications between their documents and the port.
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Binary } from 'mongodb';
import { listsText } from '../finished-publication.ts';
import type { Publication, PublicationStatus, StatusDetails } from '../port.ts';
import { binary, bytesOf, type PublicationDocument } from './documents.ts';

/** Successes and failures as they are kept. */
export function packDetails(successes: readonly StatusDetails[], failures: readonly StatusDetails[]): Binary {
  return binary(zstdCompressSync(listsText(successes, failures)));
}

/** The publication of a document. */
export function toPublication(document: PublicationDocument): Publication {
  return {
    statusId: document._id,
    apiRoot: document.api_root,
    collection: document.collection,
    account: document.account,
    agency: document.agency,
    requestedAt: document.requested_at,
    totalCount: document.total_count,
  };
}

/** The status of a publication whose turn has ended well. */
export function toFinalStatus(document: PublicationDocument): PublicationStatus {
  const { completed_at: completedAt, details } = document;
  if (completedAt === undefined || details === undefined) throw new Error(`The publication ${document._id} has no outcome.`);
  return { ...toPublication(document), completedAt, ...unpackDetails(details) };
}

/** The status of a publication whose turn hasn't come, or hasn't ended. */
export function toPendingStatus(document: PublicationDocument): PublicationStatus {
  return { ...toPublication(document), successes: [], failures: [] };
}

function unpackDetails(packed: Binary): { successes: StatusDetails[]; failures: StatusDetails[] } {
  return JSON.parse(zstdDecompressSync(bytesOf(packed)).toString('utf8'));
}
