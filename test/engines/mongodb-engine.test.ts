// The engine that other tests rely on.
import { MongoClient } from 'mongodb';
import { describeMongo, freshDatabase } from './describe-mongodb.ts';
import { startMongoEngine, withDatabase } from './mongodb-engine.ts';

describeMongo('the engine', () => {
  test('gives each test a database of its own', async () => {
    const [one, other] = [freshDatabase(), freshDatabase()];
    const client = await MongoClient.connect(one.uri);
    await client.db().collection('things').insertOne({ name: 'of one' });
    const elsewhere = await MongoClient.connect(other.uri);
    expect(await elsewhere.db().collection('things').findOne()).toBeNull();
    expect(await client.db().collection('things').findOne()).toMatchObject({ name: 'of one' });
    await Promise.all([client.close(), elsewhere.close()]);
    await one.dispose();
    await other.dispose();
  });

  test('keeps what was acknowledged when it is killed and started again', async () => {
    const engine = await startMongoEngine();
    try {
      if (engine.kill === undefined || engine.start === undefined) return;
      const before = await MongoClient.connect(engine.uri('kept'));
      await before.db().collection('things').insertOne({ name: 'kept' }, { writeConcern: { w: 'majority', journal: true } });
      await before.close();
      await engine.kill();
      await engine.start();
      const after = await MongoClient.connect(engine.uri('kept'));
      expect(await after.db().collection('things').findOne()).toMatchObject({ name: 'kept' });
      await after.close();
    } finally {
      await engine.stop();
    }
  });
});

test.each([
  ['mongodb://a:1', 'mongodb://a:1/new'],
  ['mongodb://a:1/', 'mongodb://a:1/new'],
  ['mongodb://u:p@a:1,b:2/old?replicaSet=rs', 'mongodb://u:p@a:1,b:2/new?replicaSet=rs&authSource=old'],
  ['mongodb+srv://a/?w=1', 'mongodb+srv://a/new?w=1'],
  ['mongodb://u:p@a/?w=1', 'mongodb://u:p@a/new?w=1&authSource=admin'],
  ['mongodb://u:p@a', 'mongodb://u:p@a/new?authSource=admin'],
  ['mongodb://u:p@a/?authSource=theirs', 'mongodb://u:p@a/new?authSource=theirs'],
  ['mongodb://u@a/?authMechanism=MONGODB-X509', 'mongodb://u@a/new?authMechanism=MONGODB-X509'],
])('the database of %s is replaced', (base, expected) => {
  expect(withDatabase(base, 'new')).toBe(expected);
});

test('what is no connection string is refused', () => {
  expect(() => withDatabase('localhost:27017', 'new')).toThrow(/mongodb:\/\//);
});
