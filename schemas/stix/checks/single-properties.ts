// What the standard recommends for single properties of single types.
import { COUNTRY_CODES } from '../country-codes.ts';
import { checkCustomValue } from '../custom-values.ts';
import { isObject, stringsOf, type JsonObject, type JsonValue } from '../json.ts';
import { COMMON_PROPERTIES } from '../object-kind.ts';
import { quote } from '../quote.ts';
import type { Report } from '../report.ts';
import type { RuleCode } from '../rules.ts';

const SUBDIVISION = /^[A-Za-z]{2}-[A-Za-z0-9]{1,3}$/;
const VERSION = /^\d+\.\d+\.\d+$/;

/** Indicators have a name and a description (K-303). */
export function checkIndicatorNames(object: JsonObject, report: Report): void {
  for (const name of ['name', 'description']) {
    if (object[name] === undefined) report('indicator-name', '', `"${name}" is missing`, `"${name}", a string`);
  }
}

/** Products are named by lower-case words (K-143). */
export function checkProduct({ product }: JsonObject, report: Report): void {
  checkForm(product, /^[a-z0-9-]+$/, 'product-name', '/product', 'a name such as example-scanner', report);
}

/** Countries and their parts are ISO codes (K-277). */
export function checkPlaceCodes({ country, administrative_area: area }: JsonObject, report: Report): void {
  if (typeof country === 'string' && !COUNTRY_CODES.has(country.toUpperCase())) {
    report(
      'country-code',
      '/country',
      `${quote(country)} is no code of a country`,
      'an ISO 3166-1 alpha-2 code such as PT',
    );
  }
  checkForm(area, SUBDIVISION, 'area-code', '/administrative_area', 'an ISO 3166-2 code such as PT-11', report);
}

/** Definitions are of the two types that the standard has (K-201); the content of others is custom. */
export function checkDefinitionType({ definition_type: type, definition }: JsonObject, report: Report): void {
  if (typeof type !== 'string' || type === 'statement' || type === 'tlp') return;
  if (isObject(definition)) {
    checkCustomValue('', definition, '/definition', report, { isExtension: false, references: 'identifiers' });
  }
  report(
    'marking-definition-type',
    '/definition_type',
    `${quote(type)} is no definition type of the standard`,
    'statement, tlp, or an extension that holds the marking',
  );
}

/** Priorities of Windows processes are names of classes (K-149). */
export function checkPriority({ extensions }: JsonObject, report: Report): void {
  const extension = isObject(extensions) ? extensions['windows-process-ext'] : undefined;
  const priority = isObject(extension) ? extension.priority : undefined;
  checkForm(
    priority,
    /_CLASS$/,
    'process-priority',
    '/extensions/windows-process-ext/priority',
    'a name that ends in _CLASS',
    report,
  );
}

/** Extension definitions say what they are for, in which version, and which properties they add (K-305, K-306). */
export function checkExtensionDefinition(object: JsonObject, report: Report): void {
  const { description, version, extension_types: types, extension_properties: properties } = object;
  if (description === undefined)
    report('extension-description', '', '"description" is missing', '"description", a string');
  checkForm(version, VERSION, 'extension-version', '/version', 'MAJOR.MINOR.PATCH', report);
  const addsTopLevel = Array.isArray(types) && types.includes('toplevel-property-extension');
  if (addsTopLevel && properties === undefined) {
    report(
      'extension-properties-missing',
      '',
      '"extension_properties" is missing',
      'the names of the properties that are added at the top level',
    );
  }
  for (const [index, name] of stringsOf(properties).entries()) {
    if (!COMMON_PROPERTIES.has(name)) continue;
    report(
      'extension-redefines',
      `/extension_properties/${index}`,
      `${quote(name)} is a property of the standard`,
      'a name of its own',
    );
  }
}

function checkForm(
  value: JsonValue | undefined,
  form: RegExp,
  code: RuleCode,
  pointer: string,
  expected: string,
  report: Report,
): void {
  if (typeof value === 'string' && !form.test(value))
    report(code, pointer, `${quote(value)} has an unusual form`, expected);
}
