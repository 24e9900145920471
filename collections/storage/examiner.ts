// The port for looking a store over, without changing anything and without an exchange: what `liaison doctor` asks of an
// adapter beside reading everything. test/storage/doctor.test.ts holds both adapters to it.
import type { Microseconds } from '../../schemas/timestamp.ts';
import type { StoreArchive } from './archive.ts';
import type { AuditReader } from './port.ts';

/** Rows that refer to something that isn't there, or that isn't as they say. */
export interface Stray {
  /** Which rows, and what is wrong with them: a clause for people, `holds of collections that the catalogue doesn't have`. */
  readonly what: string;
  readonly count: number;
  /** One of them, for people. */
  readonly example: string;
  /** What comes of it; absent where they only take room. */
  readonly effect?: string;
}

/** Looks a store over. Where the layout isn't the known one, nothing but the layout and `damage` can be asked. */
export interface StoreExaminer {
  /** For people, without secrets. */
  readonly place: string;
  /** `found` is 0 where nothing is in the place yet. */
  readonly layout: { readonly found: number; readonly known: number };
  readonly archive: StoreArchive;
  readonly audit: AuditReader;
  /** What the engine itself finds damaged, a clause each. */
  damage(): Promise<string[]>;
  /** Tables, indexes and triggers that are missing, or aren't as this program makes them, a clause each. */
  structure(): Promise<string[]>;
  /** Strays among what only this adapter keeps. */
  strays(): Promise<Stray[]>;
  /** How much the database's clock is ahead of this machine's; `undefined` where they are one. */
  clockAhead(): Promise<Microseconds | undefined>;
  close(): Promise<void>;
}
