// CPE 2.3 formatted strings (NISTIR 7695, 6.2).

const LONGEST = 4096;
const PARTS = 11;
const PART = /^[aho*-]$/;
const LANGUAGE = /^(?:[a-zA-Z]{2,3}(?:-(?:[a-zA-Z]{2}|[0-9]{3}))?|[*-])$/;
const COMPONENT = /^(?:[*-]|(?:\?+|\*)?(?:[A-Za-z0-9._-]|\\[\\*?!"#$%&'()+,/:;<=>@[\]^`{|}~])+(?:\?+|\*)?)$/;
const LANGUAGE_AT = 6;

/** Whether the text is a CPE 2.3 formatted string; no dictionary is consulted (STIX 2.1, 6.14). */
export function isCpe(text: string): boolean {
  if (text.length > LONGEST || !text.startsWith('cpe:2.3:')) return false;
  const components = splitUnescaped(text.slice('cpe:2.3:'.length));
  return components.length === PARTS && components.every((component, at) => formOf(at).test(component));
}

function formOf(at: number): RegExp {
  if (at === 0) return PART;
  return at === LANGUAGE_AT ? LANGUAGE : COMPONENT;
}

function splitUnescaped(text: string): string[] {
  const components: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '\\') {
      at += 1;
    } else if (text[at] === ':') {
      components.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...components, text.slice(start)];
}
