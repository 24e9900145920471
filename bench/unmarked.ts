// A collection to publish synthetic objects in that nothing marks: for what is measured of a store without a server around it.
import { randomUUID } from 'node:crypto';
import { catalogueOf } from '../collections/catalogue/from-document.ts';
import { checkEnvelope, type CheckedBody } from '../collections/publishing/check-envelope.ts';
import { labelEnvelope } from '../collections/publishing/label-envelope.ts';
import type { CheckedEnvelope, Publication } from '../collections/storage/port.ts';
import { DEFAULT_POLICY } from '../schemas/stix/policy.ts';
import { envelopeOf, syntheticObjects } from './synthetic.ts';

export const COLLECTION = '6f1c2a54-9c1b-4f0e-8a8d-3f5f0f2b7c61';

const POLICY = { specVersions: ['2.1'], validation: DEFAULT_POLICY, reportsHints: false } as const;
const UNMARKED = { labelled: { label: { markings: [] }, unknown: [], uses: [] }, findings: [] };

/** The catalogue with that collection. */
export function catalogue() {
  const collections = [{ id: COLLECTION, title: 'Bench', new_versions: 'anyone' as const }];
  return catalogueOf({ discovery: { title: 'Bench' }, api_roots: [{ path: 'bench', title: 'Bench', collections }] });
}

/** So many objects, the same each time, in envelopes of that size, checked. */
export function* unmarkedEnvelopes(objects: number, size: number): Generator<CheckedEnvelope> {
  const source = syntheticObjects();
  for (let left = objects; left > 0; left -= size) {
    yield unmarked(checkEnvelope(envelopeOf(source, size), POLICY));
  }
}

/** The envelope as if none of its objects were marked. */
export function unmarked(checked: CheckedBody): CheckedEnvelope {
  return labelEnvelope(checked, checked.marks.combinations.map(() => UNMARKED));
}

/** What is to be told of an envelope's publication. */
export function publicationOf({ objects }: CheckedEnvelope): Publication {
  const origin = { apiRoot: 'bench', collection: COLLECTION, account: 'agency', agency: 'agency', requestedAt: 0 };
  return { statusId: randomUUID(), ...origin, totalCount: objects.accepted };
}
