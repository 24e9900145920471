// The published marking definitions of the Traffic Light Protocol (section G of the reference; STIX 2.1, 7.2.1.4).
import { versionKey } from '../../timestamp.ts';
import { isObject, type JsonObject } from '../json.ts';
import { quote } from '../quote.ts';
import type { Report } from '../report.ts';
import { TLP_1, TLP_2, TLP_2_EXTENSION, type PublishedTlp } from '../tlp.ts';

const TLP_1_CREATED = '2017-01-20T00:00:00.000';
const TLP_1_PROPERTIES: ReadonlySet<string> = new Set([
  'type',
  'spec_version',
  'id',
  'created',
  'definition_type',
  'name',
  'definition',
]);

/** A TLP 1.0 marking is one of the four published objects, in every property (C-31). */
export function checkTlp1(object: JsonObject, report: Report): void {
  const published = publishedIn(TLP_1, object);
  if (published === undefined && object.definition_type !== 'tlp') return;
  if (isForSchemas(object)) return;
  const wrong = published === undefined ? 'id' : differenceFrom(published, object);
  if (wrong === undefined) return;
  const name = published?.name ?? 'any TLP marking';
  const message = `${quote(object[wrong])} is not what the published object of ${name} has`;
  report(
    'tlp-object',
    object[wrong] === undefined ? '' : `/${wrong}`,
    message,
    'one of the four published TLP objects, unchanged',
  );
}

/** The TLP 2.0 extension is on one of the five published objects (G.2). */
export function checkTlp2(object: JsonObject, report: Report): void {
  const extension = isObject(object.extensions) ? object.extensions[TLP_2_EXTENSION] : undefined;
  if (!isObject(extension) || typeof extension.tlp_2_0 !== 'string') return;
  const published = publishedIn(TLP_2, object);
  if (published === undefined) return reportTlp2('id', object, report);
  if (object.name !== published.name) return reportTlp2('name', object, report);
  const known = TLP_2.values().some(({ value }) => value === extension.tlp_2_0);
  if (known && extension.tlp_2_0 !== published.value) reportTlp2('extensions', object, report);
}

function publishedIn(table: ReadonlyMap<string, PublishedTlp>, { id }: JsonObject): PublishedTlp | undefined {
  return typeof id === 'string' ? table.get(id) : undefined;
}

// C-30, A.2: what is half there, or of the wrong kind, the schema reports.
function isForSchemas({ definition, definition_type: type }: JsonObject): boolean {
  if ((definition === undefined) !== (type === undefined)) return true;
  return type === 'tlp' && !(isObject(definition) && typeof definition.tlp === 'string');
}

function differenceFrom({ name, value }: PublishedTlp, object: JsonObject): string | undefined {
  const { created, definition } = object;
  if (object.definition_type !== 'tlp') return 'definition_type';
  if (!isObject(definition) || definition.tlp !== value || Object.keys(definition).length !== 1) return 'definition';
  if (object.name !== name) return 'name';
  if (typeof created === 'string' && versionKey(created) !== TLP_1_CREATED) return 'created';
  return Object.keys(object).find((property) => !TLP_1_PROPERTIES.has(property));
}

function reportTlp2(property: 'id' | 'name' | 'extensions', object: JsonObject, report: Report): void {
  const pointer = object[property] === undefined ? '' : `/${property}`;
  const message = `${quote(object[property])} is not what a published TLP 2.0 object has there`;
  report('tlp-2-object', pointer, message, 'one of the five published TLP 2.0 objects, unchanged');
}
