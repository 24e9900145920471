// A store of the first layout in MongoDB gets its labels when it is opened, by however many servers at once.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { viewerWith } from '../../../collections/markings/viewer.ts';
import { copyStore } from '../../../collections/storage/copy.ts';
import { openMongoStore } from '../../../collections/storage/mongodb/store.ts';
import { openArchive, openRestore } from '../../../collections/storage/open-archive.ts';
import { describeMongo, freshDatabase } from '../../engines/describe-mongodb.ts';
import { MAIN, testCatalogue } from '../../protocol/test-catalogue.ts';
import { EVERYTHING } from '../contract.ts';
import { publicationTo, RIGHTS, rightsOf, sealEnvelope } from '../objects.ts';

const AMBER = 'marking-definition--f88d31f6-486f-44da-b317-01333bde0b82';
const STATEMENT = 'marking-definition--00000001-0000-4000-8000-000000000000';
const OBJECTS = [
  { id: 'indicator--1', modified: '2024-01-01T00:00:00.000Z' },
  { id: 'indicator--1', modified: '2024-01-02T00:00:00.000Z', object_marking_refs: [AMBER] },
  { id: 'indicator--1', modified: '2024-01-03T00:00:00.000Z', object_marking_refs: [AMBER] },
  { id: 'malware--1', modified: '2024-01-01T00:00:00.000Z', object_marking_refs: [AMBER, STATEMENT] },
  { id: STATEMENT, modified: '2024-01-01T00:00:00.000Z', definition_type: 'statement', definition: { statement: 'x' }, object_marking_refs: [AMBER] },
  { id: 'note--1', modified: '2024-01-01T00:00:00.000Z', revoked: true },
];
const NEW_FIELDS = ['label', 'own_label', 'uses', 'publisher', 'line', 'is_mixed', 'is_revoked', 'valid_until'];

describeMongo('a store of the first layout', () => {
  let uri: string;
  let dispose: () => Promise<void>;
  beforeEach(async () => {
    ({ uri, dispose } = freshDatabase());
    await makeFirstLayout(uri);
  });
  afterEach(() => dispose());

  test('P5 shows readers what its markings let them see', async () => {
    const [store, other] = await Promise.all([openMongoStore(uri), openMongoStore(uri)]);
    const shown = async (clearance: 1 | 2) => {
      const viewer = viewerWith(rightsOf('reader', { clearance, defaultLevel: 1 }).sight);
      return (await store.objects.records(MAIN, viewer, EVERYTHING)).items.map(({ id, version }) => `${id} ${version.slice(8, 10)}`);
    };
    expect(await shown(1)).toEqual(['indicator--1 01', 'note--1 01']);
    expect(await shown(2)).toEqual(['indicator--1 03', 'malware--1 01', `${STATEMENT} 01`, 'note--1 01']);
    await store.close();
    await other.close();
  });

  test('P7 can be copied to an embedded store once it is brought up, and every part is the same', async () => {
    await (await openMongoStore(uri)).close();
    const folder = mkdtempSync(join(tmpdir(), 'liaison-migration-'));
    const [source, target] = [await openArchive(uri), await openRestore(join(folder, 'liaison.db'))];
    try {
      const { copy, differences } = await copyStore(source, target, { from: 'the source', to: 'the copy' });
      expect(differences).toEqual([]);
      expect(copy.parts.find(({ part, id }) => part === 'collection' && id === MAIN)?.count).toBe(OBJECTS.length);
    } finally {
      await source.close();
      await target.close();
      rmSync(folder, { recursive: true });
    }
  });
});

/** Leaves the database as the program of the first layout would have. */
async function makeFirstLayout(uri: string): Promise<void> {
  const made = await openMongoStore(uri);
  await made.writer.replaceCatalogue(testCatalogue(), false);
  const bodies = OBJECTS.map((object) => Buffer.from(JSON.stringify({ type: object.id.slice(0, object.id.indexOf('--')), ...object })));
  let end = 0;
  const accepted = OBJECTS.map(({ id, modified }, index) => {
    const start = end;
    end += bodies[index]?.length ?? 0;
    const type = id.slice(0, id.indexOf('--'));
    return { id, type, specVersion: '2.1' as const, version: modified, start, end, label: { markings: [] }, uses: [], isRevoked: false };
  });
  await made.writer.finish(publicationTo(MAIN, OBJECTS.length), sealEnvelope(new Uint8Array(Buffer.concat(bodies)), { accepted, refused: [] }), RIGHTS);
  await made.close();
  const client = await MongoClient.connect(uri);
  await client.db().collection('objects').updateMany({}, { $unset: Object.fromEntries(NEW_FIELDS.map((name) => [name, ''])) });
  await client.db().collection('labels').deleteMany({});
  await client.db().collection<{ _id: string; value: number }>('settings').updateOne({ _id: 'layout' }, { $set: { value: 1 } });
  await client.close();
}
