// Identifiers (STIX 2.1, 2.9): an object type, two hyphens, a UUID.
import { CATEGORIES, isTypeName } from './types.ts';

/** What an identifier is, as a phrase. */
export const IDENTIFIER = 'an identifier: an object type, two hyphens, a UUID';

const UUID_LENGTH = 36;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** The object type that an identifier names, or `undefined` when the text isn't an identifier (T-20, T-22). */
export function typeOfIdentifier(text: string): string | undefined {
  const hyphens = text.length - UUID_LENGTH - 2;
  if (hyphens < 3 || !text.startsWith('--', hyphens) || !UUID.test(text.slice(-UUID_LENGTH))) return undefined;
  const type = text.slice(0, hyphens);
  return CATEGORIES.has(type) || isTypeName(type) ? type : undefined;
}

/** The version of an identifier's UUID, 1 to 5. */
export function uuidVersion(identifier: string): number {
  return Number(identifier.at(14 - UUID_LENGTH));
}
