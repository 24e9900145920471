// What MongoDB can't take in one document: an object is refused alone, an envelope is kept in pieces.
import { openMongoStore } from '../../../collections/storage/mongodb/store.ts';
import type { Store } from '../../../collections/storage/port.ts';
import { describeMongo, freshDatabase, type FreshDatabase } from '../../engines/describe-mongodb.ts';
import { MIXED, testCatalogue } from '../../protocol/test-catalogue.ts';
import { EVERYTHING } from '../contract.ts';
import { UNRESTRICTED, bodyOf, publicationTo } from '../objects.ts';
import { publishTo } from './scene.ts';

/** 16 MiB without what the fields beside the body may take. */
const MOST_BYTES = 16 * 1024 * 1024 - 16 * 1024;

/** Milliseconds: FerretDB takes seconds for a document of 16 MiB, and on a busy machine more than a store waits for in production. */
const PATIENCE = 60_000;

const idOf = (digit: number): string => `indicator--0000000${digit}-0000-4000-8000-000000000000`;
const small = { id: idOf(1), version: '2026-01-01T00:00:00.000Z', content: '' };

function ofBytes(digit: number, bytes: number) {
  const object = { ...small, id: idOf(digit) };
  return { ...object, content: 'x'.repeat(bytes - bodyOf(object).length) };
}

describeMongo('16 MiB', () => {
  let database: FreshDatabase;
  let store: Store;
  beforeAll(async () => {
    database = freshDatabase();
    store = await openMongoStore(database.uri, { patience: PATIENCE, client: { socketTimeoutMS: PATIENCE } });
    await store.writer.replaceCatalogue(testCatalogue(), false);
  });
  afterAll(async () => {
    await store.close();
    await database.dispose();
  });

  test('P2 an envelope of 20 MB is kept and comes back as it was', async () => {
    const body = new Uint8Array(20_000_000).map((_, index) => (index * 31 + (index >> 8)) % 251);
    const publication = publicationTo(MIXED, 1);
    await store.writer.receive(publication, body);
    expect(Buffer.compare((await store.publications.pendingBody(publication.statusId)) ?? new Uint8Array(), body)).toBe(0);
    await publishTo(store, [], publication);
    expect(await store.publications.pendingBody(publication.statusId)).toBeUndefined();
  });

  test('P6 an object that is too long is refused with a sentence, the others go in, even the longest', async () => {
    const longest = ofBytes(2, MOST_BYTES);
    const { successes, failures } = await publishTo(store, [small, longest, ofBytes(3, MOST_BYTES + 1)]);
    expect(successes.map(({ id }) => id)).toEqual([small.id, longest.id]);
    expect(failures).toEqual([
      {
        id: idOf(3),
        version: small.version,
        message: `the object has ${MOST_BYTES + 1} bytes, more than this exchange can keep; the most is ${MOST_BYTES}`,
      },
    ]);
    const { items } = await store.objects.page(MIXED, UNRESTRICTED, EVERYTHING);
    expect(items.map(({ body }) => body.length)).toEqual([bodyOf(small).length, MOST_BYTES]);
    expect(Buffer.compare(items[1]?.body ?? new Uint8Array(), Buffer.from(bodyOf(longest)))).toBe(0);
  });
});
