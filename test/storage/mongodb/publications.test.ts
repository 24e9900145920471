// A server dies, or is stopped and wakes up later, at each single command of a publication.
import type { Publication, PublicationStatus } from '../../../collections/storage/port.ts';
import { describeMongo } from '../../engines/describe-mongodb.ts';
import { MIXED } from '../../protocol/test-catalogue.ts';
import { RIGHTS, type TestObject, envelopeOf, finish, publicationTo } from '../objects.ts';
import { failuresAtEachCommand, type Trial } from './every-command.ts';
import { expectLikeModel, expectTidy, nameOf } from './expectations.ts';
import { expectNothingMissed } from './pollers.ts';
import { publishTo } from './scene.ts';

const idOf = (digit: number): string => `indicator--0000000${digit}-0000-4000-8000-000000000000`;
const at = (day: number): string => `2026-01-0${day}T00:00:00.000Z`;

/** There before. */
const BEFORE: readonly TestObject[] = [
  { id: idOf(1), version: at(3) },
  { id: idOf(2), version: at(3), specVersion: '2.0' },
  { id: idOf(3), version: at(3) },
];
/** What the frail server publishes: newer, older, of the other specification version, new, there already. */
const FRAIL: readonly TestObject[] = [
  { id: idOf(1), version: at(5) },
  { id: idOf(1), version: at(1) },
  { id: idOf(2), version: at(4), specVersion: '2.1' },
  { id: idOf(3), version: at(3) },
  { id: idOf(4), version: at(4) },
];
/** What the steady one publishes meanwhile: versions of the same objects. */
const STEADY: readonly TestObject[] = [
  { id: idOf(1), version: at(4) },
  { id: idOf(2), version: at(5), specVersion: '2.0' },
  { id: idOf(4), version: at(2) },
];
const BODY = Buffer.from('{"objects":[]}');

function trial(isReceived: boolean): Trial<PublicationStatus> {
  const publication = publicationTo(MIXED, FRAIL.length);
  return {
    async prepare({ steady, frail }) {
      await publishTo(steady, BEFORE);
      await publishTo(frail, [{ id: idOf(9), version: at(9) }]);
      if (isReceived) await frail.writer.receive(publication, new Uint8Array(BODY));
    },
    act: ({ frail }) => publishTo(frail, FRAIL, publication),
    meanwhile: async ({ steady }) => void (await publishTo(steady, STEADY)),
    async check(scene, result) {
      const isPublished = await checkStatus(scene, publication, isReceived, result);
      const stored = await expectLikeModel(scene.steady);
      const owed = [...BEFORE, ...STEADY, { id: idOf(9), version: at(9) }, ...(isPublished ? FRAIL : [])];
      expect(stored.map(nameOf).toSorted()).toEqual([...new Set(owed.map(nameOf))].toSorted());
      await scene.stopPolling();
      expectNothingMissed(scene.pollers, stored);
      await expectTidy(scene.steady, scene.database);
      expect(await expectLikeModel(scene.steady)).toEqual(stored);
    },
  };
}

/** Sees that the status tells the truth, finishes the publication if it is pending, and tells whether it is visible. */
async function checkStatus(
  { steady }: Parameters<Trial<PublicationStatus>['check']>[0],
  publication: Publication,
  isReceived: boolean,
  result: PromiseSettledResult<PublicationStatus>,
): Promise<boolean> {
  const { statusId } = publication;
  const told = await steady.publications.status(statusId);
  const isComplete = told?.completedAt !== undefined;
  if (result.status === 'fulfilled') expect(told).toEqual(result.value);
  if (!isReceived) return isComplete;
  expect(told).toMatchObject(publication);
  expect((await steady.publications.pendingSince(Number.MAX_SAFE_INTEGER)).map((one) => one.statusId)).toEqual(isComplete ? [] : [statusId]);
  const body = await steady.publications.pendingBody(statusId);
  expect(body && Buffer.from(body)).toEqual(isComplete ? undefined : BODY);
  const finished = await finish(steady, publication, envelopeOf(FRAIL), RIGHTS);
  if (isComplete) expect(finished).toEqual(told);
  expect(finished.failures).toEqual([]);
  expect(await steady.publications.status(statusId)).toEqual(finished);
  return true;
}

describeMongo('P1 P2 nothing is lost, repeated or half shown when a server', () => {
  test.each([
    ['dies', 'that is answered once it is finished', false],
    ['dies', 'that was received before', true],
    ['is late', 'that was received before', true],
  ] as const)('%s at any command of a publication %s', async (fault, _, isReceived) => {
    expect(await failuresAtEachCommand(fault, () => trial(isReceived))).toEqual([]);
  });
});
