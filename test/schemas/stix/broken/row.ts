// What the examples of broken rules are made with.
import type { JsonObject, JsonValue } from '../../../../schemas/stix/json.ts';
import type { ValidationPolicy } from '../../../../schemas/stix/policy.ts';
import type { RuleCode } from '../../../../schemas/stix/rules.ts';
import { changed, example, EXAMPLES, idOf, observableIdOf, type Changes } from '../examples.ts';

/** Rule, requirement, what is wrong, the object, where the finding points, and the policy where it matters. */
export type Row = readonly [RuleCode, string, string, JsonObject, string, Partial<ValidationPolicy>?];

/** An extension definition. */
export const DEFINITION = idOf('extension-definition');

const CREATED = '2024-01-31T08:00:00.000Z';

/** Marking definitions and an extension that everybody knows. */
export const TLP_RED = 'marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed';
export const TLP_2 = 'extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d';
export const TLP_2_CLEAR = 'marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487';

/** One of the variants of a valid object, with some members changed. */
export function variant(type: string, index: number, changes: Changes = {}): JsonObject {
  const object = EXAMPLES[type]?.[index];
  if (object === undefined) throw new Error(`there is no example ${index} of ${type}`);
  return changed(object, changes);
}

/** An object of a type that the standard doesn't know. */
export function custom(type: string, changes: Changes = {}): JsonObject {
  const { created_by_ref: creator } = example('identity');
  const base = { type, spec_version: '2.1', id: idOf(type), created: CREATED, modified: CREATED, reading: 5 };
  return changed({ ...base, created_by_ref: creator ?? null }, changes);
}

/** One external reference. */
export function reference(members: JsonObject): Changes {
  return { external_references: [members] };
}

/** One granular marking. */
export function marking(members: JsonObject): Changes {
  return { granular_markings: [{ selectors: ['id'], marking_ref: TLP_RED, ...members }] };
}

/** One extension with a definition. */
export function extended(members: JsonObject): Changes {
  return { extensions: { [DEFINITION]: { extension_type: 'property-extension', ...members } } };
}

/** An object with one of its predefined extensions changed. */
export function withExtension(type: string, name: string, changes: Changes): JsonObject {
  const { extensions } = example(type);
  const all = extensions as Readonly<Record<string, JsonObject>>;
  return example(type, { extensions: { ...all, [name]: changed(all[name] ?? {}, changes) } });
}

/** An indicator with a STIX pattern. */
export function stixPattern(pattern: string, changes: Changes = {}): JsonObject {
  return example('indicator', { pattern, ...changes });
}

/** Observed data with a container. */
export function contained(objects: JsonObject): JsonObject {
  return variant('observed-data', 1, { objects });
}

/** A relationship between objects of two types. */
export function relation(source: string, relationship_type: string, target: string): JsonObject {
  return example('relationship', { relationship_type, source_ref: idOf(source), target_ref: idOf(target) });
}

/** An address for a container. */
export const ADDRESS = { type: 'ipv4-addr', id: observableIdOf('ipv4-addr'), value: '198.51.100.7' };

/** A value inside so many lists. */
export function nested(depth: number): JsonValue {
  let value: JsonValue = 1;
  for (let level = 0; level < depth; level += 1) value = [value];
  return value;
}
