// Octets as text: base64 and hexadecimal. By scans, because a repeated group overflows on payloads of megabytes (M-04).

const NOT_BASE64 = /[^A-Za-z0-9+/]/;
const NOT_HEX = /[^0-9a-fA-F]/;
const UPPER_CASE = /[A-F]/;

/** Base64 of RFC 4648, 4: the standard alphabet, padded (STIX 2.1, 2.1). */
export function isBase64(text: string): boolean {
  const padding = text.endsWith('==') ? 2 : Number(text.endsWith('='));
  return text.length % 4 === 0 && !NOT_BASE64.test(text.slice(0, text.length - padding));
}

/** At least one pair of hexadecimal digits (STIX 2.1, 2.8). */
export function isHex(text: string): boolean {
  return text.length > 0 && text.length % 2 === 0 && !NOT_HEX.test(text);
}

/** Whether no hexadecimal digit is an upper-case letter. */
export function isLowerCaseHex(text: string): boolean {
  return !UPPER_CASE.test(text);
}
