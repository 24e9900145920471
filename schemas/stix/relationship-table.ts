// The relationships that the standard defines between types (STIX 2.1, Appendix B), with those of published validators.

const ADDRESSES = 'ipv4-addr ipv6-addr domain-name url';
const ATTACKED = 'identity location vulnerability';
const USED = 'attack-pattern infrastructure malware tool';

/** Source type, relationship types, target types; `SCO` is every cyber-observable. */
const ROWS: readonly (readonly [string, string, string])[] = [
  ['attack-pattern', 'delivers', 'malware'],
  ['attack-pattern', 'targets', ATTACKED],
  ['attack-pattern', 'uses', 'malware tool'],
  ['campaign', 'attributed-to', 'intrusion-set threat-actor'],
  ['campaign', 'compromises', 'infrastructure'],
  ['campaign', 'originates-from', 'location'],
  ['campaign', 'targets', ATTACKED],
  ['campaign', 'uses', USED],
  ['course-of-action', 'investigates', 'indicator'],
  ['course-of-action', 'mitigates', 'attack-pattern indicator malware tool vulnerability'],
  ['course-of-action', 'remediates', 'malware vulnerability'],
  ['domain-name', 'resolves-to', 'domain-name ipv4-addr ipv6-addr'],
  ['identity', 'located-at', 'location'],
  ['indicator', 'indicates', 'attack-pattern campaign infrastructure intrusion-set malware threat-actor tool'],
  ['indicator', 'based-on', 'observed-data'],
  ['infrastructure', 'communicates-with', `infrastructure ${ADDRESSES}`],
  ['infrastructure', 'consists-of', 'infrastructure observed-data SCO'],
  ['infrastructure', 'controls', 'infrastructure malware'],
  ['infrastructure', 'delivers', 'malware'],
  ['infrastructure', 'has', 'vulnerability'],
  ['infrastructure', 'hosts', 'tool malware'],
  ['infrastructure', 'located-at', 'location'],
  ['infrastructure', 'uses', 'infrastructure'],
  ['intrusion-set', 'attributed-to', 'threat-actor'],
  ['intrusion-set', 'compromises hosts owns', 'infrastructure'],
  ['intrusion-set', 'originates-from', 'location'],
  ['intrusion-set', 'targets', ATTACKED],
  ['intrusion-set', 'uses', USED],
  ['ipv4-addr', 'belongs-to', 'autonomous-system'],
  ['ipv4-addr', 'resolves-to', 'mac-addr'],
  ['ipv6-addr', 'belongs-to', 'autonomous-system'],
  ['ipv6-addr', 'resolves-to', 'mac-addr'],
  ['malware', 'authored-by', 'threat-actor intrusion-set'],
  ['malware', 'beacons-to exfiltrates-to exfiltrate-to', 'infrastructure'],
  ['malware', 'communicates-with', ADDRESSES],
  ['malware', 'controls', 'malware'],
  ['malware', 'downloads drops', 'malware tool file'],
  ['malware', 'exploits', 'vulnerability'],
  ['malware', 'originates-from', 'location'],
  ['malware', 'targets', `infrastructure ${ATTACKED}`],
  ['malware', 'uses', USED],
  ['malware', 'variant-of', 'malware'],
  ['malware-analysis', 'characterizes', 'malware'],
  ['malware-analysis', 'analysis-of av-analysis-of static-analysis-of dynamic-analysis-of', 'malware'],
  ['threat-actor', 'attributed-to', 'identity'],
  ['threat-actor', 'compromises hosts owns', 'infrastructure'],
  ['threat-actor', 'impersonates', 'identity'],
  ['threat-actor', 'located-at', 'location'],
  ['threat-actor', 'targets', ATTACKED],
  ['threat-actor', 'uses', USED],
  ['tool', 'delivers drops', 'malware'],
  ['tool', 'has', 'vulnerability'],
  ['tool', 'targets', `infrastructure ${ATTACKED}`],
  ['tool', 'uses', 'infrastructure'],
];

/** By type of the source and relationship type, the types of the targets. */
export const DEFINED_RELATIONSHIPS: ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>> = tableOf(ROWS);

/** What a relationship type may join in every pair of types. */
export const RELATED_TO = 'related-to';

/** What a relationship type may join if both ends are of the same type. */
export const BETWEEN_EQUALS: ReadonlySet<string> = new Set(['derived-from', 'duplicate-of']);

function tableOf(rows: typeof ROWS): Map<string, Map<string, Set<string>>> {
  const table = new Map<string, Map<string, Set<string>>>();
  for (const [source, relationships, targets] of rows) {
    const ofSource = table.get(source) ?? new Map<string, Set<string>>();
    for (const relationship of relationships.split(' ')) ofSource.set(relationship, new Set(targets.split(' ')));
    table.set(source, ofSource);
  }
  return table;
}
