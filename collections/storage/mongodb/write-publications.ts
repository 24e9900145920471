// Publications in MongoDB: received, then finished in turns together with their objects.
import type { AnyBulkWriteOperation } from 'mongodb';
import { now, type Microseconds } from '../../../schemas/timestamp.ts';
import { finishedPublication } from '../finished-publication.ts';
import { contentOf, type EnvelopeContent } from '../packed-objects.ts';
import type { CheckedEnvelope, CollectionId, FinishedPublication, Publication, PublicationStatus, PublisherRights } from '../port.ts';
import type { PublicationEvent } from '../../audit/event.ts';
import { publicationEvent } from '../../audit/write-events.ts';
import { appendAll, type AddedVersion, type Appended } from './append.ts';
import type { AuditWriter } from './audit.ts';
import { createBatches } from './batches.ts';
import type { CatalogueInForce } from './catalogue-in-force.ts';
import { noteUses } from './definitions.ts';
import { int64, type Documents, type PublicationDocument, type VersionDocument } from './documents.ts';
import type { Envelopes } from './envelopes.ts';
import { isDuplicateKey } from './failures.ts';
import { existingVersions, wereReadTooLate, type VersionsById } from './existing-versions.ts';
import { endDistinctions, insertVersions } from './insert-versions.ts';
import { endedWell, type Horizon } from './horizon.ts';
import { labelsOf, type LabelBook } from './labels.ts';
import type { LabelDocument } from './release-documents.ts';
import { packDetails, toFinalStatus } from './statuses.ts';
import { TurnLost, type Turn, type Turns, type TurnSettings } from './turns.ts';

/** A publication that waits for its turn. */
interface Waiting {
  readonly publication: Publication;
  readonly content: EnvelopeContent;
  /** Of the accepted objects. */
  readonly bytes: Uint8Array;
  readonly rights: PublisherRights;
}

/** What a turn is about to write. */
interface Outcome {
  readonly statuses: PublicationStatus[];
  readonly documents: PublicationDocument[];
  /** The turns that had completed the publications before, in vain; by status id. */
  readonly formerTurns: Map<string, number>;
  readonly versions: AddedVersion[];
  /** Of definitions that were there before. */
  readonly uses: AnyBulkWriteOperation<VersionDocument>[];
  readonly events: PublicationEvent[];
}

/** What a turn takes along at most: it is all held in memory, and others wait for it. */
const MOST_PUBLICATIONS = 64;
const MOST_OBJECTS = 20_000;
/** `receive` and `finish` of `StoreWriter`. */
export function publicationWriter(
  documents: Documents,
  turns: Turns,
  settings: TurnSettings,
  catalogue: CatalogueInForce,
  envelopes: Envelopes,
  labels: LabelBook,
  audit: AuditWriter,
) {
  const batches = createBatches<Waiting, PublicationStatus>(finishAll, {
    most: MOST_PUBLICATIONS,
    weight: ({ content }) => content.accepted.length,
    mostWeight: MOST_OBJECTS,
  });
  return { receive, finish };

  async function receive(publication: Publication, body: Uint8Array): Promise<void> {
    await envelopes.keep(publication.statusId, body);
    await documents.publications.insertOne({ ...toDocument(publication), is_received: true, is_settled: false });
  }

  async function finish(publication: Publication, envelope: CheckedEnvelope, rights: PublisherRights): Promise<FinishedPublication> {
    const waiting = { publication, content: contentOf(envelope), bytes: envelope.bytes, rights };
    return finishedPublication(await batches.add(publication.collection, waiting));
  }

  async function finishAll(collection: CollectionId, batch: readonly Waiting[]): Promise<PublicationStatus[]> {
    for (;;) {
      try {
        return await finishInTurn(collection, batch);
      } catch (error) {
        if (!(error instanceof TurnLost)) throw error;
      }
    }
  }

  async function finishInTurn(collection: CollectionId, batch: readonly Waiting[]): Promise<PublicationStatus[]> {
    const reserved = batch.reduce((sum, { content }) => sum + content.accepted.length, 0);
    const turn = await turns.take(collection, () => ({ purpose: { kind: 'publish' }, reserved }));
    try {
      const ids = new Set(batch.flatMap(({ content }) => content.accepted.flatMap(({ id, uses }) => [id, ...uses])));
      const [before, known, isDeclared, labelsBefore] = await Promise.all([
        documentsBefore(batch),
        existingVersions(documents, collection, [...ids], turn.before),
        catalogue.declares(collection),
        labels.usesIn(collection, turn.before),
        turn.confirmed,
      ]);
      if (wereReadTooLate(known, turn.before)) throw new TurnLost('Another server has published meanwhile.');
      const outcome = await decide(turn, batch, before, known, isDeclared);
      const newLabels = labelsOf(collection, outcome.versions, labelsBefore);
      await write(collection, outcome, known, newLabels);
      const { claim } = turn;
      await turn.end({
        ...(outcome.versions.length === 0 ? {} : { upTo: claim.from + outcome.versions.length }),
        ...(newLabels.length === 0 ? {} : { labels: claim.turn }),
      });
      await settle(outcome.documents, turn.claim.turn);
      await settings.atStep('settled', collection);
      return outcome.statuses;
    } catch (error) {
      await turn.giveUp(error);
      throw error;
    }
  }

  async function documentsBefore(batch: readonly Waiting[]): Promise<Map<string, PublicationDocument>> {
    const ids = batch.map(({ publication }) => publication.statusId);
    const found = await documents.publications.find({ _id: { $in: ids } }).toArray();
    return new Map(found.map((document) => [document._id, document]));
  }

  async function decide(
    turn: Turn,
    batch: readonly Waiting[],
    before: ReadonlyMap<string, PublicationDocument>,
    known: VersionsById,
    isDeclared: boolean,
  ): Promise<Outcome> {
    const outcome: Outcome = { statuses: [], documents: [], formerTurns: new Map(), versions: [], uses: [], events: [] };
    for (const { publication, content, bytes, rights } of batch) {
      const document = before.get(publication.statusId);
      const finished =
        document !== undefined && isFinished(document, turn.before)
          ? toFinalStatus(document)
          : outcome.statuses.find(({ statusId }) => statusId === publication.statusId);
      if (finished !== undefined) {
        outcome.statuses.push(finished);
        continue;
      }
      if (document?.turn !== undefined) noteFormerTurn(document._id, document.turn, turn, outcome);
      const nextDate: Microseconds = turn.claim.from + outcome.versions.length;
      const { successes, failures, added } = isDeclared
        ? await appendAll(documents, publication.collection, content, bytes, nextDate, known, rights)
        : refuseAll(content, 'the collection was removed from the catalogue');
      outcome.versions.push(...added);
      outcome.uses.push(...(await noteUses(documents, publication.collection, added, known, rights)));
      const status = { ...publication, completedAt: now(), successes, failures: [...content.refused, ...failures] };
      outcome.statuses.push(status);
      outcome.events.push(publicationEvent(publication, status.failures.length, added.length === 0 ? [] : [nextDate, nextDate + added.length - 1]));
      outcome.documents.push(finishedDocument(status, document?.is_received === true, turn.claim.turn));
    }
    return outcome;
  }

  // Nothing of this is visible before the turn has ended, so it doesn't matter what comes first.
  async function write(
    collection: CollectionId,
    outcome: Outcome,
    known: VersionsById,
    newLabels: readonly LabelDocument[],
  ): Promise<void> {
    await Promise.all([
      insertVersions(documents, collection, outcome.versions, settings),
      newLabels.length === 0 ? undefined : documents.labels.insertMany([...newLabels]),
      putDocuments(outcome),
      audit.record(outcome.events),
      changeVersions(outcome, known),
    ]);
    await settings.atStep('all written', collection);
  }

  // One after the other: both may change the same definition, and not every engine that speaks MongoDB's protocol changes a
  // document in one piece.
  async function changeVersions({ uses }: Outcome, known: VersionsById): Promise<void> {
    if (uses.length > 0) await documents.objects.bulkWrite(uses);
    await endDistinctions(documents, known);
  }

  // Only if it is as it was read: this server may be late, and the publication finished by another.
  async function putDocuments({ documents: publications, formerTurns }: Outcome): Promise<void> {
    const replacements = publications.map((document): AnyBulkWriteOperation<PublicationDocument> => {
      const turn = formerTurns.get(document._id) ?? { $exists: false };
      return { replaceOne: { filter: { _id: document._id, is_settled: false, turn }, replacement: document, upsert: true } };
    });
    if (replacements.length === 0) return;
    try {
      await documents.publications.bulkWrite(replacements, { ordered: false });
    } catch (error) {
      throw isDuplicateKey(error) ? new TurnLost('Another server has finished a publication meanwhile.') : error;
    }
  }

  async function settle(publications: readonly PublicationDocument[], turn: number): Promise<void> {
    if (publications.length === 0) return;
    const ids = publications.map(({ _id }) => _id);
    await documents.publications.updateMany({ _id: { $in: ids }, turn }, { $set: { is_settled: true } });
    for (const { _id, is_received } of publications) if (is_received) await envelopes.forget(_id);
  }
}

function noteFormerTurn(statusId: string, former: number, { claim }: Turn, { formerTurns }: Outcome): void {
  if (former >= claim.turn) throw new TurnLost('Another server is finishing a publication meanwhile.');
  formerTurns.set(statusId, former);
}

/** Whether the publication has its final status at that horizon. */
export function isFinished({ is_settled, turn }: PublicationDocument, horizon: Horizon): boolean {
  return is_settled || (turn !== undefined && endedWell(turn, horizon));
}

function refuseAll({ accepted }: EnvelopeContent, message: string): Appended {
  const failures = accepted.map(({ id, version }) => ({ id, version: version ?? '', message }));
  return { successes: [], failures, added: [] };
}

function finishedDocument(status: PublicationStatus, isReceived: boolean, turn: number): PublicationDocument {
  return {
    ...toDocument(status),
    is_received: isReceived,
    turn,
    completed_at: int64(status.completedAt ?? 0),
    details: packDetails(status.successes, status.failures),
    is_settled: false,
  };
}

/** What a publication's document has whatever becomes of it. */
export function toDocument(publication: Publication) {
  return {
    _id: publication.statusId,
    api_root: publication.apiRoot,
    collection: publication.collection,
    account: publication.account,
    agency: publication.agency,
    requested_at: int64(publication.requestedAt),
    total_count: publication.totalCount,
  };
}

