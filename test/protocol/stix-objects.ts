// Valid STIX objects to publish: small, each with an id of its own unless told otherwise.
import { createHash, randomUUID } from 'node:crypto';

/** A STIX object as it is published. */
export type StixObject = Readonly<Record<string, unknown>> & { readonly id: string; readonly type: string };

/** Properties that a test wants otherwise; `undefined` leaves one out. */
export type Wishes = Readonly<Record<string, unknown>>;

/** When the objects were created, unless told otherwise. */
export const CREATED = '2024-01-01T00:00:00.000Z';

/** The namespace of the deterministic ids of cyber-observable objects (STIX 2.1, 2.9). */
const OBSERVABLE_NAMESPACE = '00abedb4aa42466c9c01fed23315a9b7';

/** A new id of that type. */
export function newId(type: string): string {
  return `${type}--${randomUUID()}`;
}

/** The instant `step` minutes after `CREATED`, as `created` and `modified` are written. */
export function instant(step: number): string {
  return new Date(Date.parse(CREATED) + step * 60_000).toISOString();
}

/** An identity: has `modified`. */
export function identity(wishes: Wishes = {}): StixObject {
  return domainObject('identity', { name: 'Cyber Fusion Centre', identity_class: 'organization' }, wishes);
}

/** An indicator: has `modified`. */
export function indicator(wishes: Wishes = {}): StixObject {
  const pattern = "[ipv4-addr:value = '198.51.100.3']";
  return domainObject('indicator', { pattern, pattern_type: 'stix', valid_from: CREATED }, wishes);
}

/** A malware: has `modified`. */
export function malware(wishes: Wishes = {}): StixObject {
  return domainObject('malware', { name: 'Simda', is_family: true }, wishes);
}

/** A relationship between two objects: has `modified`. */
export function relationship(source: StixObject, type: string, target: StixObject, wishes: Wishes = {}): StixObject {
  const ends = { relationship_type: type, source_ref: source.id, target_ref: target.id };
  return domainObject('relationship', ends, wishes);
}

/** Another version of an object, `modified` at that step. */
export function versionOf(object: StixObject, step: number): StixObject {
  return { ...object, modified: instant(step) };
}

/** The versions of one object, `modified` at those steps. */
export function versionsOf(object: StixObject, ...steps: readonly number[]): StixObject[] {
  return steps.map((step) => versionOf(object, step));
}

/** A translation of an object's name: a meta object with `modified`. */
export function languageContent(object: StixObject, wishes: Wishes = {}): StixObject {
  const contents = { fr: { name: 'Centre de fusion' } };
  return domainObject('language-content', { object_ref: object.id, contents }, wishes);
}

/** The definition of an extension: a meta object with `modified`. */
export function extensionDefinition(author: StixObject, wishes: Wishes = {}): StixObject {
  const definition = {
    created_by_ref: author.id,
    name: 'Takedown',
    schema: 'https://extensions.example.org/takedown.json',
    version: '1.0',
    extension_types: ['property-extension'],
  };
  return domainObject('extension-definition', definition, wishes);
}

/** A statement marking: has `created` and no `modified`. */
export function statementMarking(wishes: Wishes = {}): StixObject {
  return present({
    type: 'marking-definition',
    spec_version: '2.1',
    id: newId('marking-definition'),
    created: CREATED,
    definition_type: 'statement',
    definition: { statement: 'For the members of the operation' },
    ...wishes,
  });
}

/** An IPv4 address: a cyber-observable object, with neither `modified` nor `created`. Its id follows from its value. */
export function ipv4Address(value: string, wishes: Wishes = {}): StixObject {
  const id = `ipv4-addr--${observableUuid(`{"value":${JSON.stringify(value)}}`)}`;
  return present({ type: 'ipv4-addr', spec_version: '2.1', id, value, ...wishes });
}

/** An object of a type that STIX doesn't define. */
export function customObject(type: string, wishes: Wishes = {}): StixObject {
  return domainObject(type, { x_example_org_score: 7 }, wishes);
}

/** A STIX 2.0 indicator: no `spec_version`, and `labels`. */
export function indicator20(wishes: Wishes = {}): StixObject {
  return present({
    type: 'indicator',
    id: newId('indicator'),
    created: CREATED,
    modified: CREATED,
    labels: ['malicious-activity'],
    pattern: "[ipv4-addr:value = '198.51.100.3']",
    valid_from: CREATED,
    ...wishes,
  });
}

function domainObject(type: string, own: Wishes, wishes: Wishes): StixObject {
  const common = {
    type,
    spec_version: '2.1',
    id: newId(type),
    created: CREATED,
    modified: wishes['created'] ?? CREATED,
  };
  return present({ ...common, ...own, ...wishes });
}

function present(properties: Wishes & { readonly id: string; readonly type: string }): StixObject {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined)) as StixObject;
}

// UUIDv5 of the id-contributing properties (STIX 2.1, 2.9).
function observableUuid(contributing: string): string {
  const namespace = Buffer.from(OBSERVABLE_NAMESPACE, 'hex');
  const bytes = createHash('sha1').update(namespace).update(contributing).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const digits = bytes.toString('hex');
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join(
    '-',
  );
}
