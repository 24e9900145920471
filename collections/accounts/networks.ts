// Addresses and networks: what an account may come from, what counts as one client, and whom to believe.
import { BlockList, isIP } from 'node:net';

/** A set of addresses. */
export interface Networks {
  /** Whether this address, as `plainAddress` spells it, is among them. */
  has(address: string): boolean;
}

/**
 * @param networks addresses, and networks as address and prefix length: `10.1.0.0/16`
 * @throws {RangeError} at an entry that is neither
 */
export function networksOf(networks: readonly string[]): Networks {
  const list = new BlockList();
  for (const network of networks) addNetwork(list, network);
  return { has: (address) => isIP(address) !== 0 && list.check(address, familyOf(address)) };
}

/** One spelling for each address: IPv4 also where IPv6 wraps it (RFC 4291, 2.5.5.2), and no zone. */
export function plainAddress(address: string): string {
  const [unzoned = ''] = address.split('%');
  if (!unzoned.includes(':')) return unzoned;
  const canonical = new URL(`http://[${unzoned}]`).hostname.slice(1, -1);
  const [, high, low] = /^::ffff:([0-9a-f]+):([0-9a-f]+)$/.exec(canonical) ?? [];
  if (high === undefined || low === undefined) return canonical;
  return [high, low].flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255]).join('.');
}

/** What one host gets, and so has one limit: an IPv4 address, or the first half of an IPv6 address. */
export function hostOf(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail = ''] = address.split('::');
  const [before, after] = [head, tail].map((part) => (part === '' ? [] : part.split(':'))) as [string[], string[]];
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after].slice(0, 4).join(':');
}

function addNetwork(list: BlockList, network: string): void {
  const [address = '', prefix, ...rest] = network.split('/');
  const family = familyOf(address);
  const longest = family === 'ipv4' ? 32 : 128;
  const isNetwork = prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= longest);
  if (isIP(address) === 0 || address.includes('%') || !isNetwork || rest.length > 0) {
    throw new RangeError(`${JSON.stringify(network)} is neither an address nor a network such as 10.1.0.0/16`);
  }
  list.addSubnet(address, prefix === undefined ? longest : Number(prefix), family);
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return address.includes(':') ? 'ipv6' : 'ipv4';
}
