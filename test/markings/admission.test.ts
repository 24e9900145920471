// What a collection asks of markings and authors before it takes an object.
import { contentFindings, labelFindings, type ReleasePolicy } from '../../collections/markings/admission.ts';
import { factsOf } from '../../collections/markings/facts.ts';
import { knownMarkings, labelOf, type LabelledObject } from '../../collections/markings/label.ts';
import { explainFinding } from '../../schemas/finding.ts';
import type { JsonObject } from '../../schemas/stix/json.ts';
import { identity, indicator, ipv4Address, statementMarking, type StixObject } from '../protocol/stix-objects.ts';
import { TLP } from './model.ts';

const [KNOWN, STRANGE] = [1, 2].map((digit) => `marking-definition--0000000${digit}-0000-4000-8000-000000000000`) as [string, string];
const SELF = 'identity--00000000-0000-4000-8000-00000000000a';
const OTHER = 'identity--00000001-0000-4000-8000-00000000000a';
const DEFAULTS: ReleasePolicy = {
  defaultMarking: 1,
  highestMarking: 4,
  granularMarkings: 'as-object',
  unknownMarkings: 'red',
  attribution: 'keep',
};

/** All that keeps an object out. */
function releaseFindings(object: JsonObject, labelled: LabelledObject, policy: ReleasePolicy) {
  return [...contentFindings(object, policy, SELF), ...labelFindings(factsOf(object).marks.areReadable, labelled, policy)];
}

const granular = { granular_markings: [{ marking_ref: TLP.red, selectors: ['id'] }] };
const language = { granular_markings: [{ lang: 'fr', selectors: ['id'] }] };

/** A rule, an object, and what its publisher is told; nothing where it is taken. */
const CASES: [what: string, policy: Partial<ReleasePolicy>, object: StixObject, told?: string][] = [
  ['everything is taken by default', {}, indicator({ object_marking_refs: [STRANGE, TLP.red], ...granular })],

  ['granular markings are refused', { granularMarkings: 'refuse' }, indicator(granular),
    '/granular_markings: parts of the object have markings of their own, which this collection does not take; expected ' +
      'markings of the whole object, in object_marking_refs (policy of the collection, granular-marking-not-taken)'],
  ['a language is no granular marking', { granularMarkings: 'refuse' }, indicator(language)],

  ['an unknown marking is refused', { unknownMarkings: 'refuse' }, indicator({ object_marking_refs: [KNOWN, STRANGE] }),
    `the object: its markings "${STRANGE}" are not known here; expected markings whose definitions are published before, ` +
      'or in the same envelope (policy of the collection, marking-unknown)'],
  ['a known one is taken', { unknownMarkings: 'refuse' }, indicator({ object_marking_refs: [KNOWN, TLP.green1] })],
  ['markings that are none are refused', { unknownMarkings: 'refuse' }, indicator({ object_marking_refs: KNOWN }),
    'the object: some of its markings are no references to marking definitions; expected markings whose definitions are ' +
      'published before, or in the same envelope (policy of the collection, marking-unknown)'],

  ['a level above the highest is refused', { highestMarking: 2 }, indicator({ object_marking_refs: [TLP['amber+strict']] }),
    'the object: it is TLP:AMBER+STRICT; expected at most TLP:AMBER in this collection (policy of the collection, marking-too-strict)'],
  ['the highest is taken', { highestMarking: 2 }, indicator({ object_marking_refs: [TLP.amber1] })],
  ['a part above the highest is refused', { highestMarking: 2 }, indicator(granular),
    'the object: it is TLP:RED; expected at most TLP:AMBER in this collection (policy of the collection, marking-too-strict)'],
  ['an unknown marking counts as red', { highestMarking: 3 }, indicator({ object_marking_refs: [STRANGE] }),
    `the object: it is TLP:RED, as a marking that is not known here ("${STRANGE}") counts as red; expected at most ` +
      'TLP:AMBER+STRICT in this collection (policy of the collection, marking-too-strict)'],
  ['the unmarked is as by default', { defaultMarking: 2, highestMarking: 2 }, indicator()],

  ['an author who publishes is taken', { attribution: 'require-own' }, indicator({ created_by_ref: SELF })],
  ['another author is refused', { attribution: 'require-own' }, indicator({ created_by_ref: OTHER }),
    '/created_by_ref: it is by somebody else than the agency that publishes it; expected created_by_ref with ' +
      `${SELF}, the publishing agency's identity (policy of the collection, author-not-publisher)`],
  ['no author is refused', { attribution: 'require-own' }, statementMarking(),
    `the object: it does not say who created it; expected created_by_ref with ${SELF}, the publishing agency's identity ` +
      '(policy of the collection, author-not-publisher)'],
  ['a cyber-observable has no author', { attribution: 'require-own' }, ipv4Address('198.51.100.3')],
  ['a marking of the TLP has no author', { attribution: 'require-own' }, statementMarking({ id: TLP.red1, definition_type: 'tlp', definition: { tlp: 'red' } })],
  ['an agency says who it is itself', { attribution: 'require-own' }, identity({ id: SELF })],
  ['a proxy takes the place of any author', { attribution: 'proxy' }, indicator({ created_by_ref: OTHER })],
];

describe.each(CASES)('%s', (_, policy, object, told) => {
  test(told === undefined ? 'without a finding' : 'with this finding', () => {
    const json = object as unknown as JsonObject;
    const labelled = labelOf(json, knownMarkings(new Map([[KNOWN, 'other']])));
    const findings = releaseFindings(json, labelled, { ...DEFAULTS, ...policy });
    expect(findings.map(explainFinding)).toEqual(told === undefined ? [] : [told]);
  });
});

test('P8 a marking of any length is told shortened', () => {
  const json = indicator({ object_marking_refs: Array.from({ length: 50 }, (_, index) => `${index}`.repeat(10_000)) }) as unknown as JsonObject;
  const labelled = labelOf(json, knownMarkings());
  const [finding, ...others] = releaseFindings(json, labelled, { ...DEFAULTS, unknownMarkings: 'refuse' });
  expect(others).toEqual([]);
  expect(finding?.message).toMatch(/ and 47 more are not known here$/);
  expect(finding?.message.length).toBeLessThan(400);
});
