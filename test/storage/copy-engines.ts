// The engines between which stores are copied in tests.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshDatabase, hasMongo } from '../engines/describe-mongodb.ts';

/** An engine, and how to get a place on it where there is no store yet. */
export interface CopyEngine {
  readonly name: string;
  /** How often a property is tried on it. */
  readonly runs: number;
  makePlace(): Promise<TestPlace>;
}

/** A place for a store. */
export interface TestPlace {
  /** As `openStore`, `openArchive` and `openRestore` take it. */
  readonly place: string;
  dispose(): Promise<void>;
}

const SQLITE: CopyEngine = {
  name: 'SQLite',
  runs: 25,
  async makePlace() {
    const folder = mkdtempSync(join(tmpdir(), 'liaison-copy-'));
    return { place: join(folder, 'liaison.db'), dispose: async () => rmSync(folder, { recursive: true }) };
  },
};

const MONGODB: CopyEngine = {
  name: 'MongoDB',
  runs: 3,
  async makePlace() {
    const { uri, dispose } = freshDatabase();
    return { place: uri, dispose };
  },
};

const ENGINES: readonly CopyEngine[] = hasMongo ? [SQLITE, MONGODB] : [SQLITE];

/** SQLite to every engine and back. */
export const COPY_PAIRS = ENGINES.flatMap((from) => ENGINES.filter((to) => SQLITE === from || SQLITE === to).map((to) => ({ name: `${from.name} to ${to.name}`, from, to, runs: Math.min(from.runs, to.runs) })));
