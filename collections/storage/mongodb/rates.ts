// What was taken from each process, in MongoDB.
import type { Collection } from 'mongodb';
import type { Microseconds } from '../../../schemas/timestamp.ts';
import type { RateUse } from '../../rates/rates.ts';
import type { UseOfProcess } from '../port.ts';
import { int64 } from './documents.ts';

/** `rate_use`: one process. */
export interface RateUseDocument {
  /** The process. */
  readonly _id: string;
  readonly at: Microseconds;
  /** JSON, as names of accounts are no names of fields. */
  readonly use: string;
}

/** `shareUse` of `StoreWriter`. */
export function rateWriter({ rateUse }: { readonly rateUse: Collection<RateUseDocument> }) {
  return {
    async shareUse(process: string, at: Microseconds, use: RateUse, forgetBefore: Microseconds): Promise<UseOfProcess[]> {
      await rateUse.replaceOne({ _id: process }, { at: int64(at), use: JSON.stringify(use) }, { upsert: true });
      await rateUse.deleteMany({ at: { $lt: int64(forgetBefore) } });
      const others = await rateUse.find({ _id: { $ne: process } }, { sort: { _id: 1 } }).toArray();
      return others.map(({ _id, use: text }) => ({ process: _id, use: JSON.parse(text) as RateUse }));
    },
  };
}
