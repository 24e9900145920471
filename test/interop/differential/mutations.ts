// Ways to break an object, one mistake at a time.
import fc from 'fast-check';
import { isList, isObject, type JsonObject, type JsonValue } from '../../../schemas/stix/json.ts';
import { changed, idOf, type Changes } from '../../schemas/stix/examples.ts';
import { refusalsOf } from '../../schemas/stix/refusals.ts';
import { ANYWHERE, mistakesOf } from './mistakes.ts';
import { ROWS } from './valid.ts';

/** A broken object and what was done to it. */
export interface Mutation {
  readonly change: string;
  readonly object: JsonObject;
}

type Mutator = (type: string, object: JsonObject) => fc.Arbitrary<Mutation>;

/** Broken objects of a type, made from a valid one. */
export function mutationsOf(type: string, object: JsonObject): fc.Arbitrary<Mutation> {
  return fc.oneof(
    { weight: 6, arbitrary: refusedValue(type, object) },
    { weight: 2, arbitrary: missingProperty(type, object) },
    { weight: 2, arbitrary: mistakeAnywhere(type, object) },
    { weight: 1, arbitrary: brokenId(type, object) },
    { weight: 2, arbitrary: mistakeOfType(type, object) },
    { weight: 3, arbitrary: junkAnywhere(type, object) },
  );
}

const refusedValue: Mutator = (type, object) => {
  const rows = ROWS.get(type) ?? [];
  return fc
    .constantFrom(...rows.flatMap((row) => refusalsOf(row).map(({ value }) => [row.name, value] as const)))
    .map(([name, value]) => mutation(`${name} is ${JSON.stringify(value)}`, object, { [name]: value }));
};

const missingProperty: Mutator = (_type, object) =>
  fc
    .constantFrom(...Object.keys(object))
    .map((name) => mutation(`${name} is left out`, object, { [name]: undefined }));

const mistakeAnywhere: Mutator = (_type, object) =>
  fc.constantFrom(...ANYWHERE).map((changes) => mutation(describe(changes), object, changes));

const brokenId: Mutator = (type, object) =>
  fc.constantFrom(...brokenIds(type)).map((id) => mutation(`id is ${id}`, object, { id }));

function brokenIds(type: string): string[] {
  return [
    idOf('identity'),
    idOf('x-example-thing'),
    type,
    `${type}--`,
    `${type}--8c6af861-7b20-41ef-9b59-6344fd872a8`,
    `${type}--8C6AF861-7B20-41EF-9B59-6344FD872A8F`,
    `${type}--8c6af861-7b20-71ef-9b59-6344fd872a8f`,
    `${type}--8c6af861-7b20-01ef-9b59-6344fd872a8f`,
    `${type}--8c6af861-7b20-41ef-1b59-6344fd872a8f`,
    `${type}--8c6af861-7b20-11ef-9b59-6344fd872a8f`,
    `${type}-8c6af861-7b20-41ef-9b59-6344fd872a8f`,
  ];
}

const mistakeOfType: Mutator = (type, object) =>
  fc.constantFrom(...mistakesOf(type)).map((changes) => mutation(describe(changes), object, changes));

const JUNK: readonly JsonValue[] = [null, 5, -0.5, '', 'x', true, [], {}, [[]], ['x'], { abc: 'x' }, { ABC: null }];

// Liaison checks the objects of a bundle one by one, so nothing is put into them here.
const DEPTH_IN_BUNDLE = 2;

const junkAnywhere: Mutator = (type, object) =>
  fc
    .tuple(
      fc.constantFrom(...placesIn(object).filter(({ length }) => type !== 'bundle' || length <= DEPTH_IN_BUNDLE)),
      fc.constantFrom(...JUNK),
    )
    .map(([place, junk]) => ({
      change: `${place.join('/')} is ${JSON.stringify(junk)}`,
      object: replaced(object, place, junk) as JsonObject,
    }));

function placesIn(value: JsonValue, place: readonly string[] = []): string[][] {
  const members = isObject(value) || isList(value) ? Object.entries(value) : [];
  return members.flatMap(([name, member]) => [[...place, name], ...placesIn(member, [...place, name])]);
}

function replaced(value: JsonValue, [first, ...rest]: readonly string[], junk: JsonValue): JsonValue {
  if (first === undefined) return junk;
  if (isList(value)) return value.with(Number(first), replaced(value[Number(first)] ?? null, rest, junk));
  if (!isObject(value)) return value;
  return { ...value, [first]: replaced(value[first] ?? null, rest, junk) };
}

function mutation(change: string, object: JsonObject, changes: Changes): Mutation {
  return { change, object: changed(object, changes) };
}

function describe(changes: Changes): string {
  return Object.entries(changes)
    .map(([name, value]) => (value === undefined ? `${name} is left out` : `${name} is ${JSON.stringify(value)}`))
    .join(', ');
}
