// Selectors of granular markings (STIX 2.1, 7.2.3.1): components joined by dots, a list index being one of its own.

const NAME = /^[a-zA-Z0-9_-]{1,250}$/;
const INDEX = /^\[(?:0|[1-9]\d*)\]$/;

/** What leads through a hundred levels of the longest names; no object is deeper. */
const LONGEST = 100 * 251;

/** Whether the text is a selector: a property name first, then names and indices such as `[0]`. */
export function isSelector(text: string): boolean {
  if (text.length > LONGEST) return false;
  const [first = '', ...components] = text.split('.');
  if (!NAME.test(first) || (first.length < 3 && first !== 'id')) return false;
  return components.every((component) => NAME.test(component) || INDEX.test(component));
}
