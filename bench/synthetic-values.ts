// Values and patterns as they stand in indicators: mostly one comparison, sometimes several, sometimes qualified.
import type { Random } from './random.ts';

const TOP_LEVEL_DOMAINS = ['com', 'net', 'org', 'info', 'io'];

/** A value of a cyber-observable of that type. */
export function observedValue(random: Random, type: 'ipv4-addr' | 'domain-name' | 'url'): string {
  switch (type) {
    case 'ipv4-addr':
      return [1 + random.below(223), random.below(256), random.below(256), random.below(256)].join('.');
    case 'domain-name':
      return domainName(random);
    case 'url':
      return `https://${domainName(random)}/${random.hex(6)}/${random.hex(10)}.php?id=${random.below(10_000)}`;
  }
}

/** A pattern of STIX patterning. */
export function indicatorPattern(random: Random): string {
  const shape = random.below(10);
  if (shape < 7) return `[${comparison(random)}]`;
  if (shape < 8) return `[${comparison(random)} OR ${comparison(random)} OR ${comparison(random)}]`;
  if (shape < 9) return `[${networkTraffic(random)} AND network-traffic:dst_port = ${1 + random.below(65_535)}]`;
  return `([${comparison(random)}] FOLLOWEDBY [${comparison(random)}]) WITHIN ${60 * (1 + random.below(60))} SECONDS`;
}

function comparison(random: Random): string {
  switch (random.below(4)) {
    case 0:
      return `ipv4-addr:value = '${observedValue(random, 'ipv4-addr')}'`;
    case 1:
      return `domain-name:value = '${domainName(random)}'`;
    case 2:
      return `url:value = '${observedValue(random, 'url')}'`;
    default:
      return `file:hashes.'SHA-256' = '${random.hex(64)}'`;
  }
}

function networkTraffic(random: Random): string {
  return `network-traffic:dst_ref.type = 'ipv4-addr' AND network-traffic:dst_ref.value = '${observedValue(random, 'ipv4-addr')}'`;
}

function domainName(random: Random): string {
  return `${random.hex(4 + random.below(8))}.${random.hex(6)}.${random.of(TOP_LEVEL_DOMAINS)}`;
}
