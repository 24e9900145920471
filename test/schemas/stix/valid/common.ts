// What the valid examples have in common.
import { deterministicId } from '../../../../schemas/stix/deterministic-id.ts';
import type { JsonObject, JsonValue } from '../../../../schemas/stix/json.ts';

/** The valid objects of some types, the fullest first. */
export type Examples = Readonly<Record<string, readonly [JsonObject, ...JsonObject[]]>>;

/** Members to be changed: `undefined` takes one away. */
export type Changes = Readonly<Record<string, JsonValue | undefined>>;

const UUID = '8c6af861-7b20-41ef-9b59-6344fd872a8f';
const SCO_UUID = '93a009bc-d264-5e6f-9c0b-a66d7836386a';

/** An identifier of a type with a random UUID. */
export function idOf(type: string): string {
  return `${type}--${UUID}`;
}

/** An identifier of a type with a UUID of version 5. */
export function observableIdOf(type: string): string {
  return `${type}--${SCO_UUID}`;
}

/** An object with some members changed. */
export function changed(object: JsonObject, changes: Changes): JsonObject {
  const kept = Object.entries(object).filter(([name]) => !Object.hasOwn(changes, name));
  const added = Object.entries(changes).filter((entry): entry is [string, JsonValue] => entry[1] !== undefined);
  return Object.fromEntries([...kept, ...added]);
}

/** When the objects were created and last modified. */
export const CREATED = '2024-01-31T08:00:00.000Z';
export const LATER = '2024-02-29T08:00:00.123456Z';

/** Markings that every object can have. */
export const MARKINGS = {
  object_marking_refs: ['marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da'],
  granular_markings: [
    { selectors: ['id', 'type'], marking_ref: 'marking-definition--f88d31f6-486f-44da-b317-01333bde0b82' },
    { selectors: ['type'], lang: 'pt-BR' },
  ],
};

/** External references of every kind. */
export const REFERENCES = {
  external_references: [
    { source_name: 'example', description: 'A report.' },
    {
      source_name: 'example',
      url: 'https://example.org/report.pdf?a=1#page=2',
      hashes: { 'SHA-256': 'a'.repeat(64), MD5: 'b'.repeat(32) },
    },
    { source_name: 'cve', external_id: 'CVE-2024-0001' },
    { source_name: 'capec', external_id: 'CAPEC-163' },
  ],
};

/** An extension with a definition that is not at hand. */
export const EXTENSION = {
  [idOf('extension-definition')]: {
    extension_type: 'property-extension',
    rank: 5,
    tags: ['one'],
    seen_by_ref: idOf('identity'),
  },
};

const VERSIONED = {
  spec_version: '2.1',
  created_by_ref: idOf('identity'),
  created: CREATED,
  modified: LATER,
  revoked: false,
  labels: ['example'],
  confidence: 85,
  lang: 'en',
  ...REFERENCES,
  ...MARKINGS,
  extensions: EXTENSION,
};

/** A phase of a kill chain. */
export const PHASES = [{ kill_chain_name: 'lockheed-martin-cyber-kill-chain', phase_name: 'delivery' }];
/** One instant in two spellings. */
export const SEEN = { first_seen: '2024-01-01T00:00:00Z', last_seen: '2024-01-01T00:00:00.0Z' };
/** A digest of every algorithm. */
export const HASHES = {
  MD5: 'd41d8cd98f00b204e9800998ecf8427e',
  'SHA-1': 'a'.repeat(40),
  'SHA-256': 'A'.repeat(64),
  'SHA-512': 'b'.repeat(128),
  'SHA3-256': 'c'.repeat(64),
  'SHA3-512': 'd'.repeat(128),
  SSDEEP: '3:AXGBicFlgVNhBGcL6wCrFQEv:AXGHsNhxLsr2C',
  TLSH: `T1${'A'.repeat(70)}`,
};

/** An object with versions and every property that such objects share. */
export function versioned(type: string, own: JsonObject): JsonObject {
  return { type, id: idOf(type), ...VERSIONED, ...own };
}

/** A cyber-observable with every property that such objects share, and the id that follows from its content. */
export function observable(type: string, own: JsonObject): JsonObject {
  const object = { type, spec_version: '2.1', ...MARKINGS, defanged: false, extensions: EXTENSION, ...own };
  return { ...object, id: deterministicId({ ...object }) ?? idOf(type) };
}
