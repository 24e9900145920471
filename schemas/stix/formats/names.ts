// Names of hosts and mailboxes, and URLs.
import { isIPv6 } from 'node:net';
import { domainToASCII } from 'node:url';

const LONGEST_DOMAIN = 253;
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/i;
// eslint-disable-next-line no-control-regex
const NOT_ASCII = /[^\0-\x7F]/;
const ATOMS = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const QUOTED = /^"(?:[\x20\x21\x23-\x5B\x5D-\x7E]|\\[\x20-\x7E])*"$/;
const DOMAIN_LITERAL = /^\[[\x21-\x5A\x5E-\x7E]*\]$/;
const LONGEST_MAILBOX = 320;
const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*:/;
const NOT_IN_URLS = /[^A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]/;
const BRACKET = /[[\]]/;
const HOST_AND_PORT = /^(?:\[([^[\]]*)\]|([^[\]:]*))(:\d*)?$/;
const FUTURE_LITERAL = /^v[0-9A-Fa-f]+\.[A-Za-z0-9\-._~!$&'()*+,;=:]+$/;
const BROKEN_ESCAPE = /%(?![0-9A-Fa-f]{2})/;

/**
 * A domain name whose labels are letters, digits and hyphens, or Unicode that has such a form (STIX 2.1, 6.4). One
 * dot may end it. Underscores pass here, because the DNS has them; `hasNoUnderscore` judges them.
 */
export function isDomainName(text: string): boolean {
  if (text.length > LONGEST_DOMAIN + 1) return false;
  const ascii = NOT_ASCII.test(text) || /(?:^|\.)xn--/i.test(text) ? domainToASCII(text) : text;
  const name = ascii.endsWith('.') ? ascii.slice(0, -1) : ascii;
  return name.length <= LONGEST_DOMAIN && name.split('.').every((label) => LABEL.test(label));
}

/** Whether a domain name does without underscores, which no host name has (RFC 1034, 3.5). */
export function hasNoUnderscore(text: string): boolean {
  return !text.includes('_');
}

/** An addr-spec of RFC 5322, 3.4.1, in its current syntax: no display name, no comments (STIX 2.1, 6.5). */
export function isEmailAddress(text: string): boolean {
  const at = text.lastIndexOf('@');
  if (at === -1 || text.length > LONGEST_MAILBOX) return false;
  const local = text.slice(0, at);
  const domain = text.slice(at + 1);
  return (ATOMS.test(local) || QUOTED.test(local)) && (DOMAIN_LITERAL.test(domain) || isDomainName(domain));
}

/**
 * A URI of RFC 3986 with a scheme and something after it: its characters only, whole escapes, one `#` at most, brackets
 * round an IPv6 address of its host only, a port of digits.
 */
export function isUrl(text: string): boolean {
  const scheme = SCHEME.exec(text.slice(0, 64))?.[0];
  if (scheme === undefined || scheme.length === text.length) return false;
  if (NOT_IN_URLS.test(text) || BROKEN_ESCAPE.test(text)) return false;
  if (text.indexOf('#') !== text.lastIndexOf('#')) return false;
  const [authority = '', rest = ''] = splitAuthority(text.slice(scheme.length));
  return !BRACKET.test(rest) && isAuthority(authority);
}

function splitAuthority(text: string): [authority: string, rest: string] {
  if (!text.startsWith('//')) return ['', text];
  const end = text.slice(2).search(/[/?#]/);
  return end === -1 ? [text.slice(2), ''] : [text.slice(2, end + 2), text.slice(end + 2)];
}

// RFC 3986, 3.2: user information up to an @, a host that may be an IP literal in brackets, a port.
function isAuthority(authority: string): boolean {
  const at = authority.indexOf('@');
  const host = authority.slice(at + 1);
  if (BRACKET.test(authority.slice(0, at + 1)) || host.includes('@')) return false;
  const [, literal, name = '', port = ''] = HOST_AND_PORT.exec(host) ?? [];
  if (literal === undefined && name === '' && port === '') return host === '';
  return literal === undefined || isIPv6(literal) || FUTURE_LITERAL.test(literal);
}
