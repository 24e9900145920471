// Every rule has objects that break it: the finding has its code, points at the place, and is the only error.
import { checkObject } from '../../../schemas/stix/check-object.ts';
import { DEFAULT_POLICY } from '../../../schemas/stix/policy.ts';
import { RULES } from '../../../schemas/stix/rules.ts';
import { RULE_EXAMPLES } from './rule-examples.ts';

const CLOSING: ReadonlySet<string> = new Set(['more-errors', 'more-hints']);

describe('rules', () => {
  test.each(RULE_EXAMPLES.map((example) => [example.requirement, example.code, example.wrong, example] as const))(
    '%s %s: %s',
    (_, code, __, { object, pointer, policy }) => {
      const findings = checkObject(object, { ...DEFAULT_POLICY, ...policy });
      const isError = RULES[code].level === 'must' || RULES[code].level === 'policy';
      const found = findings.filter((finding) => finding.code === code && finding.pointer === pointer);
      expect({
        code,
        pointer,
        findings: findings.map((f) => `${f.level} ${f.code} ${f.pointer} ${f.message}`),
        found: found.length,
      }).toEqual(expect.objectContaining({ found: 1 }));
      const errors = findings.filter(({ level }) => level === 'error');
      if (!CLOSING.has(code)) expect(errors).toEqual(isError ? found : []);
    },
  );

  test('each rule has an example that breaks it', () => {
    const broken = new Set<string>(RULE_EXAMPLES.map(({ code }) => code));
    expect(Object.keys(RULES).filter((code) => !broken.has(code))).toEqual([]);
  });

  test('each requirement of an example is one that the reference has', () => {
    expect(
      RULE_EXAMPLES.filter(({ requirement }) => !/^(?:[A-Z](?:\.\d)?|(?:T|B|C|X|I|K|M|PAT)-\d+)$/.test(requirement)),
    ).toEqual([]);
  });
});
