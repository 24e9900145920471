// When each credential was last used: gathered in memory, written now and then, never while a request waits.
import { now } from '../../schemas/timestamp.ts';
import type { Log } from '../publishing/log.ts';
import type { CredentialUse, StoreWriter } from '../storage/port.ts';
import { StoreUnavailable } from '../storage/unavailable.ts';

/** Gathers uses. */
export interface LastUses {
  /** A request was let in with these. */
  note(account: string, credentials: readonly string[]): void;
  /** Writes what was gathered, and gathers no more. Never fails. */
  close(): Promise<void>;
}

/** Milliseconds between two writes, unless a test is in a hurry: what `last used` may lag behind. */
const WRITTEN_EVERY = 5 * 60 * 1_000;

/** Uses are written by `writer`, in one call for all of them. While the store is away they are kept for the next time. */
export function createLastUses(writer: Pick<StoreWriter, 'noteUses'>, log: Log, every = WRITTEN_EVERY): LastUses {
  let gathered = new Map<string, CredentialUse>();
  let timer: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();
  let isClosed = false;

  async function write(): Promise<void> {
    const uses = gathered;
    gathered = new Map();
    if (uses.size === 0) return;
    try {
      await writer.noteUses([...uses.values()]);
    } catch (error) {
      gathered = new Map([...uses, ...gathered]);
      if (!(error instanceof StoreUnavailable)) log.error({ err: error }, 'when credentials were last used could not be kept');
    }
  }

  async function writeAndGoOn(): Promise<void> {
    await write();
    if (gathered.size > 0 && !isClosed) writeLater();
  }

  function writeLater(): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      writing = writeAndGoOn();
    }, every).unref();
  }

  return {
    note(account, credentials) {
      if (isClosed || credentials.length === 0) return;
      const lastUsed = now();
      for (const credential of credentials) gathered.set(`${account} ${credential}`, { account, credential, lastUsed });
      writeLater();
    },
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await writing;
      await write();
    },
  };
}
