// Objects and envelopes for storage tests.
import { randomUUID } from 'node:crypto';
import type { PlainLabel } from '../../collections/markings/label.ts';
import type { Sight } from '../../collections/markings/sight.ts';
import { viewerWith, type Viewer } from '../../collections/markings/viewer.ts';
import { packObjects, type EnvelopeContent } from '../../collections/storage/packed-objects.ts';
import type {
  AcceptedObject,
  CheckedEnvelope,
  Publication,
  PublicationStatus,
  PublisherRights,
  Remover,
  SpecVersion,
  StatusDetails,
  Store,
} from '../../collections/storage/port.ts';
import type { AggregateEntry, CollectionEntry } from '../../schemas/catalogue/catalogue.ts';
import { now } from '../../schemas/timestamp.ts';
import { testCatalogue } from '../protocol/test-catalogue.ts';

/** What a test says of an object; `content` makes bodies differ. */
export interface TestObject {
  readonly id: string;
  readonly type?: string;
  readonly version?: string;
  readonly specVersion?: SpecVersion;
  readonly content?: unknown;
  /** What its markings say; by default it has none. */
  readonly label?: PlainLabel;
  readonly uses?: readonly string[];
  readonly isRevoked?: boolean;
  readonly validUntil?: number;
}

/** The rights of an agency as a publisher; what isn't said of its sight is as in RIGHTS. */
export function rightsOf(
  agency: string,
  sight: Partial<Sight>,
  newVersions: PublisherRights['newVersions'] = 'anyone',
): PublisherRights {
  return { sight: { ...EVERYTHING_SEEN, agency, ...sight }, newVersions };
}

/** The collection of the test catalogue as an aggregate of those. */
export function aggregateOf(collection: string, of: readonly string[], filters: Partial<AggregateEntry> = {}): CollectionEntry {
  const entry = testCatalogue().apiRoots.flatMap((root) => root.collections).find(({ id }) => id === collection);
  if (entry === undefined) throw new Error(`${collection} is no collection`);
  return { ...entry, aggregate: { of, highestMarking: 'red', ...filters } };
}

const EVERYTHING_SEEN = { agency: 'both', clearance: 4, defaultLevel: 0, closed: [] } as const;
/** An agency that sees whatever is published. */
export const UNRESTRICTED: Viewer = viewerWith(EVERYTHING_SEEN);
/** The same as a publisher, where anybody may publish new versions. */
export const RIGHTS: PublisherRights = { sight: EVERYTHING_SEEN, newVersions: 'anyone' };
/** And as a remover. */
export const REMOVER: Remover = { viewer: UNRESTRICTED, by: 'both' };

/** The bytes under which a test object is stored. */
export function bodyOf(object: TestObject): string {
  return JSON.stringify({
    type: typeOf(object),
    id: object.id,
    ...(object.version === undefined ? {} : { modified: object.version }),
    ...(object.content === undefined ? {} : { content: object.content }),
  });
}

/** An envelope of these objects, whose bytes lie one after another. */
export function sealEnvelope(bytes: Uint8Array<ArrayBuffer>, { accepted, refused }: EnvelopeContent): CheckedEnvelope {
  const unlabelled = accepted.map((object, combination) => ({ ...object, combination }));
  return { bytes, objects: packObjects(unlabelled, refused), combinations: accepted.map(({ label, uses }) => ({ label, uses })) };
}

/** An envelope without any object. */
export function emptyEnvelope(): CheckedEnvelope {
  return sealEnvelope(new Uint8Array(), { accepted: [], refused: [] });
}

/** Finishes a publication; gives its whole status. */
export async function finish(
  { writer }: Pick<Store, 'writer'>,
  publication: Publication,
  envelope: CheckedEnvelope,
  rights: PublisherRights,
): Promise<PublicationStatus> {
  return (await writer.finish(publication, envelope, rights)).status();
}

/** An envelope of objects that passed their checks. */
export function envelopeOf(objects: readonly TestObject[], refused: readonly StatusDetails[] = []): CheckedEnvelope {
  const bodies = objects.map((object) => Buffer.from(bodyOf(object)));
  const bytes = new Uint8Array(bodies.reduce((sum, { length }) => sum + length, 0));
  let start = 0;
  const accepted = objects.map((object, index): AcceptedObject => {
    const body = bodies[index] ?? Buffer.alloc(0);
    bytes.set(body, start);
    const end = start + body.length;
    const place = { start, end };
    start = end;
    const version = object.version === undefined ? {} : { version: object.version };
    const { label = { markings: [] }, uses = [], isRevoked = false, validUntil } = object;
    const ofRelease = { label, uses, isRevoked, ...(validUntil === undefined ? {} : { validUntil }) };
    return { id: object.id, type: typeOf(object), specVersion: object.specVersion ?? '2.1', ...version, ...place, ...ofRelease };
  });
  return sealEnvelope(bytes, { accepted, refused });
}

/** A publication to that collection by the account `tester`. */
export function publicationTo(collection: string, totalCount: number): Publication {
  return {
    statusId: randomUUID(),
    apiRoot: 'one',
    collection,
    account: 'tester',
    agency: 'both',
    requestedAt: now(),
    totalCount,
  };
}

function typeOf({ id, type }: TestObject): string {
  return type ?? id.slice(0, id.indexOf('--'));
}
