// Checks one STIX object against the standard and against what a collection takes.
import type { Finding } from '../finding.ts';
import { checkExtensions } from './checks/extensions.ts';
import { runChecks, runTypeChecks } from './checks/index.ts';
import { checkContainer } from './checks/observed-data.ts';
import { checkCustomContent, type ObjectContext } from './custom-content.ts';
import { specVersionOf } from './describe-object.ts';
import { reportMistakes } from './findings.ts';
import { IDENTIFIER, typeOfIdentifier } from './identifier.ts';
import type { JsonObject, JsonValue } from './json.ts';
import { isLarge } from './large-object.ts';
import { kindOfContained, kindOfObject } from './object-kind.ts';
import { DEFAULT_POLICY, type ValidationPolicy } from './policy.ts';
import { enumerate, kindOf, quote } from './quote.ts';
import { collectFindings, type Report } from './report.ts';
import { checkStix20Object } from './stix-2.0.ts';
import { isTypeName } from './types.ts';
import { containedValidators, objectValidators, type Validators } from './validators.ts';

/**
 * Everything that is wrong with an object, and everything that could be better. Which findings keep it out of a
 * collection is for `refuses` to say. At most 50 findings, and one that counts the rest. Of a bundle only the bundle
 * itself is checked; the objects in it are for the caller to check one by one.
 */
export function checkObject(object: JsonObject, policy: ValidationPolicy = DEFAULT_POLICY): Finding[] {
  const { report, list } = collectFindings();
  const type = checkIdentity(object, report);
  if (type !== undefined) checkContent(type, object, policy, report);
  return list();
}

function checkContent(type: string, object: JsonObject, policy: ValidationPolicy, report: Report): void {
  if (policy.allowedTypes !== undefined && !policy.allowedTypes.includes(type)) {
    report('type-not-taken', '/type', `${quote(type)} is not taken here`, `one of ${enumerate(policy.allowedTypes)}`);
  }
  if (specVersionOf(object) === '2.0') {
    checkStix20Object(type, object, policy, report);
    return;
  }
  const context = { type, object, kind: kindOfObject(type, object), policy, report };
  checkSchema(objectValidators, context);
  if (type !== 'bundle') checkBeyondSchema(context);
  runChecks(type, context.kind, object, report);
  if (type === 'observed-data') checkContained(context);
}

function checkSchema(validators: Validators, { object, kind, report, container }: ObjectContext): void {
  if (validators.accepts(kind.schema, object, container)) return;
  const hasRest = isLarge(object);
  const errors = hasRest
    ? validators.firstMistake(kind.schema, object, container)
    : validators.mistakes(kind.schema, object, container);
  reportMistakes(errors, report, kind.section, container);
  if (hasRest) report('more-errors', '', 'is so large that only its first mistake is told', 'a smaller object');
}

function checkBeyondSchema(context: ObjectContext): void {
  checkCustomContent(context);
  checkExtensions(context);
}

// Objects in a container need no id, and refer to each other by its keys (T-28).
function checkContained({ object: observedData, policy, report }: ObjectContext): void {
  checkContainer(observedData, report, (type, object, container, at) => {
    const reportAt: Report = (code, pointer, ...rest) => report(code, at + pointer, ...rest);
    const context = { type, object, kind: kindOfContained(type), policy, report: reportAt, container };
    checkSchema(containedValidators, context);
    checkBeyondSchema(context);
    runTypeChecks(type, object, reportAt);
  });
}

// What the rest builds on; without a type there is nothing to hold the object against.
function checkIdentity({ id, type }: JsonObject, report: Report): string | undefined {
  const usableType = checkType(type, report);
  if (typeof id !== 'string') {
    report('id-missing', '', id === undefined ? '"id" is missing' : `"id" is ${kindOf(id)}`, '"id", a string');
  } else if (usableType !== undefined || typeof type !== 'string') {
    checkId(id, usableType, report);
  }
  return usableType;
}

function checkType(type: JsonValue | undefined, report: Report): string | undefined {
  if (typeof type !== 'string') {
    const message = type === undefined ? '"type" is missing' : `"type" is ${kindOf(type)}`;
    report('type-missing', '', message, '"type", a string');
  } else if (type === 'action') {
    report('type-reserved', '/type', '"action" is reserved', 'another type');
  } else if (!isTypeName(type)) {
    const expected = '3 to 250 lower-case letters, digits and single hyphens, a letter first';
    report('type-name', '/type', `${quote(type)} can't name a type`, expected);
  } else {
    return type;
  }
  return undefined;
}

function checkId(id: string, type: string | undefined, report: Report): void {
  const prefix = typeOfIdentifier(id);
  if (prefix === undefined) {
    report('identifier-form', '/id', `${quote(id)} is no identifier`, IDENTIFIER);
  } else if (type !== undefined && prefix !== type) {
    report('id-type', '/id', `${quote(id)} is an identifier of ${prefix}`, `an identifier of ${type}`);
  }
}
