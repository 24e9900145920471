// Objects as lists show them: cut, so that no text, however long, makes a page long. Nothing of it is markup.
import type { Directory } from '../../collections/directory.ts';
import type { StoredObject } from '../../collections/storage/stored-object.ts';
import { isList, isObject, stringsOf, type JsonObject, type JsonValue } from '../../schemas/stix/json.ts';
import { publishedTlpLevel, TLP_1, TLP_2, tlpName } from '../../schemas/stix/tlp.ts';
import { formatTimestamp } from '../../schemas/timestamp.ts';
import { versionOf } from './versions.ts';
import type { Names } from './names.ts';
import type { MarkingName, ObjectSummary, Party } from './resources.ts';

/** How much of a text a list shows, in characters. */
const LONGEST_TITLE = 200;
const LONGEST_DESCRIPTION = 400;
/** How much of the text of a member. */
const LONGEST_FIELD = 4_000;
const MOST_FIELDS = 200;
const MOST_MARKINGS = 20;

/** The object that was stored. */
export function parsed({ body }: StoredObject): JsonObject {
  return JSON.parse(Buffer.from(body).toString('utf8')) as JsonObject;
}

/** An object for a list. @param names of what it refers to */
export function summaryOf(stored: StoredObject, object: JsonObject, directory: Directory, names: Names): ObjectSummary {
  const author = authorOf(object, directory);
  const { description, revoked } = object;
  return {
    id: cut(textIn(object, 'id'), LONGEST_TITLE),
    type: cut(textIn(object, 'type'), LONGEST_TITLE),
    title: titleOf(object, names),
    ...(typeof description === 'string' ? { description: cut(description, LONGEST_DESCRIPTION) } : {}),
    version: versionOf(object, stored.dateAdded),
    date_added: formatTimestamp(stored.dateAdded),
    markings: markingIdsOf(object).slice(0, MOST_MARKINGS).map((id) => markingName(id, names)),
    ...(author === undefined ? {} : { author }),
    is_revoked: revoked === true,
  };
}

/** What people call an object: its name, else what it says shortest. @param names of what it refers to */
export function titleOf(object: JsonObject, names: Names): string {
  const { type, relationship_type: kind, source_ref: source, target_ref: target } = object;
  const named = (value: JsonValue | undefined): string => names.get(text(value)) ?? text(value);
  if (type === 'relationship') return cut(`${named(source)} ${text(kind).replaceAll('-', ' ')} ${named(target)}`, 2 * LONGEST_TITLE);
  if (type === 'sighting') return cut(named(object.sighting_of_ref), LONGEST_TITLE);
  for (const name of ['name', 'pattern', 'value', 'abstract', 'opinion', 'content', 'path', 'key', 'subject', 'command_line']) {
    const value = object[name];
    if (typeof value === 'string' && value.trim() !== '') return cut(value, LONGEST_TITLE);
  }
  if (isObject(object.hashes)) return cut(Object.values(object.hashes).map(text).join(' '), LONGEST_TITLE);
  return cut(textIn(object, 'id'), LONGEST_TITLE);
}

/** The members of an object as text, in their order. */
export function fieldsOf(object: JsonObject): { name: string; text: string }[] {
  return Object.entries(object)
    .slice(0, MOST_FIELDS)
    .map(([name, value]) => ({ name: cut(name, LONGEST_TITLE), text: cut(typeof value === 'string' ? value : JSON.stringify(value), LONGEST_FIELD) }));
}

/** The ids of the markings of the whole object. */
export function markingIdsOf(object: JsonObject): string[] {
  return [...new Set(stringsOf(object.object_marking_refs))];
}

/** What a marking is called, where it is published; others have an id. */
export function markingName(id: string, names: Names): MarkingName {
  const name = (TLP_1.get(id) ?? TLP_2.get(id))?.name ?? names.get(id);
  const level = publishedTlpLevel(id);
  return {
    id: cut(id, LONGEST_TITLE),
    ...(name === undefined ? {} : { name: cut(name, LONGEST_TITLE) }),
    ...(level === undefined ? {} : { level: tlpName(level) }),
  };
}

/** Who made it, by `created_by_ref`. */
export function authorOf(object: JsonObject, directory: Directory): Party | undefined {
  const { created_by_ref: id } = object;
  if (typeof id !== 'string') return undefined;
  const agency = directory.catalogue?.agencies.find(({ identity }) => identity === id);
  return { id: cut(id, LONGEST_TITLE), ...(agency === undefined ? {} : { title: agency.title }) };
}

/** Whether a name, pattern, value, description, alias or label has the text, whatever its case. */
export function mentions(object: JsonObject, wanted: string): boolean {
  const has = (value: JsonValue | undefined): boolean => typeof value === 'string' && value.toLowerCase().includes(wanted);
  const { name, pattern, value, description, id, aliases, labels } = object;
  if ([name, pattern, value, description, id].some(has)) return true;
  return [aliases, labels].some((list) => isList(list) && list.some(has));
}

/** The text, cut to a length with an ellipsis; a pair of surrogates isn't torn apart. */
export function cut(whole: string, length: number): string {
  return whole.length <= length ? whole : `${whole.slice(0, length).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

function textIn(object: JsonObject, name: string): string {
  return text(object[name]);
}

function text(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
