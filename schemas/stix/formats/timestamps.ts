// Timestamps in the forms that single properties ask for (STIX 2.1, 2.16).
import { isTimestamp } from '../../timestamp.ts';

const DOT = '.';
const FRACTION_AT = 19;
const SECOND_AT = 17;

/** The formats of timestamps. All but the first judge only what is a timestamp at all. */
export const timestampFormats: Readonly<Record<string, (text: string) => boolean>> = {
  'stix-timestamp': isTimestamp,
  /** T-32: three fraction digits or more. */
  'stix-milliseconds': (text) => text.length >= '2024-01-31T08:00:00.000Z'.length && text[FRACTION_AT] === DOT,
  /** T-33: no fraction. */
  'stix-seconds': (text) => text[FRACTION_AT] !== DOT,
  /** T-34: `:60` is legal, but readers stumble over it. */
  'stix-timestamp-without-leap-second': (text) => text[SECOND_AT] !== '6',
};

const FORM = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?Z$/;

/** Whether the text looks like a timestamp, on whatever day (T-30). */
export function hasTimestampForm(text: string): boolean {
  return FORM.test(text);
}
