// From the bytes of an envelope, or of a bundle that is sent as one, to its objects (T-5.5-03, T-5.5-11).
import {
  JsonSyntaxError,
  ObjectSplitter,
  parseElement,
  type SplitElement,
  type Surroundings,
} from '../../schemas/json/object-splitter.ts';
import { describeObject, type ObjectDescription } from '../../schemas/stix/describe-object.ts';
import { isObject, type JsonObject, type JsonValue } from '../../schemas/stix/json.ts';
import { USUAL_LIMITS, type EnvelopeLimits } from './limits.ts';
import { EnvelopeRefused } from './refusal.ts';

/** An object of an envelope that is good enough to have findings of its own. */
export interface Candidate {
  /** Its bytes, and what JSON.parse doesn't tell of them. */
  readonly element: SplitElement;
  readonly object: JsonObject;
  readonly description: ObjectDescription;
}

/** Deeper objects are refused: no STIX object needs it, and recursion over them would not be safe. */
export const DEEPEST_OBJECT = 100;

/** Names of custom properties of the envelope (T-7.1.1-02, -03), and `id`, which a bundle has. */
const MEMBER_NAME = /^(?:id|[a-z0-9_]{3,250})$/;

/**
 * The objects of an envelope, in its order.
 * @throws {EnvelopeRefused} when it is no JSON, or no list of objects with `id` and `type`, or has too many of them
 */
export function readEnvelope(body: Uint8Array, limits: EnvelopeLimits = USUAL_LIMITS): Candidate[] {
  const candidates: Candidate[] = [];
  let refusal: EnvelopeRefused | undefined;
  const take = (element: SplitElement): void => {
    const candidate = element.index < limits.objects ? candidateOf(element) : tooManyObjects(limits.objects);
    if (candidate instanceof EnvelopeRefused) refusal ??= candidate;
    else candidates.push(candidate);
  };
  const { members, elements } = split(body, take);
  if (members === undefined) throw notAnEnvelope('', 'The body is JSON, but no object');
  checkNames(members);
  if (elements === undefined) throw notAnEnvelope('/objects', 'The member "objects" is missing or no list');
  if (elements === 0) throw notAnEnvelope('/objects', 'The list "objects" is empty');
  // Only now: a body that turns out to be no JSON further on is refused for that.
  if (refusal !== undefined) throw refusal;
  return candidates;
}

function split(body: Uint8Array, take: (element: SplitElement) => void): Surroundings {
  try {
    const splitter = new ObjectSplitter(take, { maximumDepth: DEEPEST_OBJECT });
    splitter.push(body);
    return splitter.end();
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw new EnvelopeRefused('not-json', `The body is no JSON: ${error.message}.`);
    throw error;
  }
}

function checkNames(members: Readonly<Record<string, unknown>>): void {
  for (const name of Object.keys(members)) {
    if (MEMBER_NAME.test(name)) continue;
    const shown = name.slice(0, 250);
    throw notAnEnvelope(`/${shown}`, 'The name of a custom property is not 3 to 250 of a-z, 0-9 and _');
  }
}

function candidateOf(element: SplitElement): Candidate | EnvelopeRefused {
  const object = parseElement(element) as JsonValue;
  const pointer = `/objects/${element.index}`;
  if (!isObject(object)) return notAnEnvelope(pointer, 'The element is no object');
  const description = describeObject(object);
  if (description === undefined) {
    const missing = typeof object['id'] === 'string' ? 'type' : 'id';
    return notAnEnvelope(`${pointer}/${missing}`, `The object has no "${missing}" that is a string`);
  }
  return { element, object, description };
}

function tooManyObjects(most: number): EnvelopeRefused {
  const message = `The envelope has more than ${most} objects; send them in several envelopes.`;
  return new EnvelopeRefused('not-an-envelope', message, `/objects/${most}`);
}

function notAnEnvelope(pointer: string, complaint: string): EnvelopeRefused {
  const message = `${complaint}; expected an envelope, {"objects": […]}, of STIX objects, each with an id and a type.`;
  return new EnvelopeRefused('not-an-envelope', message, pointer);
}
