// Objects that tell which they are: the number is in the id, so that whoever gets one knows what it should be.
import { crc32 } from 'node:zlib';
import type { JsonObject } from '../../schemas/stix/json.ts';
import { syntheticObjects } from '../synthetic.ts';

/** One in so many is for those who may see TLP:RED, and for nobody else. */
const RED_ONE_IN = 20;
const RED_PLACE = 3;
/** One in so many is deleted again. */
const DELETED_ONE_IN = 40;
const DELETED_PLACE = 7;

const RED = 'marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed';
const REST_OF_UUID = '-50a4-4c1e-8d00-0123456789ab';

/** Whether the object of that number is marked TLP:RED. */
export function isRed(number: number): boolean {
  return number % RED_ONE_IN === RED_PLACE;
}

/** Whether the object of that number is to be deleted once it is in. */
export function isToBeDeleted(number: number): boolean {
  return number % DELETED_ONE_IN === DELETED_PLACE;
}

/** Objects without end, each with the number that it is asked for. */
export function numberedObjects(seed: number): (number: number) => JsonObject {
  const source = syntheticObjects(seed);
  return (number) => {
    let object: JsonObject = source.next().value;
    // Cyber-observables have ids that follow from what they are.
    while (object['modified'] === undefined) object = source.next().value;
    const id = idOf(number, String(object['type']));
    return isRed(number) ? { ...object, id, object_marking_refs: [RED] } : { ...object, id };
  };
}

/** The id of the object of that number. */
export function idOf(number: number, type: string): string {
  return `${type}--${number.toString(16).padStart(8, '0')}${REST_OF_UUID}`;
}

/** The number in an id; not a number when it isn't one of ours. */
export function numberOf(id: string): number {
  const uuid = id.slice(id.indexOf('--') + 2);
  return uuid.endsWith(REST_OF_UUID) ? Number.parseInt(uuid.slice(0, 8), 16) : Number.NaN;
}

/** What tells a content from others. */
export function digestOf(object: JsonObject): number {
  return crc32(JSON.stringify(object));
}
