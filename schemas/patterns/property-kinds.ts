// The kinds of values that properties have, as far as patterns depend on them (STIX 2.1, sections 2 and 9.7).

/** What a property holds. `anything` stands for values that the standard leaves open. */
export type PropertyKind =
  | ScalarKind
  | 'hashes'
  | 'anything'
  | ListKind
  | DictionaryKind
  | ObjectKind
  | ReferenceKind;

/** Values that a constant can be compared with. */
export type ScalarKind = 'string' | 'integer' | 'float' | 'boolean' | 'timestamp' | 'binary' | 'hex';

/** A list; a path goes into it by `[0]` or `[*]`. */
export interface ListKind {
  readonly kind: 'list';
  readonly items: PropertyKind;
}

/** A dictionary: keys of the publisher's choice, values of one kind. */
export interface DictionaryKind {
  readonly kind: 'dictionary';
  readonly values: PropertyKind;
}

/** An embedded object. An open one, such as `extensions`, may have members beside the ones listed. */
export interface ObjectKind {
  readonly kind: 'object';
  readonly properties: PropertyTable;
  readonly isOpen: boolean;
}

/** An identifier of another object; a path goes on with that object's properties. */
export interface ReferenceKind {
  readonly kind: 'reference';
  /** The object types it may refer to; empty for all types or a whole category of them. */
  readonly objectTypes: readonly string[];
}

/** The properties of an object by name. */
export type PropertyTable = ReadonlyMap<string, PropertyKind>;

/** The rows of a table, as the data files write them. */
export type PropertyRows = Readonly<Record<string, PropertyKind>>;

/** A table of all the rows given. */
export function tableOf(...parts: readonly PropertyRows[]): PropertyTable {
  return new Map(parts.flatMap((rows) => Object.entries(rows)));
}

/** A list of items of one kind. */
export function list(items: PropertyKind): ListKind {
  return { kind: 'list', items };
}

/** A dictionary with values of one kind. */
export function dictionary(values: PropertyKind): DictionaryKind {
  return { kind: 'dictionary', values };
}

/** An embedded object with exactly these members. */
export function object(rows: PropertyRows): ObjectKind {
  return { kind: 'object', properties: tableOf(rows), isOpen: false };
}

/** A reference to an object of one of these types, or of any type when none is named. */
export function reference(...objectTypes: readonly string[]): ReferenceKind {
  return { kind: 'reference', objectTypes };
}
