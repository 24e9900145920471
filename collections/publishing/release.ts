// What a collection's catalogue entry, and the rest of the catalogue, demand of the markings and authors of objects.
import type { CollectionEntry } from '../../schemas/catalogue/catalogue.ts';
import { tlpLevel } from '../../schemas/stix/tlp.ts';
import type { Directory } from '../directory.ts';
import type { ReleasePolicy } from '../markings/admission.ts';

/** Demands on what one agency publishes in one collection: plain data, as it goes to processes. */
export interface ReleaseDemands {
  readonly policy: ReleasePolicy;
  /** The id of the publishing agency's STIX identity. */
  readonly identity: string;
  /** The id of the identity that takes every author's place. */
  readonly author?: string;
  /** Markings whose release the catalogue rules, and which are known by that. */
  readonly ruled: readonly string[];
}

/** The demands of a collection on that agency. */
export function demandsOf(collection: CollectionEntry, agency: string, { catalogue, agency: find }: Directory): ReleaseDemands {
  const { defaultMarking, highestMarking, granularMarkings, unknownMarkings, attribution } = collection;
  const author = attribution === 'proxy' ? catalogue?.proxyIdentity : undefined;
  return {
    policy: {
      granularMarkings,
      unknownMarkings,
      attribution,
      defaultMarking: tlpLevel(defaultMarking),
      highestMarking: tlpLevel(highestMarking),
    },
    identity: find(agency)?.identity ?? '',
    ruled: catalogue?.releasability.map(({ marking }) => marking) ?? [],
    ...(author === undefined ? {} : { author }),
  };
}
