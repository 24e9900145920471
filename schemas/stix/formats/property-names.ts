// Names of properties, dictionary keys and extensions.
import { typeOfIdentifier } from '../identifier.ts';

/** What a property's name has to be, for findings. */
export const PROPERTY_NAME_IN_WORDS = '3 to 250 lower-case letters, digits and underscores, a letter first';

const PROPERTY_NAME = /^[a-z][a-z0-9_]{2,249}$/;
const DICTIONARY_KEY = /^[a-zA-Z0-9_-]{1,250}$/;
const EXTENSION_NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*-ext$/;

/** Whether the text can name a property (T-07): 3 to 250 lower-case letters, digits and underscores; or `id`. */
export function isPropertyName(text: string): boolean {
  return PROPERTY_NAME.test(text) || text === 'id';
}

/** Whether the text can be a key in a dictionary (STIX 2.1, 2.3). */
export function isDictionaryKey(text: string): boolean {
  return DICTIONARY_KEY.test(text);
}

/** Whether the text has the form of a predefined or custom extension's name: `archive-ext`. */
export function isExtensionName(text: string): boolean {
  return text.length <= 250 && EXTENSION_NAME.test(text);
}

/** Whether the text can be a key in `extensions`. */
export function isExtensionKey(text: string): boolean {
  return typeOfIdentifier(text) === 'extension-definition' || isExtensionName(text);
}
