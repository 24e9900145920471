// What a collection takes, as its catalogue entry says.
import type { CollectionEntry } from '../../schemas/catalogue/catalogue.ts';
import type { ValidationPolicy } from '../../schemas/stix/validation-policy.ts';
import type { SpecVersion } from '../storage/port.ts';
import type { ReleaseDemands } from './release.ts';

/** What is asked of the objects of a publication. */
export interface PublishingPolicy {
  /** The STIX versions that the collection's media types name (T-5.5-13). */
  readonly specVersions: readonly SpecVersion[];
  readonly validation: ValidationPolicy;
  /** Whether the status tells what could be better about an accepted object. */
  readonly reportsHints: boolean;
  /** Absent where nothing is published. */
  readonly release?: ReleaseDemands;
}

/** The policy of a collection. */
export function policyOf(collection: CollectionEntry): PublishingPolicy {
  const specVersions = (['2.0', '2.1'] as const).filter((version) =>
    collection.mediaTypes.includes(`application/stix+json;version=${version}`),
  );
  const { validation, allowedTypes, customContent, reportsHints } = collection;
  return {
    specVersions,
    validation: {
      level: validation,
      ...(allowedTypes === undefined ? {} : { allowedTypes }),
      customContent,
      stix20: specVersions.includes('2.0'),
    },
    reportsHints,
  };
}
