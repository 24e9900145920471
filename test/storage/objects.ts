// Objects and envelopes for storage tests.
import { randomUUID } from 'node:crypto';
import type { AcceptedObject, CheckedEnvelope, Publication, SpecVersion } from '../../collections/storage/port.ts';
import { now } from '../../schemas/timestamp.ts';

/** What a test says of an object; `content` makes bodies differ. */
export interface TestObject {
  readonly id: string;
  readonly type?: string;
  readonly version?: string;
  readonly specVersion?: SpecVersion;
  readonly content?: unknown;
}

/** The bytes under which a test object is stored. */
export function bodyOf(object: TestObject): string {
  return JSON.stringify({
    type: typeOf(object),
    id: object.id,
    ...(object.version === undefined ? {} : { modified: object.version }),
    ...(object.content === undefined ? {} : { content: object.content }),
  });
}

/** An envelope of objects that passed their checks. */
export function envelopeOf(objects: readonly TestObject[], refused: CheckedEnvelope['refused'] = []): CheckedEnvelope {
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
    return { id: object.id, type: typeOf(object), specVersion: object.specVersion ?? '2.1', ...version, ...place };
  });
  return { bytes, accepted, refused };
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
