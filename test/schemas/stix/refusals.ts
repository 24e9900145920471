// For each kind of property, values that it refuses, and how.
import type { JsonValue } from '../../../schemas/stix/json.ts';
import { idOf } from './examples.ts';
import type { PropertyRow } from './property-tables.ts';

/** A value that a property refuses. */
export interface Refusal {
  readonly value: JsonValue;
  /** The code of the finding; several rules can be meant where it is `undefined`. */
  readonly code: string | undefined;
  /** Where the finding points, from the property on. */
  readonly at: string;
}

const TLP_RED = 'marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed';
const TOO_LARGE = 2 ** 53;

const NULL = refusal(null, 'null-value');

const BY_KIND: Readonly<Record<string, readonly Refusal[]>> = {
  '2.1': [refusal('2.2', undefined)],
  string: [refusal(5, 'value-type'), refusal(['a'], 'value-type'), refusal({ a: 'b' }, 'value-type')],
  boolean: [refusal('true', 'value-type'), refusal(1, 'value-type')],
  integer: [refusal(1.5, 'value-type'), refusal('1', 'value-type'), refusal(TOO_LARGE, 'number-range')],
  count: [refusal(-1, 'number-range'), refusal(TOO_LARGE, 'number-range'), refusal(true, 'value-type')],
  number: [refusal('1', 'value-type')],
  time: [
    refusal('2024-01-31T08:00:00.000', 'timestamp-form'),
    refusal('2024-01-31T08:00:00.000+00:00', 'timestamp-form'),
    refusal('2023-02-29T08:00:00Z', 'timestamp-calendar'),
    refusal(1_706_688_000, 'value-type'),
  ],
  hex: [refusal('abc', 'hex-form'), refusal('xy', 'hex-form'), refusal('', 'hex-form'), refusal(10, 'value-type')],
  language: [refusal('english language', 'language-tag'), refusal('', 'language-tag')],
  enum: [refusal('no-such-value', 'closed-enumeration')],
  dictionary: [refusal({}, 'empty-object'), refusal(['a'], 'value-type'), refusal('a', 'value-type')],
  object: [refusal(5, 'value-type')],
  reference: [refusal({ description: 'D' }, 'property-missing')],
  marking: [refusal({ marking_ref: TLP_RED }, 'property-missing')],
  phase: [refusal({ kill_chain_name: 'k' }, 'property-missing')],
  'mime-part': [refusal({ content_type: 'text/plain' }, 'mime-part-content')],
  'registry-value': [refusal({ data_type: 'REG_X' }, 'closed-enumeration', '/data_type')],
};

/** What a property refuses. */
export function refusalsOf({ kind, isList, targets }: PropertyRow): readonly Refusal[] {
  const single = [NULL, ...(kind === 'ref' ? refusedReferences(targets) : (BY_KIND[kind] ?? []))];
  if (!isList) return single;
  const entries = single.map(({ value, code, at }) => refusal([value], code, `/0${at}`));
  return [
    NULL,
    refusal([], 'empty-list'),
    refusal('text', 'value-type'),
    refusal({ '0': 'a' }, 'value-type'),
    ...entries,
  ];
}

function refusedReferences(targets: readonly string[]): Refusal[] {
  return [refusal('no-identifier', 'identifier-form'), refusal(idOf(wrongTarget(targets)), 'reference-target')];
}

/** A type that no reference with these targets may point at. */
function wrongTarget(targets: readonly string[]): string {
  if (targets.includes('SCO') && targets.includes('SRO')) return 'identity';
  if (targets.includes('SDO')) return 'relationship';
  return targets.includes('any') ? 'bundle' : 'campaign';
}

function refusal(value: JsonValue, code: string | undefined, at = ''): Refusal {
  return { value, code, at };
}
