// The objects on which the validators are compared: generated ones of every type, and those that break one rule each.
import fc from 'fast-check';
import type { JsonObject } from '../../../schemas/stix/json.ts';
import { changed } from '../../schemas/stix/examples.ts';
import { RULE_EXAMPLES } from '../../schemas/stix/rule-examples.ts';
import { mutationsOf } from './mutations.ts';
import { TYPES, validObjects } from './valid.ts';

/** One object to be compared. */
export interface Sample {
  /** Where it is from, and what was done to it. */
  readonly name: string;
  /** Whether it was made to be valid. */
  readonly isValid: boolean;
  readonly object: JsonObject;
}

const SEED = 21;
const VALID_PER_TYPE = 40;
const MUTATED_PER_TYPE = 200;

/** The same samples at every call: valid and broken objects of each type, and the examples of each rule. */
export function generateSamples(): Sample[] {
  return [...TYPES.flatMap((type) => [...validSamples(type), ...mutatedSamples(type)]), ...ruleSamples()];
}

function validSamples(type: string): Sample[] {
  const objects = fc.sample(validObjects(type, 35), { seed: SEED, numRuns: VALID_PER_TYPE });
  return objects.map((object, index) => ({ name: `valid ${type} ${index}`, isValid: true, object }));
}

// Without what the others refuse in valid objects too, which would hide whether they see the mistake.
const HIDING = { granular_markings: undefined, lang: undefined, external_references: undefined };

function mutatedSamples(type: string): Sample[] {
  const mutations = validObjects(type, 25).chain((object) => mutationsOf(type, changed(object, HIDING)));
  return fc
    .sample(mutations, { seed: SEED, numRuns: MUTATED_PER_TYPE })
    .map(({ change, object }, index) => ({ name: `mutated ${type} ${index}: ${change}`, isValid: false, object }));
}

// Policies are not what the others know of.
function ruleSamples(): Sample[] {
  return RULE_EXAMPLES.filter(({ policy }) => policy === undefined).map(({ code, wrong, object }) => ({
    name: `example of ${code}: ${wrong}`,
    isValid: false,
    object,
  }));
}
