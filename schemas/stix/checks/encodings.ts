// Names of character sets in properties that end in _enc (T-10).
import { isKnownCharacterSet } from '../character-sets.ts';
import { pointerTo, type JsonObject, type JsonValue } from '../json.ts';
import { quote } from '../quote.ts';
import type { Report } from '../report.ts';

const SUFFIX = '_enc';
const CHARACTER_SET = /^[a-zA-Z0-9/.+_:()-]{2,250}$/;

/** The encodings of a directory's path and a file's name are ones that IANA lists. */
export function checkKnownEncodings(object: JsonObject, report: Report): void {
  for (const name of ['path_enc', 'name_enc']) checkListed(object[name], `/${name}`, report);
}

/** The same for a property beyond the standard, which besides has to come with the one whose encoding it names. */
export function checkCustomEncoding(name: string, object: JsonObject, report: Report): void {
  if (!name.endsWith(SUFFIX)) return;
  const pointer = pointerTo('', name);
  const value = object[name];
  const encoded = name.slice(0, -SUFFIX.length);
  if (!Object.hasOwn(object, encoded)) {
    report(
      'encoding-without-property',
      '',
      `"${name}" is there, but "${encoded}" is missing`,
      `"${encoded}", whose encoding ${name} names`,
    );
  } else if (typeof value !== 'string' || !CHARACTER_SET.test(value)) {
    report(
      'encoding-name',
      pointer,
      `${quote(value)} can't name a character set`,
      'the name of a character set, such as UTF-8',
    );
  } else {
    checkListed(value, pointer, report);
  }
}

function checkListed(value: JsonValue | undefined, pointer: string, report: Report): void {
  if (typeof value !== 'string' || !CHARACTER_SET.test(value) || isKnownCharacterSet(value)) return;
  report(
    'encoding-unlisted',
    pointer,
    `${quote(value)} is no character set that IANA lists`,
    'the name that IANA prefers, such as UTF-8',
  );
}
