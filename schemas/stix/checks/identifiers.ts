// Which version of UUID an id has, and whether a cyber-observable's follows from its content (T-23 to T-25, E).
import { isTooDeep } from '../custom-values.ts';
import { CONTRIBUTING_PROPERTIES, deterministicId } from '../deterministic-id.ts';
import { uuidVersion } from '../identifier.ts';
import type { JsonObject } from '../json.ts';
import { quote } from '../quote.ts';
import type { Report } from '../report.ts';

/** The types that are valid without any contributing property; what others lack, their schemas say. */
const MAY_LACK_CONTENT: ReadonlySet<string> = new Set([
  'artifact',
  'email-message',
  'user-account',
  'windows-registry-key',
  'x509-certificate',
]);

/** Random ids for everything that a producer makes up (T-23). */
export function checkRandomId({ id }: JsonObject, report: Report): void {
  if (typeof id !== 'string' || uuidVersion(id) === 4) return;
  report('id-not-random', '/id', `${quote(id)} has a UUID of version ${uuidVersion(id)}`, 'a random UUID (version 4)');
}

/** Ids of cyber-observables follow from what they describe, if it is there (T-24, T-25, E). */
export function checkObservableId(object: JsonObject, report: Report): void {
  const { id, type } = object;
  if (typeof id !== 'string' || typeof type !== 'string') return;
  const contributing = CONTRIBUTING_PROPERTIES.get(type);
  if (contributing === undefined) return;
  const version = uuidVersion(id);
  const wrong = `${quote(id)} has a UUID of version ${version}`;
  if (contributing.length === 0) {
    if (version !== 4) report('process-id', '/id', wrong, 'a random UUID (version 4), as every process has');
  } else if (!contributing.some((name) => object[name] !== undefined)) {
    if (version !== 4 && MAY_LACK_CONTENT.has(type))
      report(
        'id-without-content',
        '/id',
        `${wrong}, but none of ${contributing.join(', ')} is there`,
        'a random UUID (version 4)',
      );
  } else if (version !== 5) {
    report('id-not-derived', '/id', wrong, `a UUID of version 5 over ${contributing.join(', ')}`);
  } else {
    checkDerivation(id, object, report);
  }
}

function checkDerivation(id: string, object: JsonObject, report: Report): void {
  const derived = derivedId(object);
  if (derived === undefined || derived === id.toLowerCase()) return;
  report('id-derivation', '/id', `${quote(id)} does not follow from the content by the standard's rule`, derived);
}

// Text with half a surrogate pair has no canonical form, so no id follows from it.
function derivedId(object: JsonObject): string | undefined {
  if (isTooDeep(object.extensions)) return undefined;
  try {
    return deterministicId(object);
  } catch {
    return undefined;
  }
}
