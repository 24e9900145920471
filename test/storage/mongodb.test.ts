// MongoDB keeps the contract.
import { openMongoStore } from '../../collections/storage/mongodb/store.ts';
import { describeMongo, freshDatabase, mongoKind } from '../engines/describe-mongodb.ts';
import { auditContract } from './contract-audit.ts';
import { consumerContract } from './contract-consumers.ts';
import { rateContract } from './contract-rates.ts';
import { recentContract } from './contract-recent.ts';
import { storeContract, type StorePlace } from './contract.ts';
import { modelContract } from './contract-model.ts';
import { releaseContract } from './contract-release.ts';

async function makePlace(): Promise<StorePlace> {
  const { uri, dispose } = freshDatabase();
  return { open: () => openMongoStore(uri), dispose };
}

// FerretDB looks at every document for each question.
const EFFORT = mongoKind === 'ferretdb' ? { runs: 5, many: 18, oneQuestionIn: 7 } : { runs: 40, many: 120, oneQuestionIn: 3 };

describeMongo('on a real engine', () => {
  storeContract('MongoDB', makePlace);
  auditContract('MongoDB', makePlace);
  consumerContract('MongoDB', makePlace);
  rateContract('MongoDB', makePlace);
  recentContract('MongoDB', makePlace);
  modelContract('MongoDB', makePlace, 40);
  releaseContract('MongoDB', makePlace, EFFORT);
});
