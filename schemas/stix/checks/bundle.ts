// Bundles: no version of an object twice (C-40).
import { isList, isObject, type JsonObject } from '../json.ts';
import { quote } from '../quote.ts';
import type { Report } from '../report.ts';

/** Two objects with the same id and the same version are one too many. */
export function checkDuplicates({ objects }: JsonObject, report: Report): void {
  if (!isList(objects)) return;
  const seen = new Map<string, number>();
  for (const [index, object] of objects.entries()) {
    if (!isObject(object) || typeof object.id !== 'string') continue;
    const version = `${object.id} ${String(object.modified ?? object.created ?? '')}`;
    const before = seen.get(version);
    if (before === undefined) seen.set(version, index);
    else
      report(
        'bundle-duplicate',
        `/objects/${index}/id`,
        `${quote(object.id)} is in the bundle before, in the same version, at /objects/${before}`,
        'each version of an object once',
      );
  }
}
