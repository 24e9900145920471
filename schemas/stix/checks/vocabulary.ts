// Values that should come from open vocabularies (F, K-111, K-210 to K-245).
import { isList, isObject, pointerTo, type JsonObject, type JsonValue } from '../json.ts';
import { enumerate, quote } from '../quote.ts';
import type { Report } from '../report.ts';
import { vocabularyProperties, type Vocabulary } from '../vocabularies.ts';

const LONGEST_LIST = 12;
const NOT_LOWER_CASE_WORDS = /[A-Z\s_]/;

/**
 * A check of all properties that a schema ties to vocabularies.
 *
 * @param path the schema
 * @param within the names that lead from the object to what the schema describes
 */
export function vocabularyCheck(
  path: string,
  within: readonly string[] = [],
): (object: JsonObject, report: Report) => void {
  const properties = vocabularyProperties(path);
  const pointer = within.reduce((place, name) => pointerTo(place, name), '');
  return (object, report) => {
    const described = within.reduce<JsonValue | undefined>(
      (place, name) => (isObject(place) ? place[name] : undefined),
      object,
    );
    if (!isObject(described)) return;
    for (const [name, vocabulary] of properties) {
      const value = described[name];
      if (value !== undefined) checkValue(value, pointerTo(pointer, name), vocabulary, report);
    }
  };
}

function checkValue(value: JsonValue, pointer: string, vocabulary: Vocabulary, report: Report): void {
  if (typeof value === 'string') checkTerm(value, pointer, vocabulary, report);
  if (!isList(value)) return;
  for (const [index, entry] of value.entries()) {
    if (typeof entry === 'string') checkTerm(entry, pointerTo(pointer, index), vocabulary, report);
  }
}

function checkTerm(term: string, pointer: string, vocabulary: Vocabulary, report: Report): void {
  const { name, section, values } = vocabulary;
  if (values.has(term)) return;
  if (NOT_LOWER_CASE_WORDS.test(term)) {
    report(
      'open-vocabulary-form',
      pointer,
      `${quote(term)} is not lower-case words with hyphens`,
      'a value such as threat-report',
      section,
    );
    return;
  }
  const expected = values.size > LONGEST_LIST ? `a value of ${name}` : `one of ${enumerate([...values])}`;
  report('open-vocabulary', pointer, `${quote(term)} is not in ${name}`, expected, section);
}
