// What the promises rest on: writes are on the disks of a majority, reads can't be rolled back.
import type { BSON } from 'mongodb';
import { openMongoStore } from '../../../collections/storage/mongodb/store.ts';
import { describeMongo, freshDatabase } from '../../engines/describe-mongodb.ts';
import { DEEP, MIXED, testCatalogue } from '../../protocol/test-catalogue.ts';
import { EVERYTHING, publish } from '../contract.ts';
import { REMOVER, UNRESTRICTED, publicationTo } from '../objects.ts';
import { openGate } from './gate.ts';
import { publishTo } from './scene.ts';

const WRITES = ['insert', 'update', 'delete', 'findAndModify', 'createIndexes'];
const READS = ['find', 'distinct', 'aggregate', 'count'];

const object = { id: 'note--00000001-0000-4000-8000-000000000000', version: '2026-01-01T00:00:00.000Z' };

describeMongo('whatever the connection string says,', () => {
  const commands: BSON.Document[] = [];
  const named = (names: readonly string[]) => commands.filter((command) => names.includes(Object.keys(command)[0] ?? ''));

  // Everything that a store can be asked.
  beforeAll(async () => {
    const { uri, dispose } = freshDatabase();
    const gate = await openGate(uri, (command) => commands.push(command));
    const careless = new URL(gate.uri);
    for (const [option, value] of [['w', '1'], ['journal', 'false'], ['readConcernLevel', 'local'], ['readPreference', 'nearest']]) {
      careless.searchParams.set(option as string, value as string);
    }
    const store = await openMongoStore(careless.href);
    const whole = testCatalogue();
    await store.writer.replaceCatalogue(whole, false);
    const publication = publicationTo(MIXED, 1);
    await store.writer.receive(publication, new Uint8Array(10));
    await store.publications.pendingBody(publication.statusId);
    await store.publications.pendingSince(Number.MAX_SAFE_INTEGER);
    await publishTo(store, [object], publication);
    await publishTo(store, [{ ...object, version: '2026-01-02T00:00:00.000Z' }]);
    await publishTo(store, [{ ...object, content: 'other' }]);
    await store.publications.status(publication.statusId);
    await store.objects.page(MIXED, UNRESTRICTED, EVERYTHING);
    await store.objects.has(MIXED, UNRESTRICTED, object.id);
    await store.writer.remove(MIXED, { id: object.id, versions: { first: false, last: true, values: [] } }, REMOVER);
    await publish(store, DEEP, [object]);
    await store.writer.replaceCatalogue({ ...whole, apiRoots: whole.apiRoots.slice(0, 1), grants: [] }, true);
    await store.writer.forgetStatuses(Number.MAX_SAFE_INTEGER);
    await store.writer.saveAccount({ name: 'analyst', agency: 'both', password: '', disabled: false });
    await store.accounts.find('analyst');
    await store.accounts.list();
    await store.close();
    await gate.close();
    await dispose();
  });

  test('P2 every write waits for the journals of a majority, for a bounded time', () => {
    const writes = named(WRITES);
    expect(new Set(writes.map((command) => Object.keys(command)[0]))).toEqual(new Set(['insert', 'update', 'delete', 'createIndexes']));
    const others = writes.filter(({ writeConcern }) => writeConcern?.w !== 'majority' || writeConcern.j !== true || !(writeConcern.wtimeout > 0));
    expect(others.map(({ insert, update, delete: deleted, createIndexes, writeConcern }) => [insert ?? update ?? deleted ?? createIndexes, writeConcern])).toEqual([]);
  });

  test('P1 every read is of what a majority has, from the primary', () => {
    const reads = named(READS);
    expect(reads.length).toBeGreaterThan(20);
    const others = reads.filter(
      ({ readConcern, $readPreference }) => readConcern?.level !== 'majority' || !['primary', 'primaryPreferred', undefined].includes($readPreference?.mode),
    );
    expect(others.map(({ find, distinct, readConcern, $readPreference }) => [find ?? distinct, readConcern, $readPreference])).toEqual([]);
  });

  test('P1 what comes together is read in one causally consistent session', () => {
    const page = named(['find']).findIndex((command) => command['find'] === 'objects' && command['sort'] !== undefined);
    const together = named(['find']).slice(page - 2, page + 1);
    expect(together.map(({ find }) => find)).toEqual(['turns', 'labels', 'objects']);
    expect(together.map(({ lsid }) => lsid)).toEqual(together.map(() => together[0]?.['lsid']));
  });
});
