// Relationships that the standard defines (D.4).
import { checkObject } from '../../../schemas/stix/check-object.ts';
import { CATEGORIES } from '../../../schemas/stix/types.ts';
import { example, idOf } from './examples.ts';

const OBSERVABLES = [...CATEGORIES].filter(([, category]) => category === 'SCO').map(([type]) => type);
const TARGETED = ['identity', 'location', 'vulnerability'];
const USED = ['attack-pattern', 'infrastructure', 'malware', 'tool'];

/** Source type: relationship types: target types. */
const DEFINED: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'attack-pattern': { delivers: ['malware'], targets: TARGETED, uses: ['malware', 'tool'] },
  campaign: {
    'attributed-to': ['intrusion-set', 'threat-actor'],
    compromises: ['infrastructure'],
    'originates-from': ['location'],
    targets: TARGETED,
    uses: USED,
  },
  'course-of-action': {
    investigates: ['indicator'],
    mitigates: ['attack-pattern', 'indicator', 'malware', 'tool', 'vulnerability'],
    remediates: ['malware', 'vulnerability'],
  },
  'domain-name': { 'resolves-to': ['domain-name', 'ipv4-addr', 'ipv6-addr'] },
  identity: { 'located-at': ['location'] },
  indicator: {
    indicates: ['attack-pattern', 'campaign', 'infrastructure', 'intrusion-set', 'malware', 'threat-actor', 'tool'],
    'based-on': ['observed-data'],
  },
  infrastructure: {
    'communicates-with': ['infrastructure', 'ipv4-addr', 'ipv6-addr', 'domain-name', 'url'],
    'consists-of': ['infrastructure', 'observed-data', ...OBSERVABLES],
    controls: ['infrastructure', 'malware'],
    delivers: ['malware'],
    has: ['vulnerability'],
    hosts: ['tool', 'malware'],
    'located-at': ['location'],
    uses: ['infrastructure'],
  },
  'intrusion-set': {
    'attributed-to': ['threat-actor'],
    compromises: ['infrastructure'],
    hosts: ['infrastructure'],
    owns: ['infrastructure'],
    'originates-from': ['location'],
    targets: TARGETED,
    uses: USED,
  },
  'ipv4-addr': { 'belongs-to': ['autonomous-system'], 'resolves-to': ['mac-addr'] },
  'ipv6-addr': { 'belongs-to': ['autonomous-system'], 'resolves-to': ['mac-addr'] },
  malware: {
    'authored-by': ['threat-actor', 'intrusion-set'],
    'beacons-to': ['infrastructure'],
    'exfiltrates-to': ['infrastructure'],
    'exfiltrate-to': ['infrastructure'],
    'communicates-with': ['ipv4-addr', 'ipv6-addr', 'domain-name', 'url'],
    controls: ['malware'],
    downloads: ['malware', 'tool', 'file'],
    drops: ['malware', 'tool', 'file'],
    exploits: ['vulnerability'],
    'originates-from': ['location'],
    targets: ['infrastructure', ...TARGETED],
    uses: USED,
    'variant-of': ['malware'],
  },
  'malware-analysis': {
    characterizes: ['malware'],
    'analysis-of': ['malware'],
    'av-analysis-of': ['malware'],
    'static-analysis-of': ['malware'],
    'dynamic-analysis-of': ['malware'],
  },
  'threat-actor': {
    'attributed-to': ['identity'],
    compromises: ['infrastructure'],
    hosts: ['infrastructure'],
    owns: ['infrastructure'],
    impersonates: ['identity'],
    'located-at': ['location'],
    targets: TARGETED,
    uses: USED,
  },
  tool: {
    delivers: ['malware'],
    drops: ['malware'],
    has: ['vulnerability'],
    targets: ['infrastructure', ...TARGETED],
    uses: ['infrastructure'],
  },
};

const DOMAIN_OBJECTS = [...CATEGORIES].filter(([, category]) => category === 'SDO').map(([type]) => type);
const ENDS = [
  ...DOMAIN_OBJECTS,
  'autonomous-system',
  'domain-name',
  'file',
  'ipv4-addr',
  'ipv6-addr',
  'mac-addr',
  'url',
];
const NAMES = [...new Set(Object.values(DEFINED).flatMap((relationships) => Object.keys(relationships)))];

const relationship = example('relationship');

function findingsAbout(source: string, relationship_type: string, target: string) {
  return checkObject({ ...relationship, relationship_type, source_ref: idOf(source), target_ref: idOf(target) });
}

describe('D.4 relationships', () => {
  test.each(ENDS)('from %s: those of the standard pass, others are hinted at', (source) => {
    const pairs = NAMES.flatMap((name) => ENDS.map((target) => [name, target] as const));
    const findings = pairs.map(([name, target]) => findingsAbout(source, name, target));
    const passed = pairs.filter((_, index) => findings[index]?.length === 0);
    expect(passed).toEqual(pairs.filter(([name, target]) => DEFINED[source]?.[name]?.includes(target) ?? false));
    expect(new Set(findings.flat().map(({ code }) => code))).toEqual(new Set(['relationship-type']));
  });

  test('related-to joins everything, derived-from and duplicate-of what is of one type', () => {
    for (const source of [...DOMAIN_OBJECTS, ...OBSERVABLES]) {
      expect(findingsAbout(source, 'related-to', 'malware')).toEqual([]);
      expect(findingsAbout(source, 'derived-from', source)).toEqual([]);
      expect(findingsAbout(source, 'duplicate-of', source)).toEqual([]);
    }
  });

  test('types beyond the standard may be related as their extension says', () => {
    expect(findingsAbout('x-example-thing', 'watches', 'identity')).toEqual([]);
    expect(findingsAbout('tool', 'watches', 'x-example-thing')).toEqual([]);
  });

  test('a hint says which relationships there are', () => {
    const [finding] = findingsAbout('campaign', 'indicates', 'malware');
    expect(finding?.expected).toBe('uses or related-to');
    expect(findingsAbout('campaign', 'uses', 'location')[0]?.expected).toBe(
      'a target of type attack-pattern, infrastructure, malware or tool',
    );
  });
});
