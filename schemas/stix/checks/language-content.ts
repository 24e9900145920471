// Translations (7.1): nothing in them is null or empty.
import { checkCustomValue } from '../custom-values.ts';
import { isObject, pointerTo, type JsonObject } from '../json.ts';
import type { Report } from '../report.ts';

/** What is translated may be text, lists and objects of it; the schema sees only the outer two levels. */
export function checkTranslations({ contents }: JsonObject, report: Report): void {
  if (!isObject(contents)) return;
  for (const language in contents) {
    const translations = contents[language];
    if (!isObject(translations)) continue;
    for (const name in translations) {
      const value = translations[name];
      if (value === undefined) continue;
      const pointer = pointerTo(pointerTo('/contents', language), name);
      checkCustomValue('', value, pointer, report, { isExtension: true, references: 'identifiers' });
    }
  }
}
