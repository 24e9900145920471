// Open vocabularies: which property draws on which, and what is in them (C, F).
import { checkObject } from '../../../schemas/stix/check-object.ts';
import { VOCABULARIES } from '../../../schemas/stix/vocabularies.ts';
import { example, exampleOf } from './examples.ts';

/** Type, property, vocabulary, its section, and how many values it has. */
const DRAWN: readonly (readonly [string, string, string, string, number])[] = [
  ['grouping', 'context', 'grouping-context-ov', '10.6', 3],
  ['identity', 'identity_class', 'identity-class-ov', '10.8', 6],
  ['identity', 'sectors', 'industry-sector-ov', '10.11', 35],
  ['indicator', 'indicator_types', 'indicator-type-ov', '10.10', 7],
  ['indicator', 'pattern_type', 'pattern-type-ov', '10.19', 6],
  ['infrastructure', 'infrastructure_types', 'infrastructure-type-ov', '10.12', 15],
  ['intrusion-set', 'resource_level', 'attack-resource-level-ov', '10.3', 6],
  ['intrusion-set', 'primary_motivation', 'attack-motivation-ov', '10.2', 10],
  ['intrusion-set', 'secondary_motivations', 'attack-motivation-ov', '10.2', 10],
  ['location', 'region', 'region-ov', '10.21', 29],
  ['malware', 'malware_types', 'malware-type-ov', '10.15', 22],
  ['malware', 'architecture_execution_envs', 'processor-architecture-ov', '10.20', 8],
  ['malware', 'implementation_languages', 'implementation-language-ov', '10.9', 22],
  ['malware', 'capabilities', 'malware-capabilities-ov', '10.13', 37],
  ['malware-analysis', 'result', 'malware-result-ov', '10.14', 4],
  ['report', 'report_types', 'report-type-ov', '10.22', 12],
  ['threat-actor', 'threat_actor_types', 'threat-actor-type-ov', '10.23', 13],
  ['threat-actor', 'roles', 'threat-actor-role-ov', '10.24', 7],
  ['threat-actor', 'sophistication', 'threat-actor-sophistication-ov', '10.25', 7],
  ['threat-actor', 'resource_level', 'attack-resource-level-ov', '10.3', 6],
  ['threat-actor', 'primary_motivation', 'attack-motivation-ov', '10.2', 10],
  ['threat-actor', 'secondary_motivations', 'attack-motivation-ov', '10.2', 10],
  ['threat-actor', 'personal_motivations', 'attack-motivation-ov', '10.2', 10],
  ['tool', 'tool_types', 'tool-type-ov', '10.26', 8],
  ['user-account', 'account_type', 'account-type-ov', '10.1', 11],
];

describe.each(DRAWN)('%s.%s draws on %s', (type, property, name, section, size) => {
  const isList = Array.isArray(exampleOf(type)[property]);
  const withTerm = (term: string) => checkObject(example(type, { [property]: isList ? [term] : term }));
  const terms = [...(VOCABULARIES.get(name)?.values ?? [])];

  test('which has its values, each taken without a finding', () => {
    expect(terms).toHaveLength(size);
    for (const term of terms) expect(withTerm(term)).toEqual([]);
  });

  test('and hints at other values', () => {
    const pointer = `/${property}${isList ? '/0' : ''}`;
    const [finding, ...others] = withTerm('no-such-term');
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ code: 'open-vocabulary', level: 'hint', pointer, section: `STIX 2.1, ${section}` });
    expect(finding?.message).toContain(name);
  });
});
