// Whose word about a request's origin is taken: the proxies that the operator declared, by address.
import { networksOf, plainAddress } from '../collections/accounts/networks.ts';

export { plainAddress };

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
  const networks = networksOf(declared.flatMap((entry) => NAMED_NETWORKS[entry] ?? [entry]));
  return { areNone: declared.length === 0, trust: networks.has };
}

/** Whether the address never leaves the machine; it is spelt as by `plainAddress`. */
export function isLoopback(address: string): boolean {
  return LOOPBACK.trust(address);
}
