// The Traffic Light Protocol: its levels as one scale, and the marking definitions that stand for them (STIX 2.1,
// 7.2.1.4, and the TLP 2.0 extension; section G of the reference).
import { isObject, type JsonObject, type JsonValue } from './json.ts';

/** The levels by the names of TLP 2.0, from the one for everybody to the one for the recipients' eyes only. */
export const TLP_NAMES = ['clear', 'green', 'amber', 'amber+strict', 'red'] as const;

/** A level by its TLP 2.0 name; TLP 1.0's white is `clear`. */
export type TlpName = (typeof TLP_NAMES)[number];

/** A level as its place in `TLP_NAMES`, so that a greater one is a stricter one. */
export type TlpLevel = 0 | 1 | 2 | 3 | 4;

/** The strictest level. */
export const RED: TlpLevel = 4;

/** A published marking definition: what it has as `name`, as level, and what that level is on the scale. */
export interface PublishedTlp {
  readonly name: string;
  /** The value of `definition.tlp` or `tlp_2_0`. */
  readonly value: string;
  readonly level: TlpLevel;
}

/** The four marking definitions of TLP 1.0, by id. */
export const TLP_1: ReadonlyMap<string, PublishedTlp> = new Map([
  ['marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9', { name: 'TLP:WHITE', value: 'white', level: 0 }],
  ['marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da', { name: 'TLP:GREEN', value: 'green', level: 1 }],
  ['marking-definition--f88d31f6-486f-44da-b317-01333bde0b82', { name: 'TLP:AMBER', value: 'amber', level: 2 }],
  ['marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed', { name: 'TLP:RED', value: 'red', level: 4 }],
]);

/** The five marking definitions of TLP 2.0, by id. */
export const TLP_2: ReadonlyMap<string, PublishedTlp> = new Map([
  ['marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487', { name: 'TLP:CLEAR', value: 'clear', level: 0 }],
  ['marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb', { name: 'TLP:GREEN', value: 'green', level: 1 }],
  ['marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421', { name: 'TLP:AMBER', value: 'amber', level: 2 }],
  [
    'marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003',
    { name: 'TLP:AMBER+STRICT', value: 'amber+strict', level: 3 },
  ],
  ['marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1', { name: 'TLP:RED', value: 'red', level: 4 }],
]);

/** The extension definition of TLP 2.0. */
export const TLP_2_EXTENSION = 'extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d';

/** The level of that name; TLP 1.0's `white` is a name too. */
export function tlpLevel(name: TlpName): TlpLevel;
export function tlpLevel(name: string): TlpLevel | undefined;
export function tlpLevel(name: string): TlpLevel | undefined {
  const place = TLP_NAMES.findIndex((known) => known === (name === 'white' ? 'clear' : name));
  return place === -1 ? undefined : (place as TlpLevel);
}

/** The TLP 2.0 name of a level. */
export function tlpName(level: TlpLevel): TlpName {
  return TLP_NAMES[level];
}

/** The level that a marking id stands for wherever it is used, because the definition is published; else `undefined`. */
export function publishedTlpLevel(id: string): TlpLevel | undefined {
  return (TLP_1.get(id) ?? TLP_2.get(id))?.level;
}

/**
 * The level that a marking definition says, by its id or else by its content; `undefined` when it says none that there
 * is. A published id wins over other content, and where content says two levels, the stricter one counts.
 */
export function tlpLevelOf(definition: JsonObject): TlpLevel | undefined {
  const { id, definition_type: type, definition: content, extensions } = definition;
  const published = typeof id === 'string' ? publishedTlpLevel(id) : undefined;
  if (published !== undefined) return published;
  const first = type === 'tlp' ? namedIn(content, 'tlp') : undefined;
  const second = isObject(extensions) ? namedIn(extensions[TLP_2_EXTENSION], 'tlp_2_0') : undefined;
  return strictest([first, second]);
}

/** The greatest of the levels that are there. */
export function strictest(levels: Iterable<TlpLevel | undefined>): TlpLevel | undefined {
  let found: TlpLevel | undefined;
  for (const level of levels) {
    if (level !== undefined && (found === undefined || level > found)) found = level;
  }
  return found;
}

function namedIn(content: JsonValue | undefined, member: string): TlpLevel | undefined {
  const name = isObject(content) ? content[member] : undefined;
  return typeof name === 'string' ? tlpLevel(name.toLowerCase()) : undefined;
}
