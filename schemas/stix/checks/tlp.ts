// The published marking definitions of the Traffic Light Protocol (section G of the reference; STIX 2.1, 7.2.1.4).
import { versionKey } from '../../timestamp.ts';
import { isObject, type JsonObject } from '../json.ts';
import { quote } from '../quote.ts';
import type { Report } from '../report.ts';

interface Level {
  readonly name: string;
  readonly level: string;
}

const TLP_1: ReadonlyMap<unknown, Level> = new Map([
  ['marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9', { name: 'TLP:WHITE', level: 'white' }],
  ['marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da', { name: 'TLP:GREEN', level: 'green' }],
  ['marking-definition--f88d31f6-486f-44da-b317-01333bde0b82', { name: 'TLP:AMBER', level: 'amber' }],
  ['marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed', { name: 'TLP:RED', level: 'red' }],
]);

const TLP_2: ReadonlyMap<unknown, Level> = new Map([
  ['marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487', { name: 'TLP:CLEAR', level: 'clear' }],
  ['marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb', { name: 'TLP:GREEN', level: 'green' }],
  ['marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421', { name: 'TLP:AMBER', level: 'amber' }],
  ['marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003', { name: 'TLP:AMBER+STRICT', level: 'amber+strict' }],
  ['marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1', { name: 'TLP:RED', level: 'red' }],
]);

/** The extension definition of TLP 2.0. */
export const TLP_2_EXTENSION = 'extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d';

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
  const published = TLP_1.get(object.id);
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
  const published = TLP_2.get(object.id);
  if (published === undefined) return reportTlp2('id', object, report);
  if (object.name !== published.name) return reportTlp2('name', object, report);
  const known = TLP_2.values().some(({ level }) => level === extension.tlp_2_0);
  if (known && extension.tlp_2_0 !== published.level) reportTlp2('extensions', object, report);
}

// C-30, A.2: what is half there, or of the wrong kind, the schema reports.
function isForSchemas({ definition, definition_type: type }: JsonObject): boolean {
  if ((definition === undefined) !== (type === undefined)) return true;
  return type === 'tlp' && !(isObject(definition) && typeof definition.tlp === 'string');
}

function differenceFrom({ name, level }: Level, object: JsonObject): string | undefined {
  const { created, definition } = object;
  if (object.definition_type !== 'tlp') return 'definition_type';
  if (!isObject(definition) || definition.tlp !== level || Object.keys(definition).length !== 1) return 'definition';
  if (object.name !== name) return 'name';
  if (typeof created === 'string' && versionKey(created) !== TLP_1_CREATED) return 'created';
  return Object.keys(object).find((property) => !TLP_1_PROPERTIES.has(property));
}

function reportTlp2(property: 'id' | 'name' | 'extensions', object: JsonObject, report: Report): void {
  const pointer = object[property] === undefined ? '' : `/${property}`;
  const message = `${quote(object[property])} is not what a published TLP 2.0 object has there`;
  report('tlp-2-object', pointer, message, 'one of the five published TLP 2.0 objects, unchanged');
}
