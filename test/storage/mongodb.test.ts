// MongoDB keeps the contract.
import { openMongoStore } from '../../collections/storage/mongodb/store.ts';
import { describeMongo, freshDatabase } from '../engines/describe-mongodb.ts';
import { storeContract, type StorePlace } from './contract.ts';
import { modelContract } from './contract-model.ts';

async function makePlace(): Promise<StorePlace> {
  const { uri, dispose } = freshDatabase();
  return { open: () => openMongoStore(uri), dispose };
}

describeMongo('on a real engine', () => {
  storeContract('MongoDB', makePlace);
  modelContract('MongoDB', makePlace, 40);
});
