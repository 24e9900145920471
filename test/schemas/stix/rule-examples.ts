// For every rule, objects that break it and nothing else.
import type { JsonObject } from '../../../schemas/stix/json.ts';
import type { ValidationPolicy } from '../../../schemas/stix/policy.ts';
import type { RuleCode } from '../../../schemas/stix/rules.ts';
import { COMMON_TYPES } from './broken/common-types.ts';
import { CUSTOM_CONTENT } from './broken/custom-content.ts';
import { DOMAIN_OBJECTS } from './broken/domain-objects.ts';
import { IDENTITY } from './broken/identity.ts';
import { MARKINGS } from './broken/markings.ts';
import { META } from './broken/meta-objects.ts';
import { OBSERVABLES } from './broken/observables.ts';
import { OBSERVED_DATA } from './broken/observed-data.ts';
import { ORDER } from './broken/time-order.ts';
import { PATTERNS } from './broken/patterns.ts';
import { POLICIES } from './broken/policies.ts';
import { VALUES } from './broken/values.ts';

/** An object that breaks one rule, once. */
export interface RuleExample {
  readonly code: RuleCode;
  /** The requirement of the reference that it breaks. */
  readonly requirement: string;
  /** What is wrong, for the name of the test. */
  readonly wrong: string;
  readonly object: JsonObject;
  /** Where the finding points. */
  readonly pointer: string;
  /** The policy, where it matters. */
  readonly policy?: Partial<ValidationPolicy>;
}

/** Every example of a broken rule. */
export const RULE_EXAMPLES: readonly RuleExample[] = [
  ...IDENTITY,
  ...VALUES,
  ...ORDER,
  ...COMMON_TYPES,
  ...MARKINGS,
  ...META,
  ...DOMAIN_OBJECTS,
  ...OBSERVED_DATA,
  ...OBSERVABLES,
  ...CUSTOM_CONTENT,
  ...POLICIES,
  ...PATTERNS,
].map(([code, requirement, wrong, object, pointer, policy]) => ({
  code,
  requirement,
  wrong,
  object: JSON.parse(JSON.stringify(object)) as JsonObject,
  pointer,
  ...(policy === undefined ? {} : { policy }),
}));
