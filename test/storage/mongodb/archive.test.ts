// What an archive tells of a version is what its readers find it by.
import { MongoClient } from 'mongodb';
import { digestOf } from '../../../collections/storage/digest.ts';
import { openMongoArchive } from '../../../collections/storage/mongodb/archive.ts';
import { openMongoStore } from '../../../collections/storage/mongodb/store.ts';
import { describeMongo, freshDatabase } from '../../engines/describe-mongodb.ts';
import { MAIN, testCatalogue } from '../../protocol/test-catalogue.ts';
import { publish } from '../contract.ts';

/** One object with a single group, and one with two. */
const PLAIN = [{ id: 'note--1', version: '2024-01-01T00:00:00.000Z' }, { id: 'note--1', version: '2024-01-02T00:00:00.000Z' }];
const MIXED = PLAIN.map(({ version }, index) => ({ id: 'note--2', version, label: { level: index === 0 ? (1 as const) : (3 as const), markings: [] } }));

describeMongo('an archive', () => {
  test.each([
    ['note--1', 'last_until', 'isLast'],
    ['note--1', 'first_until', 'isFirst'],
    ['note--1', 'newest_spec_until', 'inNewestSpec'],
    ['note--2', 'last_until', 'isLast'],
    ['note--2', 'first_until', 'isFirst'],
    ['note--2', 'newest_spec_until', 'inNewestSpec'],
  ] as const)('tells when no version of %s has %s any more', async (id, kept, told) => {
    const { uri, dispose } = freshDatabase();
    const store = await openMongoStore(uri);
    await store.writer.replaceCatalogue(testCatalogue(), false);
    await publish(store, MAIN, [...PLAIN, ...MIXED]);
    await store.close();
    const before = await archived(uri, id, told);
    const client = await MongoClient.connect(uri);
    await client.db().collection('objects').updateMany({ object_id: id }, { $set: { [kept]: 1 } });
    await client.close();
    const after = await archived(uri, id, told);
    expect(before.has).toContain(true);
    expect(after.has).not.toContain(true);
    expect(after.sha256).not.toBe(before.sha256);
    await dispose();
  });
});

async function archived(uri: string, id: string, told: 'isFirst' | 'isLast' | 'inNewestSpec') {
  const archive = await openMongoArchive(uri);
  const { items } = await archive.versions(MAIN, 0, { items: 100, bytes: 1e6 });
  const { sha256 } = await digestOf(archive);
  await archive.close();
  return { has: items.filter((one) => one.id === id).map((one) => one[told]), sha256 };
}
