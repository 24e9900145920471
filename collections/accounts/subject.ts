// The subject of a certificate in one spelling: RFC 4514, the most specific part first.

/** The parts of a name are separated by commas, or by plus signs where one part has several values. */
const PART = /((?:[^\\,+"]|\\.)*)([,+]|$)/gsy;
const ATTRIBUTE = /^\s*([A-Za-z][A-Za-z0-9-]*|\d+(?:\.\d+)*)\s*=\s*(.*?)\s*$/s;

/**
 * One spelling of a distinguished name in RFC 4514 order, as `openssl x509 -noout -subject -nameopt RFC2253` prints it:
 * `CN=tool,O=CERT,C=SG`. Differences in escaping, in white space around separators and in the case of types are gone.
 * @returns `undefined` where it is no such name
 */
export function canonicalSubject(text: string): string | undefined {
  let canonical = '';
  PART.lastIndex = 0;
  for (let separator: string | undefined = ','; separator !== ''; ) {
    const [, part = '', end] = PART.exec(text) ?? [];
    const [, type, value] = ATTRIBUTE.exec(unspaced(part)) ?? [];
    if (end === undefined || type === undefined || value === undefined) return undefined;
    canonical += `${type.toUpperCase()}=${escape(unescape(value))}${end}`;
    separator = end;
  }
  return canonical;
}

/** The same of a certificate as Node.js tells it: a line for each part, the least specific one first. */
export function canonicalSubjectLines(lines: string): string | undefined {
  const parts = lines.split('\n').map((line) => line.replaceAll(/ \+ (?=[A-Za-z0-9.-]+=)/g, '+'));
  return canonicalSubject(parts.toReversed().join(','));
}

// An escaped space at the end belongs to the value.
function unspaced(part: string): string {
  return part.replace(/^\s+/, '').replace(/(?<!\\)\s+$/, '');
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
