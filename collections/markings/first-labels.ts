// Labels for objects of a store that knew nothing of markings. Who published them wasn't kept.
import type { JsonObject } from '../../schemas/stix/json.ts';
import { tlpLevelOf, type TlpLevel } from '../../schemas/stix/tlp.ts';
import type { Microseconds } from '../../schemas/timestamp.ts';
import { factsOf } from './facts.ts';
import { knownMarkings, labelKey, labelOf, widened, type Label } from './label.ts';

/** An object as it is stored. */
export interface OldObject {
  readonly type: string;
  readonly id: string;
  /** UTF-8 JSON. */
  readonly body: Uint8Array;
}

/** What is kept of it from now on. */
export interface FirstLabel {
  readonly label: Label;
  readonly isRevoked: boolean;
  readonly validUntil: Microseconds | undefined;
}

/** Labels the objects of one collection, in three walks: `define` and `use` all of them, then ask for each. */
export interface FirstLabels {
  /** Learns what a marking definition says; others don't matter. */
  define(object: OldObject): void;
  /** Learns which definitions an object makes readable. */
  use(object: OldObject): void;
  of(object: OldObject): FirstLabel;
}

/** The names of members that matter here; an object that has none of them in any spelling needn't be parsed. */
const TELLING = ['marking', '"revoked"', '"valid_until"', '\\u'].map((text) => Buffer.from(text));

/** Starts labelling a collection. */
export function firstLabels(): FirstLabels {
  const said = new Map<string, TlpLevel | 'other'>();
  const known = knownMarkings(said);
  const uses = new Map<string, { readonly id: string; readonly label: Label }>();
  const found = new Map<string, { label: Label; readonly uses: readonly string[] }>();
  let isSpread = false;
  return {
    define({ type, id, body }) {
      if (type === 'marking-definition') said.set(id, tlpLevelOf(parse(body)) ?? 'other');
    },
    use(object) {
      const { label, uses: used } = read(object.body);
      if (object.type === 'marking-definition') found.set(object.id, { label, uses: used });
      else for (const id of used) uses.set(`${id} ${labelKey(label)}`, { id, label });
    },
    of({ type, id, body }) {
      spread();
      const { label, isRevoked, validUntil } = read(body);
      return { label: type === 'marking-definition' ? (found.get(id)?.label ?? label) : label, isRevoked, validUntil };
    },
  };

  // Whoever may read an object may read the definitions of its markings, and theirs.
  function spread(): void {
    if (isSpread) return;
    isSpread = true;
    const queue = [...uses.values()];
    for (const { label, uses: used } of found.values()) queue.push(...used.map((id) => ({ id, label })));
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      const definition = found.get(next.id);
      if (definition === undefined) continue;
      const after = widened(definition.label, next.label, '');
      if (labelKey(after) === labelKey(definition.label)) continue;
      definition.label = after;
      queue.push(...definition.uses.map((id) => ({ id, label: after })));
    }
  }

  function read(body: Uint8Array): FirstLabel & { readonly uses: readonly string[] } {
    const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    if (!TELLING.some((name) => bytes.includes(name))) {
      return { label: { markings: [] }, uses: [], isRevoked: false, validUntil: undefined };
    }
    const object = parse(body);
    const { label, uses: used } = labelOf(object, known);
    const { isRevoked, validUntil } = factsOf(object);
    return { label, uses: used, isRevoked, validUntil };
  }
}

function parse(body: Uint8Array): JsonObject {
  return JSON.parse(Buffer.from(body).toString('utf8')) as JsonObject;
}
