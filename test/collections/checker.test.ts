// Bodies go to a thread to be looked at, and come back where they are needed, without being copied.
import { createChecker, isSmall, type Checker } from '../../collections/publishing/checker.ts';
import { DEFAULT_POLICY } from '../../schemas/stix/policy.ts';
import { identity } from '../protocol/stix-objects.ts';

const POLICY = { specVersions: ['2.1'], validation: DEFAULT_POLICY, reportsHints: false } as const;

function bodyOf(objects: number): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify({ objects: Array.from({ length: objects }, () => identity()) }));
}

let checker: Checker;
beforeAll(() => {
  checker = createChecker(1);
});
afterAll(() => checker.close());

test.each([1, 500])('a body of %d objects is there again after it was looked at', async (objects) => {
  const body = bodyOf(objects);
  const before = Buffer.from(body);
  const { envelope, body: returned } = await checker.check(body, POLICY, true);
  expect(envelope.objects).toMatchObject({ accepted: objects, refused: 0 });
  expect(Buffer.from(returned ?? []).equals(before)).toBe(true);
  // What was moved away is empty where it came from.
  expect(body.length).toBe(isSmall(before) ? before.length : 0);
});

test('what is refused as a whole says why, whichever thread looked at it', async () => {
  const body = bodyOf(500).slice(0, -1);
  expect(isSmall(body)).toBe(false);
  await expect(checker.check(body, POLICY, true)).rejects.toMatchObject({ name: 'EnvelopeRefused', reason: 'not-json' });
});

test('what waits for a thread when the checker closes, or comes later, is abandoned', async () => {
  const closing = createChecker(1);
  const outcomes = Promise.allSettled(Array.from({ length: 4 }, () => closing.check(bodyOf(500), POLICY)));
  await closing.close();
  const later = closing.check(bodyOf(500), POLICY);
  await expect(later).rejects.toMatchObject({ name: 'Abandoned' });
  const reasons = (await outcomes).map((outcome) => (outcome.status === 'rejected' ? (outcome.reason as Error).name : 'told'));
  expect(new Set(reasons).difference(new Set(['told', 'Abandoned']))).toEqual(new Set());
  expect(reasons).toContain('Abandoned');
});
