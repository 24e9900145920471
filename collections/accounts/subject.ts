// The subject of a certificate in one spelling: RFC 4514, the most specific part first.

/** A part, or one of several values of it, and what ends it. */
const PART = /((?:[^\\,+"]|\\.)*)([,+]|$)/gsy;
/** White space at the end of a value counts where it is escaped. */
const ATTRIBUTE = /^\s*([A-Za-z][A-Za-z0-9-]*|\d+(?:\.\d+)*)\s*=\s*((?:\\.|[^\\])*?)\s*$/s;
const LONGEST = 4_096;

/**
 * One spelling of a distinguished name in RFC 4514 order, as `openssl x509 -noout -subject -nameopt RFC2253` prints it:
 * `CN=tool,O=CERT,C=SG`. Differences in escaping, in white space around separators, in the case of types and in the order
 * of a part's several values are gone.
 * @returns `undefined` where it is no such name
 */
export function canonicalSubject(text: string): string | undefined {
  if (text.length > LONGEST) return undefined;
  const parts: string[] = [];
  let values: string[] = [];
  PART.lastIndex = 0;
  for (let separator: string | undefined = ','; separator !== ''; ) {
    const [, part = '', end] = PART.exec(text) ?? [];
    const [, type, value] = ATTRIBUTE.exec(part) ?? [];
    if (end === undefined || type === undefined || value === undefined) return undefined;
    values.push(`${type.toUpperCase()}=${escape(unescape(value))}`);
    if (end !== '+') {
      parts.push(values.toSorted().join('+'));
      values = [];
    }
    separator = end;
  }
  return parts.join(',');
}

/** The same of a certificate as Node.js tells it: a line for each part, the least specific one first. */
export function canonicalSubjectLines(lines: string): string | undefined {
  const parts = lines.split('\n').map((line) => line.replaceAll(/ \+ (?=[A-Za-z0-9.-]+=)/g, '+'));
  return canonicalSubject(parts.toReversed().join(','));
}

function unescape(value: string): string {
  const bytes: Buffer[] = [];
  for (const [, pair, escaped, plain] of value.matchAll(/\\([0-9A-Fa-f]{2})|\\(.)|([^\\]+)/gsu)) {
    bytes.push(pair === undefined ? Buffer.from(escaped ?? plain ?? '') : Buffer.from(pair, 'hex'));
  }
  return Buffer.concat(bytes).toString('utf8');
}

function escape(value: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  return value.replaceAll(/[\\,+"<>;=\u0000-\u001F]|^[ #]|[ ]$/g, (character) => {
    return /[ -~]/.test(character) ? `\\${character}` : `\\${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
}
