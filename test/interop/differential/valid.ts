// Valid objects of every type: the examples, with some optional properties left out and some values changed.
import fc from 'fast-check';
import { CONTRIBUTING_PROPERTIES, deterministicId } from '../../../schemas/stix/deterministic-id.ts';
import { isObject, type JsonObject } from '../../../schemas/stix/json.ts';
import { changed, EXAMPLES, idOf, type Changes } from '../../schemas/stix/examples.ts';
import { PROPERTIES, type PropertyRow } from '../../schemas/stix/property-tables.ts';
import { valuesOf } from './values.ts';

/** Every type with examples. */
export const TYPES: readonly string[] = Object.keys(EXAMPLES);

/** The rows of each type's table of properties. */
export const ROWS: ReadonlyMap<string, readonly PropertyRow[]> = Map.groupBy(PROPERTIES, ({ type }) => type);

/** Properties that other rules than "required" need, so that they are never left out. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  location: ['latitude', 'longitude', 'country'],
  malware: ['name'],
  'malware-analysis': ['result', 'analysis_sco_refs'],
  'observed-data': ['objects', 'object_refs'],
  artifact: ['payload_bin', 'url', 'hashes', 'encryption_algorithm'],
  file: ['name', 'hashes'],
  'network-traffic': ['is_active', 'src_ref', 'dst_ref'],
  process: ['pid', 'extensions'],
  url: ['defanged'],
  'user-account': ['user_id'],
  'windows-registry-key': ['key'],
  'x509-certificate': ['serial_number'],
  'marking-definition': ['name', 'definition_type', 'definition', 'extensions'],
  bundle: ['objects'],
};

/**
 * Valid objects of a type.
 * @param keeping how likely it is, in percent, that an optional property is there
 */
export function validObjects(type: string, keeping: number): fc.Arbitrary<JsonObject> {
  const examples = (EXAMPLES[type] ?? []).map(withoutStubs);
  const rows = ROWS.get(type) ?? [];
  return fc
    .tuple(fc.constantFrom(...examples), fc.tuple(...rows.map((row) => changeOf(row, keeping))))
    .map(([base, changes]) => withChanges(type, base, Object.assign({}, ...changes) as Changes));
}

/** What happens to one property: nothing, left out, or another value. */
function changeOf(row: PropertyRow, keeping: number): fc.Arbitrary<Changes> {
  const values = valuesOf(row);
  const stays = fc.constant<Changes>({});
  const other = values.length === 0 ? stays : fc.constantFrom(...values).map((value) => ({ [row.name]: value }));
  const kept = fc.oneof({ weight: 2, arbitrary: stays }, { weight: 1, arbitrary: other });
  if (row.isRequired || (NEEDED[row.type] ?? []).includes(row.name)) return kept;
  const leftOut = fc.constant<Changes>({ [row.name]: undefined });
  return fc.oneof({ weight: keeping, arbitrary: kept }, { weight: 100 - keeping, arbitrary: leftOut });
}

// Changes apply only to what the example has: what excludes each other is never in one example.
function withChanges(type: string, base: JsonObject, changes: Changes): JsonObject {
  const applying = Object.entries(changes).filter(([name]) => Object.hasOwn(base, name));
  return withId(type, changed(base, isPublishedMarking(base) ? {} : Object.fromEntries(applying)));
}

function isPublishedMarking({ definition_type: type, name }: JsonObject): boolean {
  return type === 'tlp' || (typeof name === 'string' && name.startsWith('TLP:'));
}

// Cyber-observables are identified by their content, or at random where nothing in it counts.
function withId(type: string, object: JsonObject): JsonObject {
  return CONTRIBUTING_PROPERTIES.has(type) ? { ...object, id: deterministicId(object) ?? idOf(type) } : object;
}

// Each object of a bundle is checked by the others together with the bundle, so it is whole here.
function withoutStubs(example: JsonObject): JsonObject {
  if (example.type !== 'bundle' || example.objects === undefined) return example;
  const [identity] = EXAMPLES['identity'] ?? [];
  if (!isObject(identity)) throw new Error('there is no example of identity');
  return { ...example, objects: [changed(identity, { granular_markings: undefined })] };
}
