// Hashes: that SHA-256 is among them (2.7).
import { isList, isObject, pointerTo, type JsonObject, type JsonValue } from '../json.ts';
import type { Report } from '../report.ts';

const SHA_256 = 'SHA-256';

/** Names of properties that hold hashes, wherever they stand. */
const HOLDERS: ReadonlySet<string> = new Set(['hashes', 'file_header_hashes']);

/** Predefined extensions nest no deeper. */
const DEEPEST = 5;

/** Where hashes can be: in the object itself, its external references and its predefined extensions. */
const PLACES = ['external_references', 'extensions'];

/** Hashes should have a SHA-256 digest. */
export function checkHashes(object: JsonObject, report: Report): void {
  checkHolder(object.hashes, '/hashes', report);
  for (const place of PLACES) {
    const value = object[place];
    if (value !== undefined) checkInside(value, `/${place}`, DEEPEST, report);
  }
}

function checkInside(value: JsonValue, pointer: string, left: number, report: Report): void {
  if (left === 0) return;
  if (isList(value)) {
    for (const [index, entry] of value.entries()) checkInside(entry, pointerTo(pointer, index), left - 1, report);
  } else if (isObject(value)) {
    for (const name in value) {
      const member = value[name];
      if (member === undefined || typeof member !== 'object') continue;
      if (HOLDERS.has(name)) checkHolder(member, pointerTo(pointer, name), report);
      else checkInside(member, pointerTo(pointer, name), left - 1, report);
    }
  }
}

function checkHolder(hashes: JsonValue | undefined, pointer: string, report: Report): void {
  if (!isObject(hashes) || Object.hasOwn(hashes, SHA_256) || Object.keys(hashes).length === 0) return;
  report('hash-sha-256', pointer, 'has no SHA-256 digest', 'a SHA-256 digest among the hashes');
}
