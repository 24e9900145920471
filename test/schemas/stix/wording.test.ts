// What publishers read: whole sentences, no jargon of the validator, nothing endless.
import { explainFinding } from '../../../schemas/finding.ts';
import { checkObject } from '../../../schemas/stix/check-object.ts';
import { DEFAULT_POLICY } from '../../../schemas/stix/policy.ts';
import { example } from './examples.ts';
import { RULE_EXAMPLES } from './rule-examples.ts';

const JARGON = /must |should |NOT |undefined|\[object|ajv|instancePath|schema |Property|regex/;

describe('findings', () => {
  test.each(RULE_EXAMPLES.map((row) => [row.code, row.wrong, row] as const))(
    '%s, %s: is told in plain words',
    (_, __, row) => {
      for (const finding of checkObject(row.object, { ...DEFAULT_POLICY, ...row.policy })) {
        const text = `${finding.message} ${finding.expected}`;
        expect(text).not.toMatch(JARGON);
        expect(finding.message).not.toMatch(/\.$/);
        expect(finding.message.length).toBeLessThan(400);
        expect(finding.section).toMatch(/^(?:STIX 2\.[01](?: Part 1)?, (?:\d|[A-Z])|policy of|limits of|TLP 2\.0)/);
      }
    },
  );

  test.each([
    [
      { modified: '2024-02-30T08:00:00.000Z' },
      '/modified: "2024-02-30T08:00:00.000Z" is on a day that does not exist; expected a day of the calendar (STIX 2.1, 2.16, timestamp-calendar)',
    ],
    [
      { created_by_ref: 'campaign--8c6af861-7b20-41ef-9b59-6344fd872a8f' },
      '/created_by_ref: "campaign--8c6af861-7b20-41ef-9b59-6344fd872a8f" is an identifier of campaign; expected an identifier of identity (STIX 2.1, 3.2, reference-target)',
    ],
    [
      { name: undefined },
      'the object: the required property "name" is missing; expected "name", a string (STIX 2.1, 4.5, property-missing)',
    ],
    [
      { confidence: 101 },
      '/confidence: 101 is too large; expected an integer from 0 to 100 (STIX 2.1, 3.2, number-range)',
    ],
    [
      { roles: [] },
      '/roles: is an empty list; expected at least one entry, or no such property (STIX 2.1, 2.12, empty-list)',
    ],
  ])('%j', (changes, sentence) => {
    expect(checkObject(example('identity', changes)).map((finding) => explainFinding(finding))).toEqual([sentence]);
  });

  test('values are shortened to 80 characters', () => {
    const [finding] = checkObject(example('identity', { lang: 'x'.repeat(10_000) }));
    expect(finding?.message).toBe(`"${'x'.repeat(79)}…" has the wrong form`);
  });
});
