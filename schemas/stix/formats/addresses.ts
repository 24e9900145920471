// Addresses of networks: IPv4, IPv6, MAC.
import { isIPv4, isIPv6 } from 'node:net';

const MAC = /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/;
const LONGEST = 64;

/** Four decimal octets without leading zeros, alone or with a prefix length of 0 to 32 (STIX 2.1, 6.8). */
export function isIpv4(text: string): boolean {
  return isBlock(text, isIPv4, 32);
}

/** An address by RFC 4291, 2.2, without a zone, alone or with a prefix length of 0 to 128 (STIX 2.1, 6.9). */
export function isIpv6(text: string): boolean {
  return isBlock(text, (address) => isIPv6(address) && !address.includes('%'), 128);
}

/** Six pairs of lower-case hexadecimal digits, joined by colons (STIX 2.1, 6.10). */
export function isMac(text: string): boolean {
  return text.length === 17 && MAC.test(text);
}

function isBlock(text: string, isAddress: (address: string) => boolean, longestPrefix: number): boolean {
  if (text.length > LONGEST) return false;
  const slash = text.indexOf('/');
  if (slash === -1) return isAddress(text);
  const prefix = text.slice(slash + 1);
  return /^(?:0|[1-9]\d{0,2})$/.test(prefix) && Number(prefix) <= longestPrefix && isAddress(text.slice(0, slash));
}
