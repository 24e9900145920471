// Fills a collection through the storage port, as publishing does but without HTTP: checked, labelled, appended.
import { randomUUID } from 'node:crypto';
import { createDirectory } from '../../collections/directory.ts';
import { checkEnvelope } from '../../collections/publishing/check-envelope.ts';
import { judgeMarks } from '../../collections/publishing/judge-marks.ts';
import { labelEnvelope } from '../../collections/publishing/label-envelope.ts';
import { policyOf } from '../../collections/publishing/policy.ts';
import { demandsOf } from '../../collections/publishing/release.ts';
import type { CheckedEnvelope, Publication, Store } from '../../collections/storage/port.ts';
import { now } from '../../schemas/timestamp.ts';
import { FILLER, ROOT } from './catalogue.ts';

/** Envelopes that are checked while the one before is written. */
const AHEAD = 2;

/**
 * Publishes envelopes in a collection.
 * @param tell is told of each one how many objects it had
 * @returns the octets of the objects
 */
export async function fill(
  store: Store,
  collectionId: string,
  envelopes: Iterable<Uint8Array>,
  tell: (objects: number) => void,
): Promise<number> {
  const { revision, catalogue } = await store.catalogue.read();
  const directory = createDirectory(revision, catalogue);
  const collection = catalogue?.apiRoots.flatMap(({ collections }) => collections).find(({ id }) => id === collectionId);
  if (collection === undefined) throw new Error(`there is no collection ${collectionId}`);
  const demands = demandsOf(collection, FILLER, directory);
  const policy = { ...policyOf(collection), release: demands };
  const rights = { sight: directory.sights.in(FILLER, collectionId), newVersions: collection.newVersions };
  const running: Promise<void>[] = [];
  let octets = 0;
  for (const body of envelopes) {
    const checked = checkEnvelope(body, policy);
    const envelope = labelEnvelope(checked, judgeMarks(checked.marks, demands, new Map()));
    octets += envelope.bytes.length;
    const origin = { statusId: randomUUID(), apiRoot: ROOT, collection: collectionId, account: FILLER, agency: FILLER };
    const publication = { ...origin, requestedAt: now(), totalCount: envelope.objects.accepted + envelope.objects.refused };
    running.push(finish(publication, envelope));
    if (running.length > AHEAD) await running.shift();
  }
  await Promise.all(running);
  return octets;

  async function finish(publication: Publication, envelope: CheckedEnvelope): Promise<void> {
    const finished = await store.writer.finish(publication, envelope, rights);
    if (finished.failureCount > 0) throw new Error(`not published: ${JSON.stringify(finished.status().failures[0])}`);
    tell(publication.totalCount);
  }
}
