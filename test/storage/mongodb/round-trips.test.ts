// What each call of the store asks of the database, command by command. This is the table of docs/decisions/2026-11-24-turns.md.
import { setTimeout as sleep } from 'node:timers/promises';
import type { ObjectQuery, Store } from '../../../collections/storage/port.ts';
import { describeMongo } from '../../engines/describe-mongodb.ts';
import { DEEP, HIDDEN, MIXED } from '../../protocol/test-catalogue.ts';
import { EVERYTHING, publish } from '../contract.ts';
import { REMOVER, RIGHTS, type TestObject, UNRESTRICTED, envelopeOf, publicationTo } from '../objects.ts';
import { everythingIn } from './expectations.ts';
import { publishTo, setScene, type Scene } from './scene.ts';

const idOf = (digit: number): string => `indicator--0000000${digit}-0000-4000-8000-000000000000`;
const object = (digit: number, day = 1): TestObject => ({ id: idOf(digit), version: `2026-01-0${day}T00:00:00.000Z` });
const ENVELOPE = new Uint8Array(Buffer.from('{"objects":[]}'));

/** What happens one after the other; what is in one list happens at the same time. */
type Steps = readonly (readonly string[])[];

const CLAIM = ['insert turns'];
const LOOK = ['find turns', 'find publications', 'find objects', 'find catalogues'];
const WRITE = ['insert audit', 'insert objects', 'update publications'];
const END = ['insert turns'];
const SETTLE = ['update publications'];
const RECEIVE = [['insert envelopes.chunks'], ['insert envelopes.files'], ['insert publications']];
const FORGET_ENVELOPE = [['find envelopes.files'], ['delete envelopes.files'], ['delete envelopes.chunks']];
const READ = [['find turns'], ['find objects']];

/** A call, after what was done before: objects 1 to 3 are published by this server, and `settled` is a publication of it. */
interface Call {
  readonly name: string;
  readonly steps: Steps;
  readonly call: (store: Store, before: { readonly settled: string; readonly newest: number }) => Promise<unknown>;
}

const page = (query: Partial<ObjectQuery> = {}): Call['call'] => (store) => store.objects.page(MIXED, UNRESTRICTED, { ...EVERYTHING, limit: 2, ...query });
const LAST = { first: false, last: true, values: [] };

const CALLS: readonly Call[] = [
  { name: 'a page of objects', steps: READ, call: page() },
  {
    name: 'a page of a collection to which a label has come since the last one',
    steps: [['find turns'], ['find labels'], ['find objects']],
    call: (store) => store.objects.page(DEEP, UNRESTRICTED, EVERYTHING),
  },
  { name: 'the last page of objects', steps: READ, call: page({ limit: 1_000 }) },
  {
    name: 'a page that its bytes end',
    steps: READ,
    call: page({ limit: 1_000, maximumBytes: 1 }),
  },
  { name: 'one object', steps: READ, call: page({ ids: [idOf(1)] }) },
  {
    name: 'a page of the manifest',
    steps: READ,
    call: (store) => store.objects.records(MIXED, UNRESTRICTED, { ...EVERYTHING, versions: 'all', limit: 2 }),
  },
  {
    name: 'a poll when nothing is new',
    steps: [['find turns']],
    call: (store, { newest }) => store.objects.page(MIXED, UNRESTRICTED, { ...EVERYTHING, addedAfter: newest }),
  },
  { name: 'a page of an empty collection', steps: [['find turns']], call: (store) => store.objects.page(HIDDEN, UNRESTRICTED, EVERYTHING) },
  { name: 'whether an object is there', steps: READ, call: (store) => store.objects.has(MIXED, UNRESTRICTED, idOf(1)) },
  { name: 'a status', steps: [['find publications']], call: (store, { settled }) => store.publications.status(settled) },
  { name: 'the revision of the catalogue', steps: [['find catalogues']], call: (store) => store.catalogue.revision() },
  { name: 'an account', steps: [['find accounts']], call: (store) => store.accounts.find('nobody') },
  {
    name: 'a publication of new objects',
    steps: [CLAIM, LOOK, WRITE, END, SETTLE],
    call: (store) => publishTo(store, [object(4), object(5)]),
  },
  {
    name: 'the first publication of a server to a collection',
    steps: [['find turns'], CLAIM, [...LOOK, 'find labels'], WRITE, END, SETTLE],
    call: (store) => publish(store, DEEP, [object(4), object(5)]),
  },
  {
    name: 'a publication with a label that the collection has not had',
    steps: [CLAIM, LOOK, [...WRITE, 'insert labels'], END, SETTLE],
    call: (store) => publishTo(store, [{ ...object(6), label: { level: 2, markings: [] } }]),
  },
  {
    name: 'a publication of new versions',
    steps: [CLAIM, LOOK, [...WRITE, 'update objects'], END, SETTLE],
    call: (store) => publishTo(store, [object(1, 2), object(2, 2)]),
  },
  {
    name: 'a publication of what is there',
    steps: [CLAIM, LOOK, ['insert audit', 'update publications'], END, SETTLE],
    call: (store) => publishTo(store, [object(1), object(2)]),
  },
  {
    name: 'a publication of other content for what is there',
    steps: [CLAIM, LOOK, ['find objects'], ['insert audit', 'update publications'], END, SETTLE],
    call: (store) => publishTo(store, [{ ...object(1), content: 'other' }]),
  },
  {
    name: 'six publications at the same time, five of which share a turn',
    steps: [CLAIM, LOOK, WRITE, END, SETTLE, CLAIM, LOOK, WRITE, END, SETTLE],
    call: (store) => Promise.all([4, 5, 6, 7, 8, 9].map((digit) => publishTo(store, [object(digit)]))),
  },
  {
    name: 'an envelope that is received',
    steps: RECEIVE,
    call: (store) => store.writer.receive(publicationTo(MIXED, 1), ENVELOPE),
  },
  {
    name: 'an envelope that is received and finished',
    steps: [...RECEIVE, CLAIM, LOOK, WRITE, END, SETTLE, ...FORGET_ENVELOPE],
    async call(store) {
      const publication = publicationTo(MIXED, 1);
      await store.writer.receive(publication, ENVELOPE);
      await store.writer.finish(publication, envelopeOf([object(4)]), RIGHTS);
    },
  },
  {
    name: 'a deletion of the last version',
    steps: [...READ, ['find holds'], ['insert audit'], ['find objects'], CLAIM, ['find turns'], ['distinct turns'], ['find catalogues'], ['find objects'], ['insert removals'], ['delete objects'], END],
    call: (store) => store.writer.remove(MIXED, { id: idOf(1), versions: LAST }, REMOVER),
  },
  {
    name: 'a deletion of what is not there',
    steps: READ,
    call: (store) => store.writer.remove(MIXED, { id: idOf(9), versions: LAST }, REMOVER),
  },
];

describeMongo('the commands of', () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await setScene();
    await scene.stopPolling();
  });
  afterAll(() => scene.close());

  test.each(CALLS)('$name', async ({ call, steps }) => {
    const { frail, steady, gate } = scene;
    for (let digit = 1; digit <= 9; digit += 1) await steady.writer.remove(MIXED, { id: idOf(digit), versions: 'all' }, REMOVER);
    await steady.writer.remove(DEEP, { id: idOf(4), versions: 'all' }, REMOVER);
    await frail.writer.receive(publicationTo(HIDDEN, 0), ENVELOPE);
    const { statusId: settled } = await publishTo(frail, [object(1), object(2), object(3)]);
    const newest = (await everythingIn(steady)).at(-1)?.dateAdded ?? 0;
    await publish(steady, DEEP, [object(7)]);
    await frail.objects.page(MIXED, UNRESTRICTED, EVERYTHING);
    await sleep(10);

    void gate.arm(Infinity, 'dies');
    await call(frail, { settled, newest });
    expect(inSteps([...gate.asked], steps)).toEqual(steps.map((step) => step.toSorted()));
  });
});

// In which order the commands of one step go out doesn't matter.
function inSteps(asked: string[], steps: Steps): string[][] {
  const found = steps.map((step) => asked.splice(0, step.length).toSorted());
  return asked.length === 0 ? found : [...found, asked];
}
