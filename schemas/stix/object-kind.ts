// What kind of object it is, which decides on the schema, the known properties and the checks.
import { isObject, type JsonObject, type JsonValue } from './json.ts';
import { schemaAt } from './schema-files.ts';
import { CATEGORIES, type Category } from './types.ts';

/** A kind of object. */
export interface ObjectKind {
  readonly category: Category | 'bundle';
  /** Whether the standard defines the type. */
  readonly isStandard: boolean;
  /** Path of the schema that all objects of the kind follow. */
  readonly schema: string;
  /** Section of the standard that describes the kind. */
  readonly section: string;
  /** The property names that the schema knows. */
  readonly properties: ReadonlySet<string>;
}

const FOLDERS: Readonly<Record<Category, string>> = {
  SDO: 'domain-objects',
  SRO: 'relationship-objects',
  SCO: 'cyber-observables',
  SMO: 'meta-objects',
};

/** What the objects of a category share; each meta object lists its properties itself. */
const COMMON: Readonly<Record<Exclude<Category, 'SMO'>, string>> = {
  SDO: 'common/domain-object.json',
  SRO: 'common/relationship-object.json',
  SCO: 'common/cyber-observable.json',
};

/** The properties that objects of several types share (3.2). */
export const COMMON_PROPERTIES: ReadonlySet<string> = new Set([
  'type',
  'id',
  ...membersOf(schemaAt('common/properties.json').$defs),
]);

const STANDARD_KINDS: ReadonlyMap<string, ObjectKind> = new Map([
  ...CATEGORIES.entries().map(([type, category]) => [type, standardKind(type, category)] as const),
  ['bundle', kindOfSchema('bundle', true, 'bundle.json')],
]);

/** The categories that objects of types beyond the standard can have. */
type CustomCategory = Exclude<Category, 'SMO'>;

const CUSTOM_KINDS: Readonly<Record<CustomCategory, ObjectKind>> = {
  SDO: kindOfSchema('SDO', false, COMMON.SDO),
  SRO: kindOfSchema('SRO', false, COMMON.SRO),
  SCO: kindOfSchema('SCO', false, COMMON.SCO),
};

const EXTENSION_CATEGORIES: ReadonlyMap<unknown, CustomCategory> = new Map([
  ['new-sdo', 'SDO'],
  ['new-sco', 'SCO'],
  ['new-sro', 'SRO'],
]);

/** The kind of an object of a type. */
export function kindOfObject(type: string, object: JsonObject): ObjectKind {
  return STANDARD_KINDS.get(type) ?? CUSTOM_KINDS[categoryByExtension(object) ?? categoryByShape(object)];
}

/** The kind of an object in an observed-data container, which is a cyber-observable, whatever its type. */
export function kindOfContained(type: string): ObjectKind {
  return STANDARD_KINDS.get(type) ?? CUSTOM_KINDS.SCO;
}

/** The category that an object of an unknown type gets from an extension (H.2); `undefined` without one. */
export function categoryByExtension({ extensions }: JsonObject): CustomCategory | undefined {
  if (!isObject(extensions)) return undefined;
  for (const key in extensions) {
    const extension = extensions[key];
    const category = isObject(extension) ? EXTENSION_CATEGORIES.get(extension.extension_type) : undefined;
    if (category !== undefined) return category;
  }
  return undefined;
}

function categoryByShape(object: JsonObject): CustomCategory {
  return object.created === undefined && object.modified === undefined ? 'SCO' : 'SDO';
}

function standardKind(type: string, category: Category): ObjectKind {
  return kindOfSchema(category, true, `${FOLDERS[category]}/${type}.json`);
}

function kindOfSchema(category: ObjectKind['category'], isStandard: boolean, path: string): ObjectKind {
  const { section, properties } = schemaAt(path);
  const shared = category === 'SMO' || category === 'bundle' ? [] : membersOf(schemaAt(COMMON[category]).properties);
  const names = new Set([...membersOf(properties), ...shared]);
  return { category, isStandard, schema: path, section: String(section), properties: names };
}

function membersOf(value: JsonValue | undefined): string[] {
  return isObject(value) ? Object.keys(value) : [];
}
