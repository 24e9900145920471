// The envelopes of pending publications, in GridFS, as they may be larger than a document can be.
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GridFSBucket, type Db } from 'mongodb';

/** Keeps envelopes by the id of their status. */
export interface Envelopes {
  /** Resolves when it is safely kept. Keeping it again replaces it. */
  keep(statusId: string, body: Uint8Array): Promise<void>;
  read(statusId: string): Promise<Uint8Array | undefined>;
  forget(statusId: string): Promise<void>;
  /** The ids of envelopes that were kept before that time. */
  keptBefore(time: Date): Promise<string[]>;
}

const CHUNK_BYTES = 4 * 1024 * 1024;

/** The envelopes of that database. */
export function createEnvelopes(database: Db): Envelopes {
  const bucket = new GridFSBucket(database, { bucketName: 'envelopes', chunkSizeBytes: CHUNK_BYTES });

  return {
    async keep(statusId, body) {
      await pipeline(Readable.from([body]), bucket.openUploadStream(statusId));
    },
    async read(statusId) {
      const [file] = await bucket.find({ filename: statusId }).limit(1).toArray();
      if (file === undefined) return undefined;
      try {
        return Buffer.concat(await bucket.openDownloadStream(file._id).toArray());
      } catch (error) {
        // It may be forgotten while it is read.
        if ((await bucket.find({ _id: file._id }).limit(1).toArray()).length === 0) return undefined;
        throw error;
      }
    },
    async forget(statusId) {
      for (const { _id } of await bucket.find({ filename: statusId }).toArray()) await bucket.delete(_id);
    },
    async keptBefore(time) {
      const files = await bucket.find({ uploadDate: { $lt: time } }).toArray();
      return files.map(({ filename }) => filename);
    },
  };
}
