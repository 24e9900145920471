// What ajv reports, in words: the rule that is broken, what is wrong, what would be right.
import type { ErrorObject } from 'ajv/dist/2020.js';
import { hashAlgorithmMeantBy } from '../hash-forms.ts';
import { hasTimestampForm } from './formats/timestamps.ts';
import { IDENTIFIER, typeOfIdentifier } from './identifier.ts';
import { isObject, isScalar, type JsonObject, type JsonValue } from './json.ts';
import { enumerate, kindOf, quote } from './quote.ts';
import type { ReferenceTarget } from './reference-target.ts';
import { isHint, isRuleCode, type RuleCode } from './rules.ts';
import { isBeyondContainer } from './validators.ts';

/** What there is to say about a mistake. */
export interface Explanation {
  readonly code: RuleCode;
  readonly message: string;
  readonly expected: string;
}

/**
 * Which rule a mistake breaks, what is wrong and what would be right.
 *
 * @param container the observed-data container that the value is in, whose keys its references are
 */
export function explainMistake(error: ErrorObject, container: JsonObject | undefined): Explanation {
  const { keyword, params, data } = error;
  switch (keyword) {
    case 'type':
      return explainType(error, [params.type as string | string[]].flat());
    case 'required':
    case 'dependentRequired':
      return explainMissing(error, String(params.missingProperty));
    case 'minItems':
      return { code: 'empty-list', message: 'is an empty list', expected: 'at least one entry, or no such property' };
    case 'minProperties':
      return explainTooFew(error);
    case 'additionalProperties':
      return explainUnknown(error, String(params.additionalProperty));
    case 'refersTo':
      return explainReference(String(data), error.schema as ReferenceTarget[], ruleOf(error), container);
    case 'format':
      return explainFormat(error);
    default:
      return explainByRule(error);
  }
}

function explainType(error: ErrorObject, types: readonly string[]): Explanation {
  const value = error.data as JsonValue;
  if (value === null) return { code: 'null-value', message: 'is null', expected: 'a value, or no such property' };
  const message = isScalar(value) ? `${quote(value)} is ${kindOf(value)}` : `is ${kindOf(value)}`;
  const expected = titleOf(error) ?? enumerate(types.map((type) => KINDS[type] ?? type));
  const rule = ruleOf(error);
  return { code: rule !== undefined && isHint(rule) ? rule : 'value-type', message, expected };
}

function explainMissing(error: ErrorObject, name: string): Explanation {
  const message = `the required property "${name}" is missing`;
  const type = (error.parentSchema?.properties as Readonly<Record<string, { type?: string }>> | undefined)?.[name]
    ?.type;
  const expected = titleOf(error) ?? (type === undefined ? `"${name}"` : `"${name}", ${KINDS[type]}`);
  return { code: ruleOf(error) ?? 'property-missing', message, expected };
}

function explainTooFew(error: ErrorObject): Explanation {
  const message = Object.keys(error.data as object).length === 0 ? 'is an empty object' : 'has too few members';
  return { code: ruleOf(error) ?? 'empty-object', message, expected: titleOf(error) ?? 'at least one member' };
}

function explainUnknown({ parentSchema }: ErrorObject, name: string): Explanation {
  if (name === 'extension_type') {
    return {
      code: 'extension-type-needless',
      message: 'is on an extension without a definition',
      expected: 'no extension_type',
    };
  }
  const known = Object.keys((parentSchema?.properties as object | undefined) ?? {});
  const message = `${quote(name)} is no member that the standard defines here`;
  return { code: 'unknown-member', message, expected: `one of ${enumerate(known)}` };
}

function explainReference(
  value: string,
  targets: readonly ReferenceTarget[],
  rule: RuleCode | undefined,
  container: JsonObject | undefined,
): Explanation {
  const names = enumerate(targets.map((target) => TARGETS[target] ?? target));
  if (container !== undefined && !isBeyondContainer(targets, rule)) return explainKey(value, names, container);
  const type = typeOfIdentifier(value);
  if (type === undefined) {
    return { code: 'identifier-form', message: `${quote(value)} is no identifier`, expected: IDENTIFIER };
  }
  const message = `${quote(value)} is an identifier of ${type}`;
  return { code: rule ?? 'reference-target', message, expected: `an identifier of ${names}` };
}

function explainKey(key: string, names: string, container: JsonObject): Explanation {
  const expected = `the key of ${names} in the container`;
  const object = Object.hasOwn(container, key) ? container[key] : undefined;
  if (!isObject(object))
    return { code: 'container-reference', message: `${quote(key)} is no key of the container`, expected };
  return { code: 'container-reference-target', message: `${quote(key)} is the key of ${quote(object.type)}`, expected };
}

function explainFormat(error: ErrorObject): Explanation {
  const explanation = explainByRule(error);
  const text = String(error.data);
  if (explanation.code !== 'timestamp-form' || !hasTimestampForm(text)) return explanation;
  const message = `${quote(text)} is on a day that does not exist`;
  return { code: 'timestamp-calendar', message, expected: 'a day of the calendar' };
}

function explainByRule(error: ErrorObject): Explanation {
  const { keyword, propertyName } = error;
  const value = propertyName ?? (error.data as JsonValue);
  const code = ruleOf(error) ?? FALLBACKS[keyword] ?? 'value-type';
  const meant = HASH_RULES.has(code) ? hashAlgorithmMeantBy(String(value)) : undefined;
  const expected = meant ?? titleOf(error) ?? EXPECTATIONS[keyword]?.(error) ?? 'a value that the standard allows';
  const message = isScalar(value)
    ? `${quote(value)} ${VERDICTS[keyword] ?? 'is not allowed here'}`
    : describeMembers(value, error);
  return { code, message, expected };
}

// What is there, because rules on members are about which are there together.
function describeMembers(value: JsonValue, { parentSchema }: ErrorObject): string {
  const named = namesIn(parentSchema);
  if (!isObject(value) || named.length === 0) return 'is not allowed here';
  const present = named.filter((name) => value[name] !== undefined);
  return present.length === 0 ? `has none of ${enumerate(named)}` : `has ${enumerate(present, 'and')}`;
}

function namesIn(schema: ErrorObject['parentSchema']): string[] {
  const names = new Set<string>();
  for (const part of [schema?.anyOf, schema?.oneOf, [schema?.not]].flat()) {
    for (const name of (part as { required?: string[] } | undefined)?.required ?? []) names.add(name);
  }
  return [...names];
}

function ruleOf({ parentSchema }: ErrorObject): RuleCode | undefined {
  const rule: unknown = parentSchema?.rule;
  return isRuleCode(rule) ? rule : undefined;
}

// The title of an embedded type is its name; any other is a phrase.
function titleOf({ parentSchema }: ErrorObject): string | undefined {
  const title: unknown = parentSchema?.type === 'object' ? undefined : parentSchema?.title;
  return typeof title === 'string' ? title : undefined;
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  integer: 'an integer',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};

const TARGETS: Readonly<Record<string, string>> = {
  SDO: 'a domain object',
  SRO: 'a relationship object',
  SCO: 'a cyber-observable object',
  SMO: 'a meta object',
};

/** Rules on names of hash algorithms, which are often spelt almost right. */
const HASH_RULES: ReadonlySet<string> = new Set(['hash-algorithm-unknown', 'hash-algorithm-not-allowed']);

const VERDICTS: Readonly<Record<string, string>> = {
  const: 'is another value than the one allowed',
  enum: 'is none of the values allowed',
  format: 'has the wrong form',
  maximum: 'is too large',
  minimum: 'is too small',
  pattern: 'has the wrong form',
};

const FALLBACKS: Readonly<Record<string, RuleCode>> = {
  enum: 'closed-enumeration',
  minimum: 'number-range',
  maximum: 'number-range',
};

const EXPECTATIONS: Readonly<Record<string, (error: ErrorObject) => string>> = {
  enum: ({ params }) => `one of ${enumerate((params.allowedValues as unknown[]).map(String))}`,
  minimum: ({ params }) => `at least ${params.limit}`,
  maximum: ({ params }) => `at most ${params.limit}`,
};
