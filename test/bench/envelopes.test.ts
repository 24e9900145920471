// Envelopes to publish: the same for the same seed, and of a bundle others each time round.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkEnvelope } from '../../collections/publishing/check-envelope.ts';
import { policyOf } from '../../collections/publishing/policy.ts';
import { catalogue, COLLECTIONS } from '../../bench/server/catalogue.ts';
import { makeEnvelopes, withOtherIds } from '../../bench/server/load/envelopes.ts';
import { nextIn } from '../../bench/server/load/walk.ts';
import { syntheticObjects } from '../../bench/synthetic.ts';

const PLAN = { count: 3, objects: 20, seed: 5 };
const textOf = (bodies: readonly Uint8Array[]): string[] => bodies.map((body) => Buffer.from(body).toString());
const policy = (() => {
  const entry = catalogue([]).apiRoots[0]?.collections.find(({ id }) => id === COLLECTIONS.inbox);
  if (entry === undefined) throw new Error('there is no inbox');
  return policyOf(entry);
})();

test('synthetic objects are the same for the same seed, and others for another', () => {
  expect(makeEnvelopes(PLAN)).toEqual(makeEnvelopes(PLAN));
  expect(textOf(makeEnvelopes(PLAN))[0]).not.toBe(textOf(makeEnvelopes({ ...PLAN, seed: 6 }))[0]);
});

test('every synthetic object is accepted under the policy that is measured', () => {
  for (const body of makeEnvelopes({ count: 2, objects: 100, seed: 9 })) {
    const { envelope } = checkEnvelope(body, policy);
    expect(envelope.objects).toMatchObject({ accepted: 100, refused: 0 });
  }
});

describe('of a bundle', () => {
  const folder = mkdtempSync(join(tmpdir(), 'liaison-bundle-'));
  const bundle = join(folder, 'bundle.json');
  const source = syntheticObjects(3);
  const objects = Array.from({ length: 50 }, () => source.next().value).filter(({ type }) => ['indicator', 'relationship', 'malware'].includes(String(type)));
  writeFileSync(bundle, JSON.stringify({ type: 'bundle', id: 'bundle--0d4a5c3e-7b1f-4b0e-9d57-6d5f3b0f1a11', objects }));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('no object comes twice, however many envelopes are asked for, and all are accepted', () => {
    const bodies = makeEnvelopes({ count: 12, objects: 10, seed: 1, bundle });
    const ids = textOf(bodies).flatMap((text) => (JSON.parse(text) as { objects: { id: string }[] }).objects.map(({ id }) => id));
    expect(bodies).toHaveLength(12);
    expect(new Set(ids).size).toBe(ids.length);
    for (const body of bodies) expect(checkEnvelope(body, policy).envelope.objects.refused).toBe(0);
  });

  test('references follow, and markings of the TLP stay', () => {
    const id = 'malware--0d4a5c3e-7b1f-4b0e-9d57-6d5f3b0f1a11';
    const tlp = 'marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da';
    const changed = JSON.parse(withOtherIds(JSON.stringify({ id, source_ref: id, object_marking_refs: [tlp] }), 3)) as Record<string, unknown>;
    expect(changed['id']).not.toBe(id);
    expect(changed['source_ref']).toBe(changed['id']);
    expect(changed['object_marking_refs']).toEqual([tlp]);
  });
});

test.each([
  ['{"more":true,"next":"abc","objects":[{"next":"no"}]}', 'abc'],
  ['{"objects":[{"next":"no"}],"more":true,"next":"a\\"b"}', 'a"b'],
  ['{"more":false,"objects":[{"next":"no"}]}', undefined],
  ['{}', undefined],
])('the next of %s is %s', (body, expected) => {
  expect(nextIn(Buffer.from(body))).toBe(expected);
});
