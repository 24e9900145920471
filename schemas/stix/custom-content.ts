// Properties and types beyond the standard (H.2, H.3, B-02).
import { checkCustomEncoding } from './checks/encodings.ts';
import { checkCustomValue, type ValueContext } from './custom-values.ts';
import { isPropertyName, PROPERTY_NAME_IN_WORDS } from './formats/property-names.ts';
import { isObject, pointerTo, type JsonObject } from './json.ts';
import { categoryByExtension, COMMON_PROPERTIES, type ObjectKind } from './object-kind.ts';
import type { ValidationPolicy } from './policy.ts';
import { quote } from './quote.ts';
import type { Report } from './report.ts';
import { CATEGORY_NAMES } from './types.ts';

/** An object, what is known of it, and what the collection takes. */
export interface ObjectContext {
  readonly type: string;
  readonly object: JsonObject;
  readonly kind: ObjectKind;
  readonly policy: ValidationPolicy;
  readonly report: Report;
  /** The observed-data container that the object is in, if it is in one. */
  readonly container?: JsonObject;
}

const VERSIONING: ReadonlySet<string> = new Set(['created', 'modified', 'created_by_ref', 'revoked']);

/** Checks the type of an object that the standard doesn't know, and every property that its kind doesn't have. */
export function checkCustomContent(context: ObjectContext): void {
  const { object, kind } = context;
  if (!kind.isStandard) checkCustomType(context);
  let values: ValueContext | undefined;
  for (const name in object) {
    if (kind.properties.has(name)) continue;
    values ??= valueContextOf(context);
    checkOtherProperty(name, context, values);
  }
}

function checkCustomType({ type, object, kind, policy, report }: ObjectContext): void {
  const message = `${quote(type)} is no type of the standard`;
  if (policy.customContent === 'refuse') {
    report('custom-content-not-taken', '/type', message, 'a type of STIX 2.1');
    return;
  }
  if (categoryByExtension(object) !== undefined) return;
  report('custom-type', '/type', message, 'a type of STIX 2.1, or an extension that defines this one');
  if (!/^x-.+-.+$/.test(type)) {
    const complaint = `${quote(type)} does not start with x- and its source`;
    report('custom-type-prefix', '/type', complaint, 'a name such as x-example-sensor');
  }
  if (Object.keys(object).every((name) => kind.properties.has(name))) {
    report('custom-type-content', '', 'has only common properties', 'at least one property of its own');
  }
}

function checkOtherProperty(name: string, context: ObjectContext, values: ValueContext): void {
  const { object, kind, report } = context;
  const pointer = pointerTo('', name);
  if (!isPropertyName(name)) {
    report('property-name', pointer, `${quote(name)} can't name a property`, PROPERTY_NAME_IN_WORDS);
  } else if (COMMON_PROPERTIES.has(name)) {
    checkForeignProperty(name, pointer, kind, report);
  } else if (kind.isStandard) {
    checkCustomProperty(name, pointer, context, values);
  }
  const value = object[name];
  if (value === undefined) return;
  checkCustomValue(name, value, pointer, report, values);
  checkCustomEncoding(name, object, report);
}

function checkForeignProperty(name: string, pointer: string, { category }: ObjectKind, report: Report): void {
  if (category === 'bundle') return;
  const code = category === 'SCO' && VERSIONING.has(name) ? 'observable-with-versions' : 'property-elsewhere';
  report(code, pointer, `"${name}" is no property of ${CATEGORY_NAMES[category]}`, 'no such property');
}

function checkCustomProperty(name: string, pointer: string, context: ObjectContext, values: ValueContext): void {
  const { policy, report } = context;
  const message = `"${name}" is no property that the standard defines here`;
  if (policy.customContent === 'refuse') {
    report('custom-content-not-taken', pointer, message, 'only properties of STIX 2.1');
  } else if (values.isExtension) {
    if (policy.level === 'strict')
      report('extension-property', pointer, `${message}, but by an extension`, 'its definition');
  } else {
    report('custom-property', pointer, message, 'a property of STIX 2.1, or an extension that defines this one');
    if (name.startsWith('x_')) return;
    const complaint = `"${name}" does not start with x_ and its source`;
    report('custom-property-prefix', pointer, complaint, 'a name such as x_example_score');
  }
}

// Once for all properties of an object, which may have as many extensions as properties.
function valueContextOf({ object, kind, container }: ObjectContext): ValueContext {
  return {
    isExtension: kind.isStandard ? hasTopLevelExtension(object) : categoryByExtension(object) !== undefined,
    references: container === undefined ? 'identifiers' : { keysOf: container },
  };
}

function hasTopLevelExtension({ extensions }: JsonObject): boolean {
  if (!isObject(extensions)) return false;
  return Object.values(extensions).some(
    (extension) => isObject(extension) && extension.extension_type === 'toplevel-property-extension',
  );
}
