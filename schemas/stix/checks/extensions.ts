// Extensions: which belong where, and what is in those that no schema knows (H.1, H.3, C-29).
import type { ObjectContext } from '../custom-content.ts';
import { checkCustomValue } from '../custom-values.ts';
import { isExtensionName, isPropertyName, PROPERTY_NAME_IN_WORDS } from '../formats/property-names.ts';
import { isObject, pointerTo, type JsonObject } from '../json.ts';
import { quote } from '../quote.ts';
import { TLP_2_EXTENSION } from '../tlp.ts';

const DEFINITION = 'extension-definition--';

/** The predefined extensions and the types that have them (C.4). */
export const PREDEFINED_EXTENSIONS: ReadonlyMap<string, string> = new Map([
  ['archive-ext', 'file'],
  ['ntfs-ext', 'file'],
  ['pdf-ext', 'file'],
  ['raster-image-ext', 'file'],
  ['windows-pebinary-ext', 'file'],
  ['http-request-ext', 'network-traffic'],
  ['icmp-ext', 'network-traffic'],
  ['socket-ext', 'network-traffic'],
  ['tcp-ext', 'network-traffic'],
  ['windows-process-ext', 'process'],
  ['windows-service-ext', 'process'],
  ['unix-account-ext', 'user-account'],
]);

const NEW_OBJECT = /^new-s[dcr]o$/;

/** Checks each extension of an object. */
export function checkExtensions(context: ObjectContext): void {
  const { object, kind } = context;
  const { extensions } = object;
  if (!isObject(extensions) || !kind.properties.has('extensions')) return;
  for (const key in extensions) {
    const extension = extensions[key];
    if (isObject(extension)) checkExtension(key, extension, context);
  }
}

function checkExtension(key: string, extension: JsonObject, context: ObjectContext): void {
  const { type, report } = context;
  const pointer = pointerTo('/extensions', key);
  if (key.startsWith(DEFINITION)) {
    checkDefined(key, extension, pointer, context);
    return;
  }
  if (PREDEFINED_EXTENSIONS.has(key)) checkPredefined(key, pointer, context);
  else if (isExtensionName(key)) checkCustom(key, extension, pointer, context);
  if (type === 'marking-definition') {
    report('marking-extension-key', pointer, `${quote(key)} is no extension definition`, A_DEFINITION);
  }
}

function checkDefined(key: string, extension: JsonObject, pointer: string, context: ObjectContext): void {
  const { kind, policy, report } = context;
  if (policy.customContent === 'refuse' && key !== TLP_2_EXTENSION) {
    report('custom-content-not-taken', pointer, 'is an extension', 'only properties of STIX 2.1');
    return;
  }
  const type = extension.extension_type;
  if (typeof type === 'string' && NEW_OBJECT.test(type) && kind.isStandard) {
    const message = `${quote(type)} is on an object of a standard type`;
    report(
      'extension-of-standard-type',
      `${pointer}/extension_type`,
      message,
      'property-extension or toplevel-property-extension',
    );
  }
  if (type === 'property-extension' && Object.keys(extension).length === 1) {
    report('extension-without-content', pointer, 'has nothing but its extension_type', 'the properties that it adds');
  }
  checkMembers(extension, pointer, true, context);
}

function checkPredefined(key: string, pointer: string, { type, report }: ObjectContext): void {
  const host = PREDEFINED_EXTENSIONS.get(key);
  if (host === type) return;
  report('extension-host', pointer, `${quote(key)} is no extension of ${type}`, `an object of type ${host}`);
}

function checkCustom(key: string, extension: JsonObject, pointer: string, context: ObjectContext): void {
  const { kind, policy, report } = context;
  if (policy.customContent === 'refuse') {
    report('custom-content-not-taken', pointer, 'is an extension', 'only properties of STIX 2.1');
    return;
  }
  report('custom-extension', pointer, `${quote(key)} is an extension without a definition`, A_DEFINITION);
  if (!/^x-.+-.+-ext$/.test(key)) {
    const message = `${quote(key)} does not start with x- and its source`;
    report('custom-extension-prefix', pointer, message, 'a name such as x-example-sensor-ext');
  }
  if (kind.category !== 'SCO') {
    report('custom-extension-host', pointer, `${quote(key)} is not on a cyber-observable object`, A_DEFINITION);
  }
  if (extension.extension_type !== undefined) {
    const message = 'is on an extension without a definition';
    report('extension-type-needless', `${pointer}/extension_type`, message, 'no extension_type');
  }
  checkMembers(extension, pointer, false, context);
}

function checkMembers(extension: JsonObject, pointer: string, isExtension: boolean, context: ObjectContext): void {
  const { report, container } = context;
  const references = container === undefined ? 'identifiers' : { keysOf: container };
  for (const name in extension) {
    const value = extension[name];
    if (name === 'extension_type' || value === undefined) continue;
    const place = pointerTo(pointer, name);
    if (!isPropertyName(name)) report('property-name', place, `${quote(name)} can't name a property`, PROPERTY_NAME_IN_WORDS);
    checkCustomValue(name, value, place, report, { isExtension, references });
  }
}

const A_DEFINITION = 'the identifier of an extension definition';
