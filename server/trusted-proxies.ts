// Whose word about a request's origin is taken: the proxies that the operator declared, by address.
import { BlockList, isIP } from 'node:net';

/** The declared proxies. */
export interface TrustedProxies {
  /** Whether none is declared. */
  readonly areNone: boolean;
  /** Whether this address, as `plainAddress` spells it, is one of theirs. */
  trust(address: string): boolean;
}

/** Words for the networks that are nobody's on the Internet (RFC 1918, RFC 4193) or never leave the machine. */
const NAMED_NETWORKS: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1'],
  private: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
};

const LOOPBACK = trustedProxies(['loopback']);

/**
 * @param declared addresses, networks as address and prefix length, and the words `loopback` and `private`
 * @throws {RangeError} at an entry that is none of these
 */
export function trustedProxies(declared: readonly string[]): TrustedProxies {
  const list = new BlockList();
  for (const entry of declared) {
    for (const network of NAMED_NETWORKS[entry] ?? [entry]) addNetwork(list, network);
  }
  return {
    areNone: declared.length === 0,
    trust: (address) => isIP(address) !== 0 && list.check(address, familyOf(address)),
  };
}

/** Whether the address never leaves the machine; it is spelt as by `plainAddress`. */
export function isLoopback(address: string): boolean {
  return LOOPBACK.trust(address);
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
