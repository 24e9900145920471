// Bodies go to a process to be looked at, and what was found in them comes back.
import { createChecker, isSmall, type Checker } from '../../collections/publishing/checker.ts';
import { checkEnvelope } from '../../collections/publishing/check-envelope.ts';
import { reportOnAll } from '../../collections/publishing/validate-envelope.ts';
import { DEFAULT_POLICY } from '../../schemas/stix/policy.ts';
import { identity } from '../protocol/stix-objects.ts';

const POLICY = { specVersions: ['2.1'], validation: DEFAULT_POLICY, reportsHints: true } as const;

/** Objects with and without white space, text beyond ASCII, a refused one, and something to say about another. */
function bodyOf(objects: number): Uint8Array<ArrayBuffer> {
  const odd = [{ ...identity(), name: 'Größe 🚓' }, { ...identity(), created: 'yesterday' }, { ...identity(), identity_class: 'unheard-of' }];
  const text = JSON.stringify({ objects: [...Array.from({ length: objects }, () => identity()), ...odd] });
  return new TextEncoder().encode(text.replace('"name"', '\n  "name"'));
}

let checker: Checker;
beforeAll(() => {
  checker = createChecker(1);
});
afterAll(() => checker.close());

test.each([1, 500])('of a body of %d objects and more, the same is found in whichever process', async (objects) => {
  const body = bodyOf(objects);
  const checked = await checker.check(body, POLICY);
  expect(checked.envelope.objects).toMatchObject({ accepted: objects + 2, refused: 1 });
  expect(checked).toEqual(checkEnvelope(body, POLICY));
  expect(await checker.validate(body, POLICY)).toEqual(reportOnAll(body, POLICY));
});

test('what is refused as a whole says why, whichever process looked at it', async () => {
  const body = bodyOf(500).slice(0, -1);
  expect(isSmall(body)).toBe(false);
  await expect(checker.check(body, POLICY)).rejects.toMatchObject({ name: 'EnvelopeRefused', reason: 'not-json' });
  await expect(checker.validate(body, POLICY)).rejects.toMatchObject({ name: 'EnvelopeRefused', reason: 'not-json' });
});

test('a mistake of ours fails what it was made in, says where it was, and ends no process', async () => {
  const isWrong = { ...POLICY, specVersions: undefined } as never;
  await expect(checker.check(bodyOf(500), isWrong)).rejects.toThrow(/TypeError[^]*unsupportedVersion/);
  expect((await checker.check(bodyOf(500), POLICY)).envelope.objects.accepted).toBe(502);
});

test('what waits for a process when the checker closes, or comes later, is abandoned', async () => {
  const closing = createChecker(1);
  const outcomes = Promise.allSettled(Array.from({ length: 4 }, () => closing.check(bodyOf(500), POLICY)));
  await closing.close();
  await expect(closing.check(bodyOf(500), POLICY)).rejects.toMatchObject({ name: 'Abandoned' });
  const reasons = (await outcomes).map((outcome) => (outcome.status === 'rejected' ? (outcome.reason as Error).name : 'told'));
  expect(reasons).toEqual(['told', 'told', 'Abandoned', 'Abandoned']);
});
