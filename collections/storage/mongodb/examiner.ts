// Looks a store in MongoDB over, while servers may work on it.
import { now } from '../../../schemas/timestamp.ts';
import { collectionsOf } from './catalogue-in-force.ts';
import type { StoreExaminer, Stray } from '../examiner.ts';
import { mongoArchive } from './archive.ts';
import { auditReader } from './audit.ts';
import { connect, foundLayout, LAYOUT, orClose, type Connection } from './connect.ts';
import { catalogueOf, type Documents } from './documents.ts';
import { withPortErrors } from './failures.ts';
import { horizonOf, visibleAfter, type Horizon } from './horizon.ts';
import { INDEXES, type DeclaredIndex } from './indexes.ts';
import { DEFINITIONS, labelName } from './labels.ts';

/**
 * Opens the store in that database.
 * @throws {StoreUnusable} when it can't be used: a bad connection string, no admittance
 * @throws {StoreUnavailable} when the database doesn't answer
 */
export async function openMongoExaminer(uri: string): Promise<StoreExaminer> {
  const connection = await connect(uri);
  return orClose(connection.client, async () => {
    const found = await foundLayout(connection.documents);
    return examinerOf(connection, found);
  });
}

function examinerOf(connection: Connection, found: number): StoreExaminer {
  const { client, database, documents, place } = connection;
  const horizonIn = async (collection: string): Promise<Horizon> => {
    const end = await documents.turns.findOne({ collection, kind: 'end' }, { sort: { turn: -1 } });
    return horizonOf(end?.kind === 'end' ? end : undefined);
  };
  return {
    place,
    layout: { found, known: LAYOUT },
    archive: mongoArchive(connection, 'one picture'),
    audit: withPortErrors(auditReader(documents, horizonIn)),
    close: () => client.close(),
    ...withPortErrors({
      damage: async (): Promise<string[]> => [],
      structure: async () => (await Promise.all(INDEXES.map((index) => faultOf(documents, index)))).flat(),
      strays: async () => [...(await unlabelled(documents, horizonIn)), ...(await undeclared(documents)), ...(await unknownUsers(documents))],
      async clockAhead() {
        const before = now();
        const { localTime } = (await database.command({ hello: 1 })) as { localTime?: Date };
        return localTime === undefined ? undefined : localTime.getTime() * 1_000 - (before + now()) / 2;
      },
    }),
  };
}

async function faultOf(documents: Documents, { of, name, key }: DeclaredIndex): Promise<string[]> {
  const there = (await documents[of].listIndexes().toArray()).find((index) => index['name'] === name);
  if (there === undefined) return [`index ${name} of ${of} is missing`];
  // The order of the fields is what makes the index.
  const isSame = JSON.stringify(Object.entries(there['key'] as object)) === JSON.stringify(Object.entries(key));
  return isSame ? [] : [`index ${name} of ${of} is not as this program makes it`];
}

interface LabelGroup {
  readonly _id: { readonly collection: string; readonly label: string; readonly publisher: string };
}

// Debris of a turn that was undone has labels that nobody needs.
async function unlabelled({ objects, labels }: Documents, horizonIn: (collection: string) => Promise<Horizon>): Promise<Stray[]> {
  const names = new Set<string>();
  for await (const { collection, label, publisher, part } of labels.find({})) names.add(JSON.stringify([collection, labelName(label, part), publisher]));
  const groups = objects.aggregate<LabelGroup>([
    { $match: { label: { $ne: DEFINITIONS } } },
    { $group: { _id: { collection: '$collection', label: '$label', publisher: '$publisher' } } },
  ]);
  const missing: LabelGroup['_id'][] = [];
  for await (const { _id } of groups) {
    if (names.has(JSON.stringify([_id.collection, _id.label, _id.publisher]))) continue;
    const visible = await objects.findOne({ ..._id, ...visibleAfter(-1, await horizonIn(_id.collection)) }, { projection: { _id: 1 } });
    if (visible !== null) missing.push(_id);
  }
  return strayOf('versions of objects that the list of labels of their collection lacks', 'some who may read them are not shown them', missing.map(({ collection, label }) => `${collection}, label ${label}`));
}

async function undeclared({ objects, removals, catalogues }: Documents): Promise<Stray[]> {
  const newest = await catalogues.findOne({}, { sort: { _id: -1 } });
  const declared = collectionsOf(newest === null ? undefined : catalogueOf(newest));
  const inObjects: string[] = await objects.distinct('collection');
  const inRemovals: string[] = await removals.distinct('collection');
  const isStray = (collection: string): boolean => !declared.has(collection);
  return [
    ...strayOf('collections with versions of objects that the catalogue does not have', undefined, inObjects.filter(isStray)),
    ...strayOf('collections with tombstones that the catalogue does not have', undefined, inRemovals.filter(isStray)),
  ];
}

async function unknownUsers({ uses, consumers, accounts }: Documents): Promise<Stray[]> {
  const known = new Set((await accounts.find({}, { projection: { _id: 1 } }).toArray()).map(({ _id }) => _id));
  const isStray = (account: string): boolean => !known.has(account);
  const inUses: string[] = await uses.distinct('account');
  const inConsumers: string[] = await consumers.distinct('account');
  return [
    ...strayOf('uses of credentials of accounts that are not there', undefined, inUses.filter(isStray)),
    ...strayOf('notes on how accounts poll of accounts that are not there', undefined, inConsumers.filter(isStray)),
  ];
}

function strayOf(what: string, effect: string | undefined, found: readonly string[]): Stray[] {
  const [example] = found;
  return example === undefined ? [] : [{ what, ...(effect === undefined ? {} : { effect }), count: found.length, example }];
}
