// How many objects a second are validated on one core, and which part of the work takes how much of the time.
import { validateEnvelope } from '../collections/publishing/validate-envelope.ts';
import type { PublishingPolicy } from '../collections/publishing/policy.ts';
import { ObjectSplitter, parseElement, type SplitElement } from '../schemas/json/object-splitter.ts';
import { checkPattern, parsePattern } from '../schemas/patterns/patterns.ts';
import { checkObject } from '../schemas/stix/check-object.ts';
import type { JsonObject } from '../schemas/stix/json.ts';
import { kindOfObject } from '../schemas/stix/object-kind.ts';
import { DEFAULT_POLICY } from '../schemas/stix/policy.ts';
import { objectValidators } from '../schemas/stix/validators.ts';
import { medianTime } from './measure.ts';

/** What collections ask when the catalogue doesn't say. */
export const STANDARD: PublishingPolicy = {
  specVersions: ['2.0', '2.1'],
  validation: { ...DEFAULT_POLICY, stix20: true },
  reportsHints: true,
};

/** Objects are measured this many times over in a round, at least. */
const LEAST_OBJECTS = 10_000;

/** The parts of the work, in its order. */
export type Part = 'split' | 'JSON.parse' | 'schemas' | 'semantic checks' | 'patterns' | 'the rest';

/** What was measured on one corpus. */
export interface Speed {
  readonly corpus: string;
  readonly objects: number;
  readonly bytesPerObject: number;
  /** From the octets of an envelope to findings. */
  readonly objectsPerSecond: number;
  readonly megabytesPerSecond: number;
  /** How many times as long as `JSON.parse` of the same octets at once. */
  readonly timesJsonParse: number;
  /** Microseconds per object, each part measured alone on the same objects. */
  readonly microseconds: Readonly<Record<Part, number>>;
}

/** Measures an envelope or bundle, of which every object has to be valid. */
export function measureSpeed(corpus: string, bytes: Uint8Array): Speed {
  const { total, accepted } = validateEnvelope(bytes, STANDARD);
  if (accepted < total) throw new Error(`${corpus}: ${total - accepted} objects are refused; only valid ones are measured.`);
  const repetitions = Math.ceil(LEAST_OBJECTS / total);
  const perObject = (action: () => void): number =>
    (1000 * medianTime(() => repeat(action, repetitions))) / (total * repetitions);
  const whole = perObject(() => validateEnvelope(bytes, STANDARD));
  const jsonParse = perObject(() => JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()));
  return {
    corpus,
    objects: total,
    bytesPerObject: bytes.length / total,
    objectsPerSecond: 1e6 / whole,
    megabytesPerSecond: bytes.length / total / whole,
    timesJsonParse: whole / jsonParse,
    microseconds: partsOf(bytes, whole, perObject),
  };
}

/** Splitting, parsing, schemas and patterns are timed alone; the other two are what they leave of what holds them. */
function partsOf(bytes: Uint8Array, whole: number, perObject: (action: () => void) => number): Speed['microseconds'] {
  const elements = split(bytes);
  const objects = elements.map((element) => parseElement(element) as JsonObject);
  const patterns = objects.filter(({ pattern_type: type }) => type === 'stix').map(({ pattern }) => String(pattern));
  const kinds = objects.map((object) => kindOfObject(String(object.type), object).schema);
  const splitting = perObject(() => split(bytes));
  const parsing = perObject(() => elements.forEach(parseElement));
  const schemas = perObject(() => objects.forEach((object, index) => accept(kinds[index] as string, object)));
  const ofPatterns = perObject(() => patterns.forEach(readPattern));
  const checking = perObject(() => objects.forEach((object) => checkObject(object, STANDARD.validation)));
  return {
    split: splitting,
    'JSON.parse': parsing,
    schemas,
    'semantic checks': checking - schemas - ofPatterns,
    patterns: ofPatterns,
    'the rest': whole - splitting - parsing - checking,
  };
}

function split(bytes: Uint8Array): SplitElement[] {
  const elements: SplitElement[] = [];
  const splitter = new ObjectSplitter((element) => elements.push(element));
  splitter.push(bytes);
  splitter.end();
  return elements;
}

// The answer is used, so that no compiler leaves the work out.
function accept(schema: string, object: JsonObject): void {
  if (!objectValidators.accepts(schema, object)) objectValidators.mistakes(schema, object);
}

function readPattern(pattern: string): void {
  const result = parsePattern(pattern);
  if ('problem' in result) throw new Error(result.problem.message);
  checkPattern(result.tree);
}

function repeat(action: () => void, times: number): void {
  for (let time = 0; time < times; time += 1) action();
}
