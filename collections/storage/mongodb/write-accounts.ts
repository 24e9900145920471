// The accounts in MongoDB.
import { now } from '../../../schemas/timestamp.ts';
import type { Account } from '../port.ts';
import { int64, type Documents } from './documents.ts';

/** `saveAccount` of `StoreWriter`. */
export function accountWriter({ accounts }: Documents) {
  return { saveAccount };

  async function saveAccount({ name, agency, password, disabled }: Account): Promise<void> {
    const instant = int64(now());
    await accounts.updateOne(
      { _id: name },
      { $set: { agency, password, disabled, changed_at: instant }, $setOnInsert: { created_at: instant } },
      { upsert: true },
    );
  }
}
